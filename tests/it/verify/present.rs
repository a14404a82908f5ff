//! `verify --present` below an index: clean-ups of GHCR and Harbor delete manifests that no tag names, and leave it.

use super::*;
use crate::support::schema::document;

const PLATFORMS: [&str; 2] = ["linux/amd64", "linux/arm64"];

/// The index that `base` locks with all of its platforms.
fn index() -> Image {
    Image::index(&PLATFORMS, "base")
}

/// A registry with an index of two platforms, both of which are locked as `base`.
fn locked_index() -> Case {
    let case = Case::new();
    case.push("acme/base", "1", &index());
    case.manifest(&base());
    case.run("update").success();
    case.registry.clear_log();
    case
}

fn base() -> String {
    let platforms = PLATFORMS.map(|platform| format!("\"{platform}\""));
    let platforms = platforms.join(", ");
    format!("base = {{ image = \"HOST/acme/base\", tag = \"1\", platforms = [{platforms}] }}\n")
}

/// Has a clean-up delete the manifest of a platform. The index stays.
fn clean_up(case: &Case, platform: &str) -> String {
    let digest = index().platform_digest(platform);
    case.registry.delete_digest("acme/base", &digest);
    digest
}

/// The manifests that were asked about by HEAD, in order.
fn heads(case: &Case) -> Vec<String> {
    let requests = case.registry.requests().into_iter();
    let answered = requests.filter(|it| it.method == "HEAD" && it.status != Some(401));
    let mut heads: Vec<String> = answered
        .filter_map(|it| Some(it.path.rsplit_once('/')?.1.to_owned()))
        .collect();
    heads.sort();
    heads
}

#[test]
fn an_index_whose_platform_manifest_was_deleted_does_not_pass() {
    let case = locked_index();
    case.run("verify --present").success();
    clean_up(&case, "linux/arm64");
    assert_snapshot!(case.run("verify --present").exits(1), @"
    exit status: 1
    --- stdout ---
    images.lock does not pass: 1 of 1 image
    checked: 3 digests at 1 registry
    not checked: whether tags still name these digests (see `--fresh`)
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    error: `images.lock` does not pass
    caused by: `base`: the registry no longer has the manifest for `linux/arm64`: `registry.test/acme/base@sha256:410955df67f33b7d48504a58ae51d29793a949fe24d14507d1f4f4c3081f89a2`
    hint: if its tag names something else by now, run `imagelock update base`; else a clean-up has deleted a part: push the image again
    ");
}

#[test]
fn an_index_all_of_whose_platform_manifests_were_deleted_names_each() {
    let case = locked_index();
    let gone = PLATFORMS.map(|platform| (platform, clean_up(&case, platform)));
    let outcome = case.run("verify --present").exits(1);
    for (platform, digest) in gone {
        let cause = format!(
            "`base`: the registry no longer has the manifest for `{platform}`: `registry.test/acme/base@{digest}`"
        );
        assert!(outcome.stderr.contains(&cause), "{outcome}");
    }
}

#[test]
fn an_index_that_is_deleted_with_its_platforms_is_told_once() {
    for status in [404, 500] {
        let case = locked_index();
        deny(&case, "linux/arm64", status);
        case.registry.delete_digest("acme/base", &index().digest());
        let outcome = case.run("verify --present").exits(1);
        assert_eq!(outcome.stderr.matches("caused by").count(), 1, "{outcome}");
    }
}

#[test]
fn a_deleted_platform_is_found_beside_a_tag_that_still_names_its_index() {
    let case = locked_index();
    clean_up(&case, "linux/amd64");
    case.run("verify --fresh").success();
    let outcome = case.run("verify --present --fresh").exits(1);
    assert!(outcome.stderr.contains("`linux/amd64`"), "{outcome}");
    assert!(
        outcome.stdout.contains("checked: 1 tag and 2 digests at"),
        "{outcome}"
    );
}

#[test]
fn a_deleted_platform_of_what_the_base_has_too_is_found() {
    let case = locked_index();
    case.project.commit("base");
    clean_up(&case, "linux/amd64");
    case.run("verify --base HEAD").success();
    let outcome = case.run("verify --base HEAD --present").exits(1);
    assert!(outcome.stderr.contains("`linux/amd64`"), "{outcome}");
}

#[test]
fn every_image_of_every_manifest_with_a_deleted_platform_is_told() {
    let case = locked_index();
    let lock = case.raw_lock();
    let more = case.text(&format!(
        "[images]\n{}",
        base().replace("base =", "other =")
    ));
    case.project.file("deploy/images.toml", more);
    case.project.file(
        "deploy/images.lock",
        lock.replace("images.base", "images.other"),
    );
    case.project.commit("two");
    let digest = clean_up(&case, "linux/arm64");
    let document = document(&case.run("verify --present --all --format json").exits(1));
    let manifests = document["manifests"].as_array().expect("there are two");
    for (part, name) in manifests.iter().zip(["other", "base"]) {
        let image = &part["images"][0];
        assert_eq!(image["name"], name, "{document}");
        assert_eq!(image["reason"], "platform-gone", "{document}");
        assert_eq!(image["status"], "gone", "{document}");
    }
    assert_eq!(manifests.len(), 2);
    let asked = heads(&case).into_iter().filter(|it| *it == digest).count();
    assert_eq!(asked, 1, "{:#?}", case.registry.sequence());
}

#[test]
fn what_formats_of_ci_show_names_image_and_platform() {
    let case = locked_index();
    clean_up(&case, "linux/arm64");
    for format in ["markdown", "github"] {
        let outcome = case.run(&format!("verify --present --format {format}"));
        let outcome = outcome.exits(1);
        for word in ["base", "linux/arm64", "run `imagelock update base`"] {
            assert!(outcome.stdout.contains(word), "{format}\n{outcome}");
        }
    }
}

#[test]
fn stale_platforms_are_not_asked_about_and_are_told() {
    let case = locked_index();
    let newer = Image::index(&PLATFORMS, NEWER);
    case.edit_lock(&index().digest(), &case.push("acme/base", "1", &newer));
    clean_up(&case, "linux/arm64");
    assert_snapshot!(case.run("verify --present").success(), @"
    exit status: 0
    --- stdout ---
    ~ base  the locked platforms belong to another digest; `imagelock lock` fetches them again
    images.lock satisfies images.toml: 1 image
    checked: 1 digest at 1 registry
    not checked: whether tags still name these digests (see `--fresh`)
    not checked: whether the registries still have the platforms that are stale (see `imagelock lock`)
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    ");
    assert_eq!(heads(&case), [newer.digest()]);
}

#[test]
fn a_platform_that_is_an_image_too_is_asked_about_once() {
    let case = locked_index();
    let amd64 = index().platform_digest("linux/amd64");
    case.push(
        "acme/base",
        "1-amd64",
        &Image::single("linux/amd64", "base"),
    );
    let more = format!(
        "pin = \"HOST/acme/base@{amd64}\"\n\
         single = {{ image = \"HOST/acme/base\", tag = \"1-amd64\", platforms = [\"linux/amd64\"] }}\n"
    );
    case.manifest(&(base() + &more));
    case.run("lock").success();
    let mut digests = vec![index().digest()];
    digests.extend(PLATFORMS.map(|platform| index().platform_digest(platform)));
    digests.sort();
    case.registry.clear_log();
    case.run("verify --present").success();
    assert_eq!(heads(&case), digests);
    // What a tag names is there, and so is what was asked by digest before
    case.registry.clear_log();
    case.run("verify --present --fresh").success();
    let arm64 = index().platform_digest("linux/arm64");
    let mut asked = vec!["1".to_owned(), "1-amd64".to_owned(), amd64, arm64];
    asked.sort();
    assert_eq!(heads(&case), asked);
}

#[test]
fn a_pin_that_is_gone_is_gone_from_the_index_as_well() {
    let case = locked_index();
    let amd64 = index().platform_digest("linux/amd64");
    case.manifest(&(base() + &format!("pin = \"HOST/acme/base@{amd64}\"\n")));
    case.run("lock").success();
    clean_up(&case, "linux/amd64");
    case.registry.clear_log();
    let outcome = case.run("verify --present --fresh").exits(1);
    let causes = [
        "`base`: the registry no longer has the manifest for `linux/amd64`",
        "`pin`: the registry no longer has the locked digest",
    ];
    for cause in causes {
        assert!(outcome.stderr.contains(cause), "{outcome}");
    }
    let asked = heads(&case).into_iter().filter(|it| *it == amd64).count();
    assert_eq!(asked, 1, "{:#?}", case.registry.sequence());
}

/// Has the registry answer so to what is asked about a platform's manifest.
fn deny(case: &Case, platform: &str, status: u16) -> String {
    let digest = index().platform_digest(platform);
    let path = format!("/v2/acme/base/manifests/{digest}");
    case.registry
        .fault(Fault::on("*", &path).status(status).always());
    digest
}

#[test]
fn no_answer_about_a_platform_is_not_a_yes_and_names_it() {
    let case = locked_index();
    let digest = deny(&case, "linux/arm64", 403);
    assert_snapshot!(case.run("verify --present").exits(3), @"
    exit status: 3
    --- stdout ---
    images.lock cannot be verified: no answer for 1 of 1 image
    checked: 2 digests at 1 registry
    not checked: whether tags still name these digests (see `--fresh`)
    not checked: whether the digests of the platforms match their index
    --- stderr ---
    error: cannot resolve `base` (registry.test/acme/base:1)
    caused by: the manifest for `linux/arm64` (`registry.test/acme/base@sha256:410955df67f33b7d48504a58ae51d29793a949fe24d14507d1f4f4c3081f89a2`): registry.test refuses access: 403; a token for service `registry.docker.io` and scope `repository:acme/base:pull` was requested anonymously from registry.test: it grants `repository:acme/base:pull`
    hint: another image of `acme/base` was answered: log in with `docker login registry.test` if this image is private, or the digest is wrong, since some registries refuse a digest that does not exist: `sha256:410955df67f33b7d48504a58ae51d29793a949fe24d14507d1f4f4c3081f89a2`
    ");
    let told = document(&case.run("verify --present --format json").exits(3));
    let message = told["images"][0]["message"].as_str().expect("there is one");
    for word in ["`linux/arm64`", digest.as_str()] {
        assert!(message.contains(word), "{told}");
    }
}

#[test]
fn a_server_that_fails_for_one_platform_names_it() {
    let case = locked_index();
    let digest = deny(&case, "linux/amd64", 500);
    let outcome = case.run("verify --present").exits(3);
    let said = format!(
        "the manifest for `linux/amd64` (`registry.test/acme/base@{digest}`): registry.test answered 500"
    );
    assert!(outcome.stderr.contains(&said), "{outcome}");
}

#[test]
fn a_registry_that_fails_for_all_of_an_image_is_told_once() {
    let case = locked_index();
    case.registry
        .fault(Fault::on("*", "/v2/acme/*").status(500).always());
    let outcome = case.run("verify --present").exits(3);
    assert_eq!(outcome.stderr.matches("caused by").count(), 1, "{outcome}");
    assert!(!outcome.stderr.contains("linux/"), "{outcome}");
}

#[test]
fn a_refused_digest_of_an_image_is_named_by_the_hint_that_doubts_it() {
    let case = locked_index();
    let index = index().digest();
    let path = format!("/v2/acme/base/manifests/{index}");
    case.registry
        .fault(Fault::on("*", &path).status(403).always());
    let outcome = case.run("verify --present").exits(3);
    let said = format!(
        "or the digest is wrong, since some registries refuse a digest that does not exist: `{index}`"
    );
    assert!(outcome.stderr.contains(&said), "{outcome}");
}

#[test]
fn a_deleted_platform_of_a_pin_by_hand_is_mended_in_the_manifest() {
    let case = Case::new();
    case.push("acme/base", "1", &index());
    let digest = index().digest();
    let pin =
        format!("pin = {{ image = \"HOST/acme/base@{digest}\", platforms = [\"linux/arm64\"] }}\n");
    case.manifest(&pin);
    case.run("lock").success();
    clean_up(&case, "linux/arm64");
    let outcome = case.run("verify --present").exits(1);
    let hint = "a clean-up has deleted a part: push the image again, or change the digest of `pin` in `images.toml`";
    assert!(outcome.stderr.contains(hint), "{outcome}");
    assert!(!outcome.stderr.contains("imagelock update"), "{outcome}");
    let told = document(&case.run("verify --present --format json").exits(1));
    assert_eq!(told["images"][0]["hint"], hint, "{told}");
    // Beside an image of a tag each has its own way out
    case.push("acme/base", "1", &index());
    case.manifest(&(pin + &base()));
    case.run("lock").success();
    clean_up(&case, "linux/arm64");
    let outcome = case.run("verify --present").exits(1);
    for way in [hint, "run `imagelock update base`"] {
        assert!(outcome.stderr.contains(way), "{outcome}");
    }
}

#[test]
fn a_platform_that_head_alone_denies_is_there() {
    let case = locked_index();
    let path = format!(
        "/v2/acme/base/manifests/{}",
        index().platform_digest("linux/arm64")
    );
    case.registry
        .fault(Fault::on("HEAD", &path).status(404).always());
    case.run("verify --present").success();
    assert_eq!(case.registry.count("GET", &path), 1);
}
