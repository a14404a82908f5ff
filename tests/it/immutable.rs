//! Images whose tag must not move.

use crate::support::case::Case;
use crate::support::registry::Image;
use crate::support::schema::document;

fn image(seed: &str) -> Image {
    Image::index(&["linux/amd64"], seed)
}

/// `app` with these keys, and `immutable`; its tags 1.0 and 1.1 are there.
fn locked(keys: &str) -> Case {
    let case = Case::new();
    case.push("acme/app", "1.0", &image("1.0"));
    case.manifest(&format!(
        "app = {{ image = \"HOST/acme/app\", {keys}, immutable = true }}\n"
    ));
    case.run("update").success();
    case.registry.clear_log();
    case
}

#[track_caller]
fn assert_refused(case: &Case) {
    let before = case.raw_lock();
    let outcome = case.run("update --format json").exits(1);
    let image = &document(&outcome)["images"][0];
    assert_eq!(image["status"], "refused", "{outcome}");
    assert_eq!(image["reason"], "tag-moved", "{outcome}");
    assert_eq!(case.raw_lock(), before);
}

#[test]
fn a_tag_that_moved_is_refused() {
    let case = locked("tag = \"1.0\"");
    case.push("acme/app", "1.0", &image("other"));
    assert_refused(&case);
    case.run("outdated --exit-code").exits(1);
}

#[test]
fn a_lock_that_was_edited_is_refused() {
    let case = locked("tag = \"1.0\"");
    case.edit_lock(&image("1.0").digest(), &image("other").digest());
    assert_refused(&case);
}

#[test]
fn what_is_the_same_for_the_declared_platforms_has_not_moved() {
    let case = locked("tag = \"1.0\", platforms = [\"linux/amd64\"]");
    let before = case.raw_lock();
    case.push("acme/app", "1.0", &image("1.0").annotated("signed", "yes"));
    case.run("update").success();
    assert_eq!(case.raw_lock(), before);
}

#[test]
fn the_locked_tag_of_a_range_is_asked_as_well() {
    let case = locked("version = \"^1\"");
    case.push("acme/app", "1.1", &image("1.1"));
    case.push("acme/app", "1.0", &image("other"));
    assert_refused(&case);
    case.push("acme/app", "1.0", &image("1.0"));
    case.run("update").success();
    assert!(case.raw_lock().contains(&image("1.1").digest()));
}

#[test]
fn a_locked_tag_that_is_gone_has_not_moved() {
    let case = locked("version = \"^1\"");
    case.push("acme/app", "1.1", &image("1.1"));
    case.registry.delete_tag("acme/app", "1.0");
    case.run("update").success();
    assert!(case.raw_lock().contains(&image("1.1").digest()));
}

#[test]
fn what_does_not_move_costs_no_request_more() {
    let case = locked("tag = \"1.0\"");
    case.run("update").success();
    // A HEAD that is refused, a token, a HEAD
    assert_eq!(case.registry.requests().len(), 3);
}
