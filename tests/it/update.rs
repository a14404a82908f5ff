//! `update`: what is asked, what is written, what is said.

use crate::support::case::Case;
use crate::support::registry::{Fault, Image, digest};

#[test]
fn update_locks_what_the_tags_name() {
    let case = Case::new();
    case.push(
        "acme/base",
        "1",
        &Image::index(&["linux/amd64", "linux/arm64/v8"], "base"),
    );
    case.push("acme/web", "1", &Image::single("linux/amd64", "web"));
    case.manifest(
        "web = \"HOST/acme/web:1\"\nbase = { image = \"HOST/acme/base:1\", platforms = [\"linux/arm64\", \"linux/amd64\"] }\n",
    );
    assert_snapshot!(case.run("update").success(), @"
    exit status: 0
    --- stdout ---
    + base  1  af6e1592
    + web   1  35fb3d34
    wrote images.lock: 2 added
    --- stderr ---
    ");
    assert_snapshot!(case.lock());
    // One request for each image and each token, and the 401 that says where tokens are
    assert_eq!(case.registry.requests().len(), 1 + 2 + 2);
}

#[test]
fn update_leaves_a_lock_alone_where_nothing_moved() {
    let case = Case::locked();
    let before = case.raw_lock();
    assert_snapshot!(case.run("update").success(), @"
    exit status: 0
    --- stdout ---
    images.lock is up to date: 2 unchanged
    --- stderr ---
    ");
    assert_eq!(case.raw_lock(), before);
    assert_eq!(
        case.registry.count("HEAD", "/v2/"),
        3,
        "{:#?}",
        case.registry.sequence()
    );
    assert_eq!(case.registry.count("GET", "/v2/"), 0);
}

#[test]
fn update_takes_what_a_moved_tag_names_now() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    case.push(
        "acme/base",
        "1",
        &Image::index(&["linux/amd64", "linux/arm64"], "newer"),
    );
    assert_snapshot!(case.run("update").success(), @"
    exit status: 0
    --- stdout ---
    ~ base  1  c6eeabd3 → f44506d7
    ~ web   1  35fb3d34 → 3f59e8b2
    wrote images.lock: 2 updated
    --- stderr ---
    ");
    assert_snapshot!(case.lock());
}

#[test]
fn update_shows_unchanged_images_when_it_is_verbose() {
    let case = Case::locked();
    case.project
        .redact(&case.project.path().to_string_lossy(), "[PROJECT]");
    assert_snapshot!(case.run("update -v").success());
}

#[test]
fn update_adds_changes_and_removes_entries_with_their_keys() {
    let case = Case::locked();
    case.push("acme/web", "2", &Image::single("linux/amd64", "web 2"));
    case.manifest(
        "web = \"HOST/acme/web:2\"\nrenamed = { image = \"HOST/acme/base\", tag = \"1\", platforms = [\"linux/amd64\"] }\n",
    );
    assert_snapshot!(case.run("update").success(), @"
    exit status: 0
    --- stdout ---
    - base     1      c6eeabd3
    + renamed  1      c6eeabd3
    ~ web      1 → 2  35fb3d34 → 9bd9e338
    wrote images.lock: 1 added, 1 updated, 1 removed
    --- stderr ---
    ");
    case.run("verify").success();
}

#[test]
fn update_of_names_touches_no_other() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    case.push("acme/base", "1", &Image::index(&["linux/amd64"], "newer"));
    assert_snapshot!(case.run("update web").success(), @"
    exit status: 0
    --- stdout ---
    ~ web  1  35fb3d34 → 3f59e8b2
    wrote images.lock: 1 updated, 1 not asked
    --- stderr ---
    ");
    assert_eq!(case.registry.count("*", "/v2/acme/base/"), 0);
}

#[test]
fn update_of_an_unknown_name_asks_what_was_meant() {
    let case = Case::locked();
    assert_snapshot!(case.run("update wbe base nothing-like-it").exits(2), @"
    exit status: 2
    --- stdout ---
    --- stderr ---
    error: `images.toml` has no images `wbe` (did you mean `web`?), `nothing-like-it`
    hint: run `imagelock list` to see the names
    ");
    assert!(case.registry.requests().is_empty());
}

#[test]
fn update_of_what_looks_like_a_url_shows_no_password() {
    let case = Case::locked();
    let outcome = case
        .run("update https://me:hunter2@registry.example/app")
        .exits(2);
    assert!(!outcome.to_string().contains("hunter2"), "{outcome}");
}

#[test]
fn names_that_share_image_and_tag_are_asked_once_and_updated_together() {
    let case = Case::locked();
    case.manifest("a = \"HOST/acme/web:1\"\nb = \"HOST/acme/web:1\"\nc = \"HOST/acme/web:1\"\n");
    case.run("update a b").success();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    case.registry.clear_log();
    assert_snapshot!(case.run("update a").success(), @"
    exit status: 0
    --- stdout ---
    ~ a  1  35fb3d34 → 3f59e8b2
    ~ b  1  35fb3d34 → 3f59e8b2
    wrote images.lock: 2 updated, 1 not asked
    --- stderr ---
    ");
    assert_eq!(case.registry.count("HEAD", "/v2/acme/web/manifests/1"), 2);
}

#[test]
fn a_dry_run_reports_and_writes_nothing() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    let before = case.raw_lock();
    assert_snapshot!(case.run("update --dry-run").success(), @"
    exit status: 0
    --- stdout ---
    ~ web  1  35fb3d34 → 3f59e8b2
    would write images.lock: 1 to update, 1 unchanged
    --- stderr ---
    ");
    assert_eq!(case.raw_lock(), before);
}

#[test]
fn a_check_fails_where_the_lock_would_change() {
    let case = Case::locked();
    case.run("update --check").success();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    let before = case.raw_lock();
    assert_snapshot!(case.run("update --check").exits(1), @"
    exit status: 1
    --- stdout ---
    ~ web  1  35fb3d34 → 3f59e8b2
    would write images.lock: 1 to update, 1 unchanged
    --- stderr ---
    error: `images.lock` would change
    hint: run `imagelock update`, then commit `images.lock`
    ");
    assert_snapshot!(case.run("update --check -q").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: `images.lock` would change
    hint: run `imagelock update`, then commit `images.lock`
    ");
    assert_eq!(case.raw_lock(), before);
}

#[test]
fn one_failure_prevents_every_change() {
    let case = Case::locked();
    case.push("acme/base", "1", &Image::index(&["linux/amd64"], "newer"));
    case.registry.delete_tag("acme/web", "1");
    let before = case.raw_lock();
    assert_snapshot!(case.run("update").exits(1), @"
    exit status: 1
    --- stdout ---
    not written:
      ~ base  1  c6eeabd3 → 7f67b79d
    did not write images.lock: 1 to update, 1 failed
    --- stderr ---
    error: cannot resolve `web` (registry.test/acme/web:1)
    caused by: registry.test has no such tag (it says: MANIFEST_UNKNOWN: manifest unknown)
    hint: check the spelling of the repository and the tag; `imagelock list --uses` shows which files use each image
    hint: `imagelock update --keep-going` writes the other one
    ");
    assert_eq!(case.raw_lock(), before);
}

/// A project with four images of which one does not exist; the others are new, moved and gone from `images.toml`.
fn partly_failing() -> Case {
    let case = Case::locked();
    case.push("acme/base", "1", &Image::index(&["linux/amd64"], "newer"));
    case.push("acme/app", "1", &Image::single("linux/amd64", "app"));
    case.manifest(
        "app = \"HOST/acme/app:1\"\nbase = { image = \"HOST/acme/base\", tag = \"1\", platforms = [\"linux/amd64\"] }\n\
         gone = \"HOST/acme/web:none\"\n",
    );
    case
}

#[test]
fn what_one_failure_keeps_from_being_written_does_not_look_written_in_any_format() {
    let case = partly_failing();
    for format in ["human", "markdown", "github", "json"] {
        let outcome = case.run(&format!("update --format {format}")).exits(1);
        assert_snapshot!(format!("not_written_{format}"), outcome);
    }
    assert_snapshot!(case.run("update -q").exits(1));
}

#[test]
fn the_hint_of_a_partial_failure_is_a_command_that_writes_the_rest() {
    let case = partly_failing();
    let outcome = case.run("update gone app").exits(1);
    let hint = "hint: `imagelock update gone app --keep-going` writes the other one\n";
    assert!(outcome.stderr.ends_with(hint), "{outcome}");
    case.run("update gone app --keep-going").exits(1);
    assert!(case.lock().contains("[images.app]"), "{}", case.lock());
    let outcome = case.run("lock").exits(1);
    let hint = "hint: `imagelock lock --keep-going` makes the other change\n";
    assert!(outcome.stderr.ends_with(hint), "{outcome}");
    case.run("lock --keep-going").exits(1);
    assert!(!case.lock().contains("[images.web]"), "{}", case.lock());
    let outcome = case.run("lock").exits(1);
    assert!(!outcome.stderr.contains("--keep-going"), "{outcome}");
}

#[test]
fn keep_going_writes_what_went_well_and_fails_all_the_same() {
    let case = Case::locked();
    case.push("acme/base", "1", &Image::index(&["linux/amd64"], "newer"));
    case.registry.delete_tag("acme/web", "1");
    let manifest = case.project.read("images.toml");
    case.project.file(
        "images.toml",
        manifest + &case.text("new = \"HOST/acme/none:1\"\n"),
    );
    assert_snapshot!(case.run("update --keep-going").exits(1));
    assert_snapshot!(case.lock());
}

#[test]
fn an_index_without_a_declared_platform_is_refused_and_the_others_are_written() {
    let case = Case::locked();
    case.push(
        "acme/base",
        "1",
        &Image::index(&["linux/s390x", "linux/arm64"], "newer"),
    );
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    assert_snapshot!(case.run("update").exits(1), @"
    exit status: 1
    --- stdout ---
    ~ web  1  35fb3d34 → 3f59e8b2
    wrote images.lock: 1 updated, 1 refused
    --- stderr ---
    error: refused to lock `base` (registry.test/acme/base:1)
    caused by: the image has no platform `linux/amd64`; it has `linux/arm64`, `linux/s390x`
    hint: choose a tag that has them, or declare other `platforms` for it in `images.toml`
    ");
    assert_snapshot!(case.run("update -q").exits(1), @"
    exit status: 1
    --- stdout ---
    --- stderr ---
    error: refused to lock `base` (registry.test/acme/base:1)
    caused by: the image has no platform `linux/amd64`; it has `linux/arm64`, `linux/s390x`
    hint: choose a tag that has them, or declare other `platforms` for it in `images.toml`
    ");
    case.run("verify").success();
}

#[test]
fn a_single_platform_image_has_the_platform_that_its_config_names() {
    let case = Case::new();
    let image = Image::single("linux/amd64", "web");
    case.push("acme/web", "1", &image);
    case.manifest("web = { image = \"HOST/acme/web:1\", platforms = [\"linux/amd64\"] }\n");
    case.run("update").success();
    assert_eq!(case.raw_lock().matches(&image.digest()).count(), 2);
    case.manifest("web = { image = \"HOST/acme/web:1\", platforms = [\"linux/arm64\"] }\n");
    assert_snapshot!(case.run("update").exits(1), @"
    exit status: 1
    --- stdout ---
    no changes to images.lock: 1 refused
    --- stderr ---
    error: refused to lock `web` (registry.test/acme/web:1)
    caused by: the image has no platform `linux/arm64`; it has `linux/amd64`
    hint: choose a tag that has them, or declare other `platforms` for it in `images.toml`
    ");
}

#[test]
fn update_writes_the_canonical_form_where_only_that_is_missing() {
    let case = Case::locked();
    let before = case.raw_lock();
    case.edit_lock("version = 1\n", "version = 1 # by hand\n");
    assert_snapshot!(case.run("update").success(), @"
    exit status: 0
    --- stdout ---
    wrote images.lock in its canonical form: 2 unchanged
    --- stderr ---
    ");
    assert_eq!(case.raw_lock(), before);
}

#[test]
fn an_update_of_stale_platforms_leaves_image_tag_and_digest_alone() {
    let case = Case::locked();
    let newer = Image::index(&["linux/amd64"], "newer");
    let old = Image::index(&["linux/amd64", "linux/arm64"], "base").digest();
    case.edit_lock(&old, &case.push("acme/base", "1", &newer));
    assert_snapshot!(case.run("update").success(), @"
    exit status: 0
    --- stdout ---
    ~ base  1  7f67b79d  platforms
    wrote images.lock: 1 updated, 1 unchanged
    --- stderr ---
    ");
    assert!(
        case.raw_lock()
            .contains(&newer.platform_digest("linux/amd64"))
    );
}

#[test]
fn failures_with_one_cause_are_told_once() {
    let case = Case::new();
    case.manifest(
        "c = \"HOST/acme/c:1\"\na = \"HOST/acme/a:1\"\nb = \"127.0.0.1:1/acme/b:1\"\nd = \"127.0.0.1:1/acme/d:1\"\n",
    );
    case.push("acme/a", "2", &Image::single("linux/amd64", "a"));
    case.push("acme/c", "2", &Image::single("linux/amd64", "c"));
    assert_snapshot!(case.run("update").exits(1));
    assert!(!case.project.exists("images.lock"));
}

#[test]
fn a_pin_by_hand_is_what_gets_locked() {
    let case = Case::new();
    let old = case.push("acme/web", "1", &Image::single("linux/amd64", "old"));
    case.push("acme/web", "1", &Image::single("linux/amd64", "new"));
    case.manifest(&format!(
        "web = \"HOST/acme/web:1@{old}\"\nbare = \"HOST/acme/web@{old}\"\n"
    ));
    assert_snapshot!(case.run("update").success(), @"
    exit status: 0
    --- stdout ---
    + bare  (no tag)  56d05bb1
    + web   1         56d05bb1
    wrote images.lock: 2 added
    --- stderr ---
    ");
    assert_snapshot!(case.lock(), @r#"
    # This file is generated by imagelock. It is not intended for manual editing.
    version = 1

    [images.bare]
    image = "registry.test/acme/web"
    digest = "sha256:56d05bb1cf9e5f3585932098d4f4929137e22eb79c053f86a600dacceb0654d2"

    [images.web]
    image = "registry.test/acme/web"
    digest = "sha256:56d05bb1cf9e5f3585932098d4f4929137e22eb79c053f86a600dacceb0654d2"
    "#);
    case.manifest(&format!("web = \"HOST/acme/web@{}\"\n", digest(b"nothing")));
    assert_snapshot!(case.run("update").exits(1), @"
    exit status: 1
    --- stdout ---
    not written:
      - bare  (no tag)  56d05bb1
    did not write images.lock: 1 to remove, 1 failed
    --- stderr ---
    error: cannot resolve `web` (registry.test/acme/web@sha256:1785cfc3bc6ac7738e8b38cdccd1af12563c2b9070e07af336a1bf8c0f772b6a)
    caused by: registry.test has no such digest (it says: MANIFEST_UNKNOWN: manifest unknown)
    hint: check the digest if you wrote it by hand; registries may delete images that no tag names any more
    hint: `imagelock update --keep-going` makes the other change
    ");
}

#[test]
fn a_registry_without_an_answer_is_one_cause_in_every_format() {
    let case = Case::new();
    let image = |number| format!("image{number} = \"HOST/acme/web:{number}\"\n");
    case.manifest(&(10..24).map(image).collect::<String>());
    case.registry
        .fault(Fault::on("*", "/v2/acme/*").status(403).always());
    for (format, cause) in [
        ("human", "caused by: "),
        ("markdown", "- 14 images: "),
        (
            "github",
            "::error file=images.toml,line=2,title=14 images::",
        ),
    ] {
        let outcome = case.run(&format!("update --format {format}")).exits(3);
        let printed = match format {
            "human" => &outcome.stderr,
            _ => &outcome.stdout,
        };
        let causes: Vec<&str> = printed
            .lines()
            .filter(|line| line.starts_with(cause))
            .collect();
        assert_eq!(causes.len(), 1, "{outcome}");
        assert!(printed.contains("image19"), "{outcome}");
        assert!(printed.contains("and 4 more"), "{outcome}");
        let refusals = printed.matches("403").count();
        assert_eq!(refusals, 1, "{outcome}");
    }
}
