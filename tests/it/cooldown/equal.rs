//! Indexes that are equal to one that was seen before, and have its day.

use super::{MANIFESTS, aged_by, app, assert_locked, seen};
use crate::support::case::Case;
use crate::support::registry::{Fault, Image};

const KEYS: &str = "tag = \"main\", min-age = \"7d\"";

fn two() -> Image {
    Image::index(&["linux/amd64"], "two")
}

fn signed() -> Image {
    two().annotated("signed", "yes")
}

/// Updates with what earlier runs fetched at hand, or without it.
fn update(case: &Case, has_cache: bool, day: &str) -> (Option<i32>, String) {
    let run = case.command(&format!("update --now 2026-11-{day}"));
    let cache = match has_cache {
        true => case.project.home().join("cache"),
        false => case.project.home().join("nothing"),
    };
    let outcome = run.env("IMAGELOCK_CACHE", cache).run();
    (outcome.code, seen(case))
}

/// `app`, whose tag names `two` from the 21st on, and `signed` from the 22nd on, both of which a run has fetched.
fn moved(keys: &str) -> Case {
    let case = aged_by(keys);
    case.push("acme/app", "main", &two());
    update(&case, true, "21");
    let records = seen(&case);
    case.push("acme/app", "main", &signed());
    update(&case, true, "22");
    case.project.file(
        "images.seen",
        case.text(&records.replace("registry.test", "HOST")),
    );
    case.registry.clear_log();
    case
}

#[test]
fn an_equal_index_lends_no_day_once_it_is_gone_whatever_is_kept() {
    for has_cache in [true, false] {
        let case = moved(KEYS);
        case.registry.delete_digest("acme/app", &two().digest());
        let (code, seen) = update(&case, has_cache, "28");
        assert_eq!(code, Some(0));
        assert!(seen.contains("since = 2026-11-28"), "{has_cache} {seen}");
        assert!(!case.raw_lock().contains(&signed().digest()));
    }
}

#[test]
fn what_is_kept_of_an_equal_index_is_not_fetched_again() {
    let case = moved(KEYS);
    let (code, _) = update(&case, true, "28");
    assert_eq!((code, case.registry.count("GET", "/v2/")), (Some(0), 0));
    assert_locked(&case, &signed());
}

#[test]
fn an_equal_index_of_which_nobody_can_tell_is_no_reason_to_begin_anew() {
    for status in [401, 403, 503] {
        let case = moved(KEYS);
        let before = seen(&case);
        let path = format!("{MANIFESTS}{}", two().digest());
        case.registry
            .fault(Fault::on("GET", &path).status(status).always());
        let (code, seen) = update(&case, false, "28");
        assert_eq!((code, seen), (Some(3), before), "{status}");
    }
}

#[test]
fn the_body_of_what_is_held_is_fetched_once_in_a_run() {
    let case = moved("tag = \"main\", min-age = \"7d\", platforms = [\"linux/amd64\"]");
    update(&case, false, "23");
    let path = format!("{MANIFESTS}{}", signed().digest());
    let asked = case.registry.sequence();
    assert_eq!(case.registry.count("GET", &path), 1, "{asked:#?}");
}

#[test]
fn the_body_of_an_older_release_is_fetched_once_in_a_run() {
    let case = aged_by(KEYS);
    let range = "version = \"*\", min-age = \"7d\", platforms = [\"linux/amd64\"]";
    case.push("acme/app", "1.0", &Image::index(&["linux/amd64"], "one"));
    case.manifest(&app(range));
    update(&case, true, "20");
    case.push("acme/app", "1.1", &two());
    update(&case, true, "21");
    case.push("acme/app", "1.1", &signed());
    case.push("acme/app", "1.2", &Image::index(&["linux/amd64"], "three"));
    case.registry.clear_log();
    update(&case, false, "28");
    assert_locked(&case, &signed());
    let path = format!("{MANIFESTS}{}", signed().digest());
    let asked = case.registry.sequence();
    assert_eq!(case.registry.count("GET", &path), 1, "{asked:#?}");
}
