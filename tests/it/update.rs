//! `update`: what is asked, what is written, what is said.

use crate::support::case::Case;
use crate::support::registry::{Image, digest};

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
    assert_snapshot!(case.run("update").success());
    assert_snapshot!(case.lock());
    // One request for each image and each token, and the 401 that says where tokens are
    assert_eq!(case.registry.requests().len(), 1 + 2 + 2);
}

#[test]
fn update_leaves_a_lock_alone_where_nothing_moved() {
    let case = Case::locked();
    let before = case.raw_lock();
    assert_snapshot!(case.run("update").success());
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
    assert_snapshot!(case.run("update").success());
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
    assert_snapshot!(case.run("update").success());
    case.run("verify").success();
}

#[test]
fn update_of_names_touches_no_other() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    case.push("acme/base", "1", &Image::index(&["linux/amd64"], "newer"));
    assert_snapshot!(case.run("update web").success());
    assert_eq!(case.registry.count("*", "/v2/acme/base/"), 0);
}

#[test]
fn update_of_an_unknown_name_asks_what_was_meant() {
    let case = Case::locked();
    assert_snapshot!(case.run("update wbe base nothing-like-it").exits(2));
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
    assert_snapshot!(case.run("update a").success());
    assert_eq!(case.registry.count("HEAD", "/v2/acme/web/manifests/1"), 2);
}

#[test]
fn a_dry_run_reports_and_writes_nothing() {
    let case = Case::locked();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    let before = case.raw_lock();
    assert_snapshot!(case.run("update --dry-run").success());
    assert_eq!(case.raw_lock(), before);
}

#[test]
fn a_check_fails_where_the_lock_would_change() {
    let case = Case::locked();
    case.run("update --check").success();
    case.push("acme/web", "1", &Image::single("linux/amd64", "newer"));
    let before = case.raw_lock();
    assert_snapshot!(case.run("update --check").exits(1));
    assert_snapshot!(case.run("update --check -q").exits(1));
    assert_eq!(case.raw_lock(), before);
}

#[test]
fn one_failure_prevents_every_change() {
    let case = Case::locked();
    case.push("acme/base", "1", &Image::index(&["linux/amd64"], "newer"));
    case.registry.delete_tag("acme/web", "1");
    let before = case.raw_lock();
    assert_snapshot!(case.run("update").exits(1));
    assert_eq!(case.raw_lock(), before);
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
    assert_snapshot!(case.run("update").exits(1));
    assert_snapshot!(case.run("update -q").exits(1));
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
    assert_snapshot!(case.run("update").exits(1));
}

#[test]
fn update_writes_the_canonical_form_where_only_that_is_missing() {
    let case = Case::locked();
    let before = case.raw_lock();
    case.edit_lock("version = 1\n", "version = 1 # by hand\n");
    assert_snapshot!(case.run("update").success());
    assert_eq!(case.raw_lock(), before);
}

#[test]
fn an_update_of_stale_platforms_leaves_image_tag_and_digest_alone() {
    let case = Case::locked();
    let newer = Image::index(&["linux/amd64"], "newer");
    let old = Image::index(&["linux/amd64", "linux/arm64"], "base").digest();
    case.edit_lock(&old, &case.push("acme/base", "1", &newer));
    assert_snapshot!(case.run("update").success());
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
    assert_snapshot!(case.run("update").success());
    assert_snapshot!(case.lock());
    case.manifest(&format!("web = \"HOST/acme/web@{}\"\n", digest(b"nothing")));
    assert_snapshot!(case.run("update").exits(1));
}
