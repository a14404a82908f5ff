//! `outdated`: what `update` would do, and that nothing is written.

mod latest;

use crate::support::case::Case;
use crate::support::registry::{Fault, Image};
use crate::support::schema::document;

#[test]
fn nothing_is_outdated_where_nothing_moved() {
    let case = Case::locked();
    assert_snapshot!(case.run("outdated").success(), @"
    exit status: 0
    --- stdout ---
    images.lock is up to date: 2 unchanged
    --- stderr ---
    ");
    case.run("outdated --exit-code").success();
}

#[test]
fn what_moved_is_told_and_not_written() {
    let case = Case::locked();
    let before = case.raw_lock();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    assert_snapshot!(case.run("outdated").success(), @"
    exit status: 0
    --- stdout ---
           locked      wanted      latest
    ~ web  1 35fb3d34  1 3f59e8b2  1
    images.lock is outdated: 1 to update, 1 unchanged
    --- stderr ---
    ");
    assert_snapshot!(case.run("outdated --exit-code").exits(1), @"
    exit status: 1
    --- stdout ---
           locked      wanted      latest
    ~ web  1 35fb3d34  1 3f59e8b2  1
    images.lock is outdated: 1 to update, 1 unchanged
    --- stderr ---
    error: `images.lock` is outdated
    hint: run `imagelock update`, then commit `images.lock`
    ");
    case.run("outdated base --exit-code").success();
    assert_eq!(case.raw_lock(), before);
    let document = document(&case.run("outdated --format json --exit-code").exits(1));
    assert_eq!(document["written"], "reported");
}

#[test]
fn a_lock_that_is_not_there_is_not_called_outdated() {
    let case = Case::locked();
    std::fs::remove_file(case.project.path().join("images.lock")).expect("it is there");
    assert_snapshot!(case.run("outdated --exit-code").exits(1), @"
    exit status: 1
    --- stdout ---
            locked  wanted      latest
    + base  –       1 c6eeabd3  1
    + web   –       1 35fb3d34  1
    images.lock does not exist: 2 to add
    --- stderr ---
    error: `images.lock` does not exist
    hint: run `imagelock update`, then commit `images.lock`
    ");
    assert_snapshot!(case.run("lock --check").exits(1), @"
    exit status: 1
    --- stdout ---
    + base  1  c6eeabd3
    + web   1  35fb3d34
    would write images.lock: 2 to add
    --- stderr ---
    error: `images.lock` would be created
    hint: run `imagelock lock`, then commit `images.lock`
    ");
    case.registry
        .fault(Fault::on("*", "/v2/*").status(403).always());
    assert_snapshot!(case.run("outdated").exits(3), @"
    exit status: 3
    --- stdout ---
    images.lock does not exist: 2 failed
    --- stderr ---
    error: cannot resolve `base` (registry.test/acme/base:1)
    caused by: registry.test refuses access: 403
    hint: a repository that does not exist and one that is private look the same from outside: check the name `acme/base`, and log in with `docker login registry.test` if it is private
    error: cannot resolve `web` (registry.test/acme/web:1)
    caused by: registry.test refuses access: 403
    hint: a repository that does not exist and one that is private look the same from outside: check the name `acme/web`, and log in with `docker login registry.test` if it is private
    ");
}

#[test]
fn no_answer_is_not_a_yes() {
    let case = Case::locked();
    case.registry.fault(
        Fault::on("*", "/v2/acme/web/manifests/*")
            .status(403)
            .always(),
    );
    assert_snapshot!(case.run("outdated").exits(3), @"
    exit status: 3
    --- stdout ---
    cannot tell whether images.lock is up to date: 1 failed, 1 unchanged
    --- stderr ---
    error: cannot resolve `web` (registry.test/acme/web:1)
    caused by: registry.test refuses access: 403; a token for service `registry.docker.io` and scope `repository:acme/web:pull` was requested anonymously from registry.test: it grants `repository:acme/web:pull`
    hint: the token grants access, but registry.test refuses it: check its clock, the keys of its token server, and any proxy in between
    ");
}

#[test]
fn details_say_what_the_images_say() {
    let case = Case::locked();
    let labelled = |seed: &str, version: &str, revision: &str, platforms: &[&str]| {
        Image::index(platforms, seed)
            .labelled("org.opencontainers.image.version", version)
            .labelled(
                "org.opencontainers.image.source",
                "https://github.com/acme/base",
            )
            .labelled("org.opencontainers.image.revision", revision)
    };
    case.push(
        "acme/base",
        "1",
        &labelled("old", "1.0.0", "0123abc", &["linux/amd64", "linux/386"]),
    );
    case.run("update").success();
    case.push(
        "acme/base",
        "1",
        &labelled(
            "new",
            "1.0.1 |`<b>@all",
            "89abcde",
            &["linux/amd64", "linux/arm64"],
        ),
    );
    assert_snapshot!(case.run("outdated --details").success(), @"
    exit status: 0
    --- stdout ---
            locked      wanted      latest
    ~ base  1 48e7ece3  1 b6a64a80  1
      base says: version 1.0.0 → 1.0.1 |`<b>@all, gained linux/arm64, lost linux/386, https://github.com/acme/base/compare/0123abc...89abcde
    images.lock is outdated: 1 to update, 1 unchanged
    --- stderr ---
    ");
    assert_snapshot!(
        "details_markdown",
        case.run("outdated --details --format markdown").success()
    );
    let document = document(&case.run("update --details --format json").success());
    let details = &document["images"][0]["details"];
    assert_eq!(details["old"]["version"], "1.0.0");
    assert_eq!(details["platforms_lost"][0], "linux/386");
    assert_eq!(
        details["compare_url"],
        "https://github.com/acme/base/compare/0123abc...89abcde"
    );
}

#[test]
fn what_the_old_image_said_may_be_gone() {
    let case = Case::locked();
    let old = Image::single("linux/amd64", "web").digest();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    case.registry.delete_digest("acme/web", &old);
    assert_snapshot!(case.run("update --details --format markdown").success());
}

/// Images with a fixed version, a range and none, of which newer versions are there.
fn versions() -> Case {
    let case = Case::new();
    for tag in ["3.20", "3.20.6", "3.21", "3.21-slim", "20240101", "latest"] {
        case.push("acme/base", tag, &Image::single("linux/amd64", tag));
    }
    for tag in ["7.2.4", "7.2.5", "8.0"] {
        case.push("acme/redis", tag, &Image::single("linux/amd64", tag));
    }
    case.manifest(
        "any = \"HOST/acme/base:latest\"\nbase = \"HOST/acme/base:3.20\"\nexact = \"HOST/acme/base:3.21\"\n\
         redis = { image = \"HOST/acme/redis\", version = \"~7.2\" }\n",
    );
    case.run("update").success();
    case.registry.clear_log();
    case
}

#[test]
fn a_newer_version_beside_a_fixed_tag_is_shown_and_is_no_failure() {
    let case = versions();
    assert_snapshot!(case.run("outdated --exit-code").success(), @"
    exit status: 0
    --- stdout ---
             locked          wanted          latest
      base   3.20 16186544   3.20 16186544   3.21
      redis  7.2.5 dc8ebc68  7.2.5 dc8ebc68  8.0
      redis: `8.0` is newer, but not in `~7.2`
    images.lock is up to date: 4 unchanged; 2 images have newer versions
    --- stderr ---
    ");
    assert_snapshot!(case.run("outdated -v").success().stdout, @"
             locked           wanted           latest
    = any    latest 2bafeae3  latest 2bafeae3  –
      base   3.20 16186544    3.20 16186544    3.21
    = exact  3.21 463ecd65    3.21 463ecd65    3.21
      redis  7.2.5 dc8ebc68   7.2.5 dc8ebc68   8.0
      redis: `8.0` is newer, but not in `~7.2`
    images.lock is up to date: 4 unchanged; 2 images have newer versions
    ");
    case.push(
        "acme/redis",
        "7.2.6",
        &Image::single("linux/amd64", "7.2.6"),
    );
    assert_snapshot!(case.run("outdated --exit-code").exits(1), @"
    exit status: 1
    --- stdout ---
             locked          wanted          latest
      base   3.20 16186544   3.20 16186544   3.21
    ~ redis  7.2.5 dc8ebc68  7.2.6 cbcde424  8.0
      redis: `8.0` is newer, but not in `~7.2`
    images.lock is outdated: 1 to update, 3 unchanged; 2 images have newer versions
    --- stderr ---
    error: `images.lock` is outdated
    hint: run `imagelock update`, then commit `images.lock`
    ");
    assert_snapshot!(case.run("outdated --format markdown").success().stdout, @r#"
    images.lock is outdated: 1 to update, 3 unchanged; 2 images have newer versions

    | Image | Locked | Wanted | Latest |
    | --- | --- | --- | --- |
    | `base` | `3.20` `16186544` | `3.20` `16186544` | `3.21` |
    | `redis` | `7.2.5` `dc8ebc68` | `7.2.6` `cbcde424` | `8.0` |

    #### Notes

    - `redis` (<code>registry.test/acme/redis, version = "&#126;7.2"</code>): `8.0` is newer, but not in <code>&#126;7.2</code>

    <details>
    <summary>Full digests</summary>

    - `redis` `registry.test/acme/redis`: `sha256:dc8ebc68461d6625730b9912cdc616e065792991fbf19bae904c585acd38732f` → `sha256:cbcde4245bff2d878ee4eefa43908faa33530e731e34785a620ed17c766c4e21`

    </details>
    "#);
    let document = document(&case.run("outdated --format json").success());
    let latest = |index: usize| document["images"][index].get("latest").cloned();
    assert_eq!(latest(0), None);
    assert_eq!(latest(1), Some("3.21".into()));
    assert_eq!(latest(2), Some("3.21".into()));
    assert_eq!(latest(3), Some("8.0".into()));
    assert_eq!(document["images"][1]["reason"], "newer-tag");
}

#[test]
fn each_list_is_asked_once_and_none_for_tags_that_are_no_versions() {
    let case = versions();
    case.run("outdated").success();
    assert_eq!(case.registry.count("GET", "/v2/acme/base/tags/list"), 1);
    case.registry.clear_log();
    case.run("outdated any").success();
    assert_eq!(case.registry.count("GET", "/v2/acme/base/tags/list"), 0);
    case.registry.clear_log();
    case.run("update").success();
    assert_eq!(case.registry.count("GET", "/v2/acme/base/tags/list"), 0);
}

#[test]
fn a_date_with_dashes_is_no_version_and_after_a_year_comes_no_day() {
    let case = Case::new();
    let dates = ["2024-01-01", "2024-06-03", "2024.01", "2025.06", "20240603"];
    let image = Image::single("linux/amd64", "dated");
    case.registry.push_all("acme/dated", dates, &image);
    case.manifest("day = \"HOST/acme/dated:2024-01-01\"\nyear = \"HOST/acme/dated:2024.01\"\n");
    case.run("update").success();
    case.registry.clear_log();
    assert_snapshot!(case.run("outdated -v").success().stdout, @"
            locked               wanted               latest
    = day   2024-01-01 30e2af52  2024-01-01 30e2af52  –
      year  2024.01 30e2af52     2024.01 30e2af52     2025.06
    images.lock is up to date: 2 unchanged; 1 image has a newer version
    ");
    assert_ne!(case.registry.count("GET", "/v2/acme/dated/tags/list"), 0);
    case.registry.clear_log();
    case.run("outdated day").success();
    assert_eq!(case.registry.count("GET", "/v2/acme/dated/tags/list"), 0);
}

#[test]
fn what_is_newer_asks_nothing_of_anybody_beside_a_fixed_tag_either() {
    let outcome = versions().run("outdated --format github").success();
    let levels = outcome.stdout.lines().filter(|line| line.starts_with("::"));
    let levels: Vec<&str> = levels.filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(levels, ["::notice", "::notice"], "{outcome}");
}

#[test]
fn a_list_that_fails_is_a_question_mark_for_a_fixed_tag_and_no_failure() {
    let case = versions();
    case.registry.fault(
        Fault::on("GET", "/v2/acme/base/tags/list*")
            .status(404)
            .always(),
    );
    assert_snapshot!(case.run("outdated --exit-code").success(), @"
    exit status: 0
    --- stdout ---
             locked          wanted          latest
      base   3.20 16186544   3.20 16186544   ?
      exact  3.21 463ecd65   3.21 463ecd65   ?
      redis  7.2.5 dc8ebc68  7.2.5 dc8ebc68  8.0
      redis: `8.0` is newer, but not in `~7.2`
    images.lock is up to date: 4 unchanged; 1 image has a newer version
    --- stderr ---
    warning: cannot tell what is newer than 2 images: `base` (registry.test/acme/base:3.20), `exact` (registry.test/acme/base:3.21): registry.test has no such repository
    hint: check the spelling of the repository, and log in if it is private: some registries answer like this to hide a private repository
    ");
    let document = document(&case.run("outdated --format json").success());
    assert_eq!(document["images"][1]["latest"], serde_json::json!(null));
    assert_eq!(document["images"][1]["reason"], "no-such-repository");
    case.registry.fault(
        Fault::on("GET", "/v2/acme/redis/tags/list*")
            .status(404)
            .always(),
    );
    case.run("outdated").exits(1);
}
