//! `tags`: what a repository has, and what would be chosen out of it.

use serde_json::json;

use crate::support::case::Case;
use crate::support::registry::{Fault, Image, Lists, Registry};
use crate::support::schema::document;

/// Tags of one repository, as many publish them.
const REDIS: [&str; 15] = [
    "latest",
    "alpine",
    "8.0.1-alpine",
    "8.0.1",
    "7",
    "7-alpine",
    "7.2",
    "7.2-alpine",
    "7.2.4-alpine",
    "7.2.10-alpine",
    "7.4-rc1-alpine",
    "7.2.10-alpine3.20",
    "7.2.10",
    "6.2.14-alpine",
    "20240101-alpine",
];

fn case() -> Case {
    with(&REDIS)
}

/// A registry with these tags of `acme/redis`.
fn with(tags: &[&str]) -> Case {
    let case = Case::new();
    push(&case, tags);
    case
}

fn push<T: AsRef<str>>(case: &Case, tags: &[T]) {
    let image = Image::single("linux/amd64", "redis");
    case.registry.push_all("acme/redis", tags, &image);
}

#[test]
fn all_tags_are_listed_the_newest_version_first_and_behind_the_versions_what_is_none() {
    let case = case();
    assert_snapshot!(case.run("tags HOST/acme/redis").success(), @"
    exit status: 0
    --- stdout ---
    20240101-alpine
    8.0.1
    8.0.1-alpine
    7.4-rc1-alpine
    7.2.10
    7.2.10-alpine
    7.2.10-alpine3.20
    7.2.4-alpine
    7.2
    7.2-alpine
    7
    7-alpine
    6.2.14-alpine
    latest
    alpine
    --- stderr ---
    ");
    assert_snapshot!(case.registry.sequence().join("\n"), @"
    GET /v2/acme/redis/tags/list?n=1000 401
    GET /token?service=registry.docker.io&scope=repository%3Aacme%2Fredis%3Apull 200
    GET /v2/acme/redis/tags/list?n=1000 200
    ");
}

#[test]
fn a_range_shows_what_would_be_chosen_and_why_the_nearest_others_would_not() {
    let case = case();
    assert_snapshot!(
        case.run("tags HOST/acme/redis --range ^7.2 --variant alpine").success(),
        @"
    exit status: 0
    --- stdout ---
    7.2.10-alpine  chosen
    7.2.4-alpine
    7.2-alpine
    stands for versions that are not all in the range: `7-alpine`
    not in the range: `8.0.1-alpine`, `6.2.14-alpine`
    another variant: `7.2.10`, `7.2.10-alpine3.20`, `7.2`
    a pre-release: `7.4-rc1-alpine`
    a date, and the range has none: `20240101-alpine`
    no version: `latest`, `alpine`
    3 of 15 tags of registry.test/acme/redis match
    --- stderr ---
    "
    );
    assert_snapshot!(case.run("tags HOST/acme/redis --range 7").success(), @"
    exit status: 0
    --- stdout ---
    7.2.10  chosen
    7.2
    7
    not in the range: `8.0.1`
    another variant: `7.2.10-alpine`, `7.2.10-alpine3.20`, `7.2.4-alpine`, `7.2-alpine`, `7-alpine`
    a pre-release: `7.4-rc1-alpine`
    no version: `latest`, `alpine`
    3 of 15 tags of registry.test/acme/redis match
    --- stderr ---
    ");
}

#[test]
fn quiet_prints_what_matches_alone_and_verbose_all_with_their_reasons() {
    let case = case();
    let tags = "tags HOST/acme/redis --range ^7.2 --variant alpine";
    assert_snapshot!(case.run(&format!("{tags} -q")).success(), @"
    exit status: 0
    --- stdout ---
    7.2.10-alpine
    7.2.4-alpine
    7.2-alpine
    --- stderr ---
    ");
    assert_snapshot!(case.run(&format!("{tags} -v")).success().stdout, @"
    7.2.10-alpine      chosen
    7.2.4-alpine
    7.2-alpine
    20240101-alpine    a date, and the range has none
    8.0.1              not in the range
    8.0.1-alpine       not in the range
    7.4-rc1-alpine     a pre-release
    7.2.10             another variant
    7.2.10-alpine3.20  another variant
    7.2                another variant
    7                  stands for versions that are not all in the range
    7-alpine           stands for versions that are not all in the range
    6.2.14-alpine      not in the range
    latest             no version
    alpine             no version
    3 of 15 tags of registry.test/acme/redis match
    ");
}

#[test]
fn a_variant_alone_is_one_of_any_version() {
    let case = case();
    assert_snapshot!(case.run("tags HOST/acme/redis --variant alpine* -q").success(), @"
    exit status: 0
    --- stdout ---
    8.0.1-alpine
    7.2.10-alpine3.20
    7.2.10-alpine
    7.2.4-alpine
    7.2-alpine
    7-alpine
    6.2.14-alpine
    --- stderr ---
    ");
}

#[test]
fn a_pattern_chooses_by_its_group() {
    let case = with(&["main-9", "main-10", "main-x", "dev-11"]);
    assert_snapshot!(
        case.run("tags HOST/acme/redis --pattern main-(?<build>[0-9]+)").success(),
        @"
    exit status: 0
    --- stdout ---
    main-10  chosen
    main-9
    2 of 4 tags of registry.test/acme/redis match
    --- stderr ---
    "
    );
}

#[test]
fn nothing_that_matches_is_a_no_with_the_nearest() {
    let case = case();
    let run = |rule: &str| case.run(&format!("tags HOST/acme/redis {rule}")).exits(1);
    assert_snapshot!(run("--range ^9"), @"
    exit status: 1
    --- stdout ---
    not in the range: `8.0.1`, `7.2.10`, `7.2`, `7`
    no version: `latest`, `alpine`
    --- stderr ---
    error: no tag of `registry.test/acme/redis` is chosen
    caused by: no tag is in `^9`; the nearest: `8.0.1` (not in the range)
    hint: if that is meant, use `--range '^8.0.1'`
    ");
    assert_snapshot!(run("--range ^7.2 --variant bookworm"), @"
    exit status: 1
    --- stdout ---
    another variant: `7.2.10`, `7.2.10-alpine`, `7.2.10-alpine3.20`, `7.2.4-alpine`, `7.2` and 1 more
    a pre-release: `7.4-rc1-alpine`
    no version: `latest`, `alpine`
    --- stderr ---
    error: no tag of `registry.test/acme/redis` is chosen
    caused by: no tag is in `^7.2` with the variant `bookworm`; the nearest: `7.2.10` (another variant), `7.2.10-alpine` (another variant), `7.2.10-alpine3.20` (another variant), `7.4-rc1-alpine` (a pre-release)
    hint: if that is meant, leave out `--variant`
    ");
    assert_snapshot!(run("--pattern (?<build>[0-9]+)-slim"), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: no tag of `registry.test/acme/redis` is chosen
    caused by: no tag matches `(?<build>[0-9]+)-slim`; there are `latest`, `alpine`, `20240101-alpine`
    ");
    assert_snapshot!(case.run("tags HOST/acme/none").exits(3), @"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot list the tags of `registry.test/acme/none`
    caused by: registry.test refuses access: 401 insufficient_scope UNAUTHORIZED: authentication required; a token for service `registry.docker.io` and scope `repository:acme/none:pull` was requested anonymously from registry.test: it grants nothing
    hint: a repository that does not exist and one that is private look the same from outside: check the name `acme/none`, and log in with `docker login registry.test` if it is private
    ");
}

#[test]
fn a_list_that_is_not_whole_is_no_list() {
    let case = Case::with(Registry::builder().lists(Lists::Paged(4)));
    push(&case, &REDIS);
    case.registry.fault(
        Fault::on("GET", "/v2/acme/redis/tags/list?last=*")
            .status(403)
            .always(),
    );
    assert_snapshot!(case.run("tags HOST/acme/redis --range *").exits(3), @"
    exit status: 3
    --- stdout ---
    --- stderr ---
    error: cannot list the tags of `registry.test/acme/redis`
    caused by: registry.test refuses access: 403; a token for service `registry.docker.io` and scope `repository:acme/redis:pull` was requested anonymously from registry.test: it grants `repository:acme/redis:pull`
    hint: the token grants access, but registry.test refuses it: check its clock, the keys of its token server, and any proxy in between
    ");
    let document = document(&case.run("tags HOST/acme/redis --format json").exits(3));
    assert_eq!(document["tags"]["status"], "failed");
    assert_eq!(document["tags"]["list"], json!([]));
}

#[test]
fn a_tag_or_a_digest_is_refused_with_the_commands_that_may_be_meant() {
    let case = case();
    let run = |arguments: &str| case.run(&format!("tags {arguments}")).exits(2);
    assert_snapshot!(run("redis:7.2.4-alpine"), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `redis:7.2.4-alpine` names one image, but `imagelock tags` lists all of a repository
    hint: run `imagelock tags redis` to list all tags, or `imagelock tags redis --range '>=7.2.4' --variant alpine` to list those as new as this one
    ");
    assert_snapshot!(run("redis:latest --range ^7"), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `redis:latest` names one image, but `imagelock tags` lists all of a repository
    hint: run `imagelock tags redis` to list all tags
    ");
    assert_snapshot!(run("me:hunter2@quay.io/a"), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: 1 reference is not valid
    caused by: reference 1: a reference cannot contain credentials; log in with `docker login` instead
    ");
    assert!(case.registry.requests().is_empty());
}

#[test]
fn a_wrong_rule_is_refused_with_what_to_write_instead() {
    let case = case();
    let run = |rule: &[&str]| {
        let arguments = ["tags", "redis"].iter().chain(rule);
        case.project.command(arguments).run().exits(2).stderr
    };
    assert_snapshot!(run(&["--range", "7.x"]), @"
    error: invalid value `7.x` for `--range`: use `*` for any number; write `7.*`

    Usage: imagelock tags [OPTIONS] <IMAGE>

    For more information, try `imagelock tags --help`.
    ");
    assert_snapshot!(run(&["--range", "7.2-alpine"]), @"
    error: invalid value `7.2-alpine` for `--range`: a version range has no suffix; write `-alpine` as `--variant alpine`

    Usage: imagelock tags [OPTIONS] <IMAGE>

    For more information, try `imagelock tags --help`.
    ");
    assert_snapshot!(run(&["--range", "latest"]), @"
    error: invalid value `latest` for `--range`: `latest` is not a version; to follow this tag, write it behind the image, like `IMAGE:latest`

    Usage: imagelock tags [OPTIONS] <IMAGE>

    For more information, try `imagelock tags --help`.
    ");
    assert_snapshot!(run(&["--range", ""]), @"
    error: invalid value `` for `--range`: a version range is written like `^7.2`, `~7.2`, `7.2` or `>=7, <9`; `*` is any version

    Usage: imagelock tags [OPTIONS] <IMAGE>

    For more information, try `imagelock tags --help`.
    ");
    assert_snapshot!(run(&["--range", "^7", "--variant=-alpine"]), @"
    error: invalid value `-alpine` for `--variant`: a variant is written without the dash in front of it; write `alpine`

    Usage: imagelock tags [OPTIONS] <IMAGE>

    For more information, try `imagelock tags --help`.
    ");
    assert_snapshot!(run(&["--range", "^7", "--variant", ""]), @"
    error: invalid value `` for `--variant`: a variant is written like `alpine`; for tags without a suffix, leave `--variant` out

    Usage: imagelock tags [OPTIONS] <IMAGE>

    For more information, try `imagelock tags --help`.
    ");
    assert_snapshot!(run(&["--pattern", "main-.*"]), @"
    error: invalid value `main-.*` for `--pattern`: a tag pattern needs exactly one named group to compare tags by, like `main-(?<build>[0-9]+)`; this one has 0

    Usage: imagelock tags [OPTIONS] <IMAGE>

    For more information, try `imagelock tags --help`.
    ");
    assert_snapshot!(run(&["--pattern", "v(?<n>.*)", "--range", "^7"]), @"
    error: `--pattern` cannot be used with `--range`

    Usage: imagelock tags [OPTIONS] <IMAGE>

    For more information, try `imagelock tags --help`.
    ");
}

#[test]
fn every_format_has_the_list() {
    let case = with(&["7.2.4", "7.4", "8.0", "latest"]);
    let tags = "tags HOST/acme/redis --range ^7.2 --format";
    let run = |format: &str| case.run(&format!("{tags} {format}")).success();
    assert_snapshot!(run("markdown"), @"
    exit status: 0
    --- stdout ---
    2 of 4 tags of registry.test/acme/redis match

    - **`7.4`**
    - `7.2.4`

    - not in the range: `8.0`
    - no version: `latest`
    --- stderr ---
    ");
    assert_snapshot!(run("github"), @"
    exit status: 0
    --- stdout ---
    7.4  chosen
    7.2.4
    not in the range: `8.0`
    no version: `latest`
    2 of 4 tags of registry.test/acme/redis match
    --- stderr ---
    ");
    assert_eq!(
        document(&run("json"))["tags"],
        json!({
            "image": "registry.test/acme/redis",
            "version": "^7.2",
            "status": "listed",
            "chosen": "7.4",
            "list": [
                { "tag": "8.0", "accepted": false, "miss": "outside-range" },
                { "tag": "7.4", "accepted": true, "miss": null },
                { "tag": "7.2.4", "accepted": true, "miss": null },
                { "tag": "latest", "accepted": false, "miss": "no-version" },
            ],
            "reason": null, "message": null, "hint": null, "retryable": false, "http_status": null,
            "wait_seconds": null,
        })
    );
    let document = document(
        &case
            .run("tags HOST/acme/redis --range ^9 --format json")
            .exits(1),
    );
    assert_eq!(document["tags"]["chosen"], json!(null));
    assert_eq!(document["tags"]["reason"], "no-matching-tag");
    assert_snapshot!(
        case.run("tags HOST/acme/redis --range ^9 --format markdown").exits(1).stdout,
        @"
    **no tag of `registry.test/acme/redis` is chosen**

    no tag is in <code>&#94;9</code>; the nearest: `8.0` (not in the range); if that is meant, use <code>--range '&#94;8.0'</code>

    - not in the range: `8.0`, `7.4`, `7.2.4`
    - no version: `latest`
    "
    );
}

#[test]
fn the_order_does_not_depend_on_the_registry() {
    let listed = |lists: Lists| {
        let case = Case::with(Registry::builder().lists(lists));
        push(&case, &REDIS);
        case.run("tags HOST/acme/redis").success().stdout
    };
    let one = listed(Lists::Paged(2));
    assert_eq!(one.lines().count(), REDIS.len());
    for lists in [Lists::Distribution2, Lists::Ghcr, Lists::Ecr, Lists::Nexus] {
        assert_eq!(listed(lists), one, "{lists:?}");
    }
}

#[test]
fn a_reader_may_leave_before_the_end_of_a_long_list() {
    let case = Case::with(Registry::builder().lists(Lists::Distribution2));
    let tags: Vec<String> = (0..20_000).map(|number| format!("1.{number}")).collect();
    push(&case, &tags);
    let program = case.project.program_on_path().join("imagelock");
    let tags = format!("{} tags HOST/acme/redis", program.display());
    let script = format!("{{ {tags}; echo \"status $?\" >&2; }} | head -n 2");
    assert_snapshot!(case.project.shell(&case.text(&script)).run().success(), @"
    exit status: 0
    --- stdout ---
    1.19999
    1.19998
    --- stderr ---
    status 0
    ");
}

#[test]
fn a_repository_without_tags_has_an_empty_list() {
    let case = with(&["1"]);
    case.registry.delete_tag("acme/redis", "1");
    assert_snapshot!(case.run("tags HOST/acme/redis").success(), @"
    exit status: 0
    --- stdout ---
    --- stderr ---
    note: `registry.test/acme/redis` has no tags
    ");
    assert_snapshot!(case.run("tags HOST/acme/redis --range ^1").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: no tag of `registry.test/acme/redis` is chosen
    caused by: `registry.test/acme/redis` has no tags
    ");
}

#[test]
fn an_argument_that_looks_like_a_registry_is_asked_about_before_its_tag_is_refused() {
    let case = case();
    for command in [
        "tags localhost:5000",
        "resolve localhost:5000 --range ^7",
        "add localhost:5000 --range ^7",
    ] {
        let outcome = case.run(command).exits(2);
        assert!(
            outcome
                .stderr
                .contains("did you mean a repository in it, like `localhost:5000/NAME`?"),
            "{command}: {outcome}"
        );
    }
    assert!(case.registry.requests().is_empty());
}
