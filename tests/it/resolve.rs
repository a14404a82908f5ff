//! `resolve`: references in, pinned references out.

use crate::support::case::Case;
use crate::support::registry::Image;
use crate::support::schema::document;

fn case() -> Case {
    let case = Case::new();
    for (repository, tag) in [("acme/a", "1"), ("acme/b", "1"), ("acme/b", "latest")] {
        case.push(
            repository,
            tag,
            &Image::single("linux/amd64", &format!("{repository}:{tag}")),
        );
    }
    case
}

#[test]
fn references_are_pinned_in_the_order_given_and_asked_once() {
    let case = case();
    assert_snapshot!(
        case.run("resolve HOST/acme/b:1 HOST/acme/a:1 HOST/acme/b:1")
            .success(),
        @"
    exit status: 0
    --- stdout ---
    registry.test/acme/b:1@sha256:9d646f78b70c5fc982533d601acea0472f59beb455e9d12e2873c90b16c3dbc3
    registry.test/acme/a:1@sha256:e10527228481bdb946d1c6a505ed1297f220c53fbad586a300b4b4af2d101ce0
    registry.test/acme/b:1@sha256:9d646f78b70c5fc982533d601acea0472f59beb455e9d12e2873c90b16c3dbc3
    --- stderr ---
    "
    );
    assert_eq!(case.registry.count("HEAD", "/v2/acme/b/manifests/1"), 1);
}

#[test]
fn references_come_from_stdin_too() {
    let case = case();
    let text = case.text("\n  HOST/acme/b:1  \r\n\nHOST/acme/a:1");
    assert_snapshot!(
        case.command("resolve HOST/acme/a:1 -")
            .stdin(text)
            .run()
            .success(),
        @"
    exit status: 0
    --- stdout ---
    registry.test/acme/a:1@sha256:e10527228481bdb946d1c6a505ed1297f220c53fbad586a300b4b4af2d101ce0
    registry.test/acme/b:1@sha256:9d646f78b70c5fc982533d601acea0472f59beb455e9d12e2873c90b16c3dbc3
    registry.test/acme/a:1@sha256:e10527228481bdb946d1c6a505ed1297f220c53fbad586a300b4b4af2d101ce0
    --- stderr ---
    "
    );
    assert_snapshot!(case.command("resolve -").run().exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: no reference was given
    ");
    assert_snapshot!(
        case.command("resolve -")
            .stdin(vec![b'a', 0xff])
            .run()
            .exits(2),
        @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: cannot read stdin
    caused by: stream did not contain valid UTF-8
    "
    );
}

#[test]
fn a_default_tag_is_warned_of() {
    let case = case();
    assert_snapshot!(case.run("resolve HOST/acme/b").success(), @"
    exit status: 0
    --- stdout ---
    registry.test/acme/b:latest@sha256:cbaecbe69249931dd68aed6eec1ae626b8eadb3a7db5976b37c9f8d84b51c4da
    --- stderr ---
    warning: `registry.test/acme/b` names no tag, so `latest` is used
    ");
    assert_snapshot!(case.run("resolve -q --no-tag HOST/acme/b").success(), @"
    exit status: 0
    --- stdout ---
    registry.test/acme/b@sha256:cbaecbe69249931dd68aed6eec1ae626b8eadb3a7db5976b37c9f8d84b51c4da
    --- stderr ---
    ");
}

#[test]
fn a_digest_is_asked_for_and_kept() {
    let case = case();
    let digest = Image::single("linux/amd64", "acme/a:1").digest();
    assert_snapshot!(
        case.run(&format!(
            "resolve HOST/acme/a@{digest} HOST/acme/a:9@{digest}"
        ))
        .success(),
        @"
    exit status: 0
    --- stdout ---
    registry.test/acme/a@sha256:e10527228481bdb946d1c6a505ed1297f220c53fbad586a300b4b4af2d101ce0
    registry.test/acme/a:9@sha256:e10527228481bdb946d1c6a505ed1297f220c53fbad586a300b4b4af2d101ce0
    --- stderr ---
    "
    );
    assert_eq!(case.registry.count("HEAD", "/v2/acme/a/manifests/9"), 0);
}

#[test]
fn every_bad_reference_is_told_and_nothing_is_asked() {
    let case = case();
    let arguments = "resolve HOST/acme/a:1 Foo/Bar:@ https://quay.io/a/b alpine: me:hunter2@quay.io/a x?token=hunter3";
    let outcome = case.run(arguments).exits(2);
    assert!(!outcome.to_string().contains("hunter"), "{outcome}");
    assert_snapshot!(outcome, @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: 5 references are not valid
    caused by: reference 2: a digest is `sha256:` followed by 64 hex digits
    caused by: `https://quay.io/a/b` is not a reference: a reference cannot start with a scheme like `https://`; write `quay.io/a/b`
    caused by: `alpine:` is not a reference: the tag is missing after the `:`
    caused by: reference 5: a reference cannot contain credentials; log in with `docker login` instead
    caused by: reference 6: `x?…` is not a repository: expected words of `a`-`z` and `0`-`9`, joined by `.`, `_`, `__`, `-` or `/`
    ");
    assert!(case.registry.requests().is_empty());
}

#[test]
fn one_failure_keeps_stdout_empty() {
    let case = case();
    assert_snapshot!(
        case.run("resolve HOST/acme/a:1 HOST/acme/a:2 HOST/acme/none:1 127.0.0.1:1/x:1")
            .exits(1),
        @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: cannot resolve `127.0.0.1:1/x:1`
    caused by: 127.0.0.1:1 cannot be reached after 5 attempts: Connection refused (os error 111)
    hint: check that a registry listens on 127.0.0.1:1
    error: cannot resolve `registry.test/acme/a:2`
    caused by: registry.test has no such tag (it says: MANIFEST_UNKNOWN: manifest unknown)
    hint: check the spelling of the repository and the tag
    error: cannot resolve `registry.test/acme/none:1`
    caused by: registry.test refuses access: 401 insufficient_scope; a token for service `registry.docker.io` and scope `repository:acme/none:pull` was requested anonymously from registry.test: it grants nothing
    hint: a repository that does not exist and one that is private look the same from outside: check the name `acme/none`, and log in with `docker login registry.test` if it is private
    "
    );
    assert_snapshot!(case.run("resolve 127.0.0.1:1/x:1").exits(3), @"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `127.0.0.1:1/x:1`
    caused by: 127.0.0.1:1 cannot be reached after 5 attempts: Connection refused (os error 111)
    hint: check that a registry listens on 127.0.0.1:1
    ");
}

#[test]
fn a_surprising_reading_is_asked_about() {
    let case = case();
    case.push(
        "library/localhost",
        "5000",
        &Image::single("linux/amd64", "surprise"),
    );
    let config = case.text("[registries.\"docker.io\"]\nmirrors = [\"HOST\"]\nfallback = false\n");
    case.project.file("config.toml", config);
    assert_snapshot!(
        case.run("resolve localhost:5000 --config config.toml")
            .success(),
        @"
    exit status: 0
    --- stdout ---
    docker.io/library/localhost:5000@sha256:4ed0e52d428a856c821471d77ab03f62b0d054ad99a8d7f5e032eb0dc2ef0492
    --- stderr ---
    warning: `localhost:5000` looks like a registry, but is read as the Docker Hub image `docker.io/library/localhost:5000`; did you mean a repository in it, like `localhost:5000/NAME`?
    "
    );
}

/// A registry with an index of two platforms as `acme/many:1`, beside the others.
fn with_index() -> (Case, Image) {
    let case = case();
    let index = Image::index(&["linux/amd64", "linux/arm64"], "many");
    case.push("acme/many", "1", &index);
    (case, index)
}

#[test]
fn one_part_of_each_reference_is_printed_as_get_prints_it() {
    let (case, _) = with_index();
    case.manifest("a = \"HOST/acme/a:1\"\nmany = { image = \"HOST/acme/many:1\", platforms = [\"linux/arm64\"] }\n");
    case.run("lock").success();
    for part in [
        "--field repository",
        "--field tag",
        "--field digest",
        "--field reference",
        "--field reference --no-tag",
        "",
    ] {
        let resolved = case.run(&format!("resolve HOST/acme/a:1 HOST/acme/many:1 {part}"));
        let got = case.run(&format!("get a many {part}")).success();
        assert_eq!(resolved.success().stdout, got.stdout, "{part}");
    }
    for part in ["", "--field digest"] {
        let resolved = case.run(&format!(
            "resolve HOST/acme/many:1 {part} --platform linux/arm64"
        ));
        let got = case
            .run(&format!("get many {part} --platform linux/arm64"))
            .success();
        assert_eq!(resolved.success().stdout, got.stdout, "{part}");
    }
}

#[test]
fn the_digest_of_one_platform_is_printed_for_an_index_and_for_a_single_image() {
    let (case, index) = with_index();
    let outcome =
        case.run("resolve HOST/acme/many:1 HOST/acme/a:1 --platform linux/amd64 --field digest");
    let single = Image::single("linux/amd64", "acme/a:1").digest();
    assert_eq!(
        outcome.success().stdout,
        format!("{}\n{single}\n", index.platform_digest("linux/amd64"))
    );
    let pinned = format!(
        "resolve HOST/acme/many:9@{} --platform linux/arm64",
        index.digest()
    );
    assert_eq!(
        case.run(&pinned).success().stdout,
        format!(
            "registry.test/acme/many:9@{}\n",
            index.platform_digest("linux/arm64")
        )
    );
}

#[test]
fn a_platform_that_is_not_there_keeps_stdout_empty() {
    let (case, _) = with_index();
    let arguments = "resolve HOST/acme/many:1 HOST/acme/a:1 --platform linux/arm64";
    assert_snapshot!(case.run(arguments).exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/acme/a:1`
    caused by: the image has no platform `linux/arm64`; it has `linux/amd64`
    ");
    let document = document(&case.run(&format!("{arguments} --format json")).exits(1));
    let told = document["references"].as_array().expect("there are two");
    assert_eq!(told[0]["status"], "resolved");
    assert_eq!(
        (&told[1]["status"], &told[1]["reason"]),
        (&"failed".into(), &"platforms-missing".into())
    );
    assert_eq!(told[1]["digest"], serde_json::Value::Null);
    assert_snapshot!(case.run("resolve HOST/acme/a:1 --platform arm64").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: invalid value `arm64` for `--platform`: a platform is written `os/architecture` or `os/architecture/variant`, like `linux/amd64`

    Usage: imagelock resolve [OPTIONS] <REFERENCE>...

    For more information, try `imagelock resolve --help`.
    ");
}

#[test]
fn a_range_chooses_the_tags_of_all_references_each_list_asked_once() {
    let case = Case::new();
    for tag in ["7.2.4-alpine", "7.4.1", "7.4.1-alpine", "8.0-alpine"] {
        let image = Image::index(&["linux/amd64", "linux/arm64"], tag);
        case.push("acme/redis", tag, &image);
    }
    let resolve = "resolve HOST/acme/redis --range ^7.2 --variant alpine";
    assert_snapshot!(case.run(&format!("{resolve} HOST/acme/redis")).success(), @"
    exit status: 0
    --- stdout ---
    registry.test/acme/redis:7.4.1-alpine@sha256:4e3cacaa5b6046acbe4067352e1fb23c1edcef7a2d4097344d339de900e3a1a1
    registry.test/acme/redis:7.4.1-alpine@sha256:4e3cacaa5b6046acbe4067352e1fb23c1edcef7a2d4097344d339de900e3a1a1
    --- stderr ---
    ");
    assert_snapshot!(case.registry.sequence().join("\n"), @"
    GET /v2/acme/redis/tags/list?n=1000 401
    GET /token?service=registry.docker.io&scope=repository%3Aacme%2Fredis%3Apull 200
    GET /v2/acme/redis/tags/list?n=1000 200
    HEAD /v2/acme/redis/manifests/7.4.1-alpine 200
    ");
    assert_snapshot!(
        case.run(&format!("{resolve} --platform linux/arm64 --no-tag")).success(),
        @"
    exit status: 0
    --- stdout ---
    registry.test/acme/redis@sha256:e1f7da3f2a98982408314bf436756b792ba68d3d6969a80e0b41c824e69e9374
    --- stderr ---
    "
    );
    assert_snapshot!(case.run(&format!("{resolve} --field tag")).success(), @"
    exit status: 0
    --- stdout ---
    7.4.1-alpine
    --- stderr ---
    ");
    let document = document(&case.run(&format!("{resolve} --format json")).success());
    assert_eq!(document["references"][0]["tag"], "7.4.1-alpine");
}

#[test]
fn a_range_without_a_tag_and_a_list_that_fails_are_told() {
    let case = case();
    assert_snapshot!(case.run("resolve HOST/acme/a --range ^2").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/acme/a`
    caused by: no tag is in `^2`; the nearest: `1` (not in the range)
    hint: if that is meant, use `--range '^1'`
    ");
    assert_snapshot!(case.run("resolve HOST/acme/a --range >=3,<2").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/acme/a`
    caused by: no version can be in `>=3,<2`, so no tag is
    hint: write conditions that one version can meet, like `>=7, <9`
    ");
    assert_snapshot!(
        case.run("resolve HOST/acme/a HOST/acme/none HOST/acme/b --range ^2").exits(1),
        @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: cannot resolve 2 images: `registry.test/acme/a`, `registry.test/acme/b`
    caused by: no tag is in `^2`; the nearest: `1` (not in the range)
    hint: if that is meant, use `--range '^1'`
    error: cannot resolve `registry.test/acme/none`
    caused by: registry.test refuses access: 401 insufficient_scope UNAUTHORIZED: authentication required; a token for service `registry.docker.io` and scope `repository:acme/none:pull` was requested anonymously from registry.test: it grants nothing
    hint: a repository that does not exist and one that is private look the same from outside: check the name `acme/none`, and log in with `docker login registry.test` if it is private
    "
    );
    assert_snapshot!(case.run("resolve HOST/acme/none --range ^2").exits(3), @"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot resolve `registry.test/acme/none`
    caused by: registry.test refuses access: 401 insufficient_scope UNAUTHORIZED: authentication required; a token for service `registry.docker.io` and scope `repository:acme/none:pull` was requested anonymously from registry.test: it grants nothing
    hint: a repository that does not exist and one that is private look the same from outside: check the name `acme/none`, and log in with `docker login registry.test` if it is private
    ");
    assert_snapshot!(case.run("resolve HOST/acme/a:1 alpine:3.20 --range ^2").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `--range` chooses the tag of a repository, not of `registry.test/acme/a:1`, `alpine:3.20`
    hint: write `registry.test/acme/a`, `alpine`, or leave `--range` out
    ");
    let document = document(
        &case
            .run("resolve HOST/acme/a --range ^2 --format json")
            .exits(1),
    );
    let answer = &document["references"][0];
    assert_eq!(
        (&answer["reason"], &answer["tag"]),
        (&"no-matching-tag".into(), &().into())
    );
}
