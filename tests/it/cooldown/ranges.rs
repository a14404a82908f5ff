//! Tags that a range chooses: while the newest is too young, an older one may be old enough.

use super::{app, assert_locked, image, records};
use crate::support::case::Case;

const SEEDS: [&str; 4] = ["7.2.4", "7.4.0", "7.4.1", "7.4.2"];

/// `app`, chosen out of these tags after a week, and locked on the 20th with the newest.
fn ranged(tags: &[&str]) -> Case {
    let case = Case::new();
    push(&case, tags);
    case.manifest(&app("version = \"^7\", min-age = \"7d\""));
    case.run("update --now 2026-11-20").success();
    case
}

/// Pushes an image for each of these tags.
fn push(case: &Case, tags: &[&str]) {
    for tag in tags {
        case.push("acme/app", tag, &image(tag));
    }
}

#[test]
fn each_release_is_locked_when_it_is_old_enough() {
    let case = ranged(&["7.2.4"]);
    push(&case, &["7.4.0"]);
    case.run("update --now 2026-11-21").success();
    push(&case, &["7.4.1"]);
    case.run("update --now 2026-11-25").success();
    assert_eq!(
        records(&case, &SEEDS),
        ["7.4.0 7.4.0 2026-11-21", "7.4.1 7.4.1 2026-11-25"]
    );
    assert_locked(&case, &image("7.2.4"));
    case.registry.clear_log();
    case.run("update --now 2026-11-28").success();
    assert_locked(&case, &image("7.4.0"));
    let asked = case.registry.sequence();
    assert_eq!(
        case.registry.count("GET", "/v2/acme/app/tags/list"),
        2,
        "{asked:#?}"
    );
    assert_eq!(
        case.registry.count("HEAD", super::MANIFESTS),
        2,
        "{asked:#?}"
    );
    case.run("update --now 2026-12-02").success();
    assert_locked(&case, &image("7.4.1"));
    case.run("verify").success();
}

#[test]
fn a_release_that_was_taken_back_leaves_no_record() {
    let case = ranged(&["7.2.4"]);
    push(&case, &["7.4.0"]);
    case.run("update --now 2026-11-21").success();
    push(&case, &["7.4.1"]);
    case.run("update --now 2026-11-22").success();
    case.registry.delete_tag("acme/app", "7.4.0");
    case.registry.clear_log();
    case.run("update --now 2026-11-28").success();
    assert_locked(&case, &image("7.2.4"));
    assert_eq!(records(&case, &SEEDS), ["7.4.1 7.4.1 2026-11-22"]);
    let path = format!("{}7.4.0", super::MANIFESTS);
    assert_eq!(case.registry.count("HEAD", &path), 0);
}

#[test]
fn a_name_whose_list_is_not_asked_keeps_its_records() {
    let case = ranged(&["7.2.4"]);
    let web = app("tag = \"7.2.4\"").replacen("app", "web", 1);
    case.manifest(&(app("version = \"^7\", min-age = \"7d\"") + &web));
    push(&case, &["7.4.0"]);
    case.run("update --now 2026-11-21").success();
    assert_eq!(records(&case, &SEEDS), ["7.4.0 7.4.0 2026-11-21"]);
    case.push("acme/app", "7.2.4", &image("rebuilt"));
    case.registry.clear_log();
    case.run("update web --now 2026-11-22").success();
    assert_eq!(
        records(&case, &["rebuilt", "7.4.0"]),
        ["7.2.4 rebuilt 2026-11-22", "7.4.0 7.4.0 2026-11-21"]
    );
    assert_eq!(case.registry.count("GET", "/v2/acme/app/tags/list"), 0);
}

#[test]
fn lock_and_add_choose_nothing_newer_than_what_another_name_has() {
    let case = ranged(&["7.2.4"]);
    push(&case, &["7.4.0"]);
    let keys = "version = \">=7\", min-age = \"7d\"";
    let other = app(keys).replacen("app", "other", 1);
    case.manifest(&(app("version = \"^7\", min-age = \"7d\"") + &other));
    case.registry.clear_log();
    case.run("lock").success();
    case.run("verify").success();
    assert!(case.registry.requests().is_empty());
    assert!(!case.raw_lock().contains("7.4.0"), "{}", case.lock());
    let manifest = case.project.read("images.toml");
    case.project.file(
        "images.toml",
        format!("[defaults]\nmin-age = \"7d\"\n{manifest}"),
    );
    case.run("add HOST/acme/app --range >=7.1 --name third")
        .success();
    assert!(case.registry.requests().is_empty());
    assert!(!case.raw_lock().contains("7.4.0"), "{}", case.lock());
}
