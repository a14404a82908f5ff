//! Indexes that change, but not for the platforms that an image declares.

use crate::support::case::Case;
use crate::support::registry::Image;

/// An index of two platforms.
fn index(seed: &str) -> Image {
    Image::index(&["linux/amd64", "linux/arm64"], seed)
}

/// `app` with its platforms, locked; then its tag names the same with an annotation.
fn annotated(platforms: &str) -> Case {
    let case = Case::new();
    case.push("acme/app", "main", &index("one"));
    case.manifest(&format!(
        "app = {{ image = \"HOST/acme/app\", tag = \"main\", platforms = {platforms} }}\n"
    ));
    case.run("update").success();
    case.push("acme/app", "main", &index("one").annotated("signed", "yes"));
    case.registry.clear_log();
    case
}

const AMD64: &str = "[\"linux/amd64\"]";

#[test]
fn an_index_that_is_the_same_for_the_declared_platforms_is_left_alone() {
    let case = annotated(AMD64);
    let before = case.raw_lock();
    case.run("update").success();
    assert_eq!(case.raw_lock(), before);
    case.run("update --check").success();
    case.run("outdated --exit-code").success();
}

#[test]
fn it_costs_a_body_once_and_two_requests_without_one_from_then_on() {
    let case = annotated(AMD64);
    let update = || {
        case.registry.clear_log();
        let cache = case.project.home().join("cache");
        let run = case.command("update").env("IMAGELOCK_CACHE", cache);
        run.run().success();
        let count = |method: &str| case.registry.count(method, "/v2/acme/app/manifests/");
        (count("HEAD"), count("GET"))
    };
    // One HEAD is the 401
    assert_eq!(update(), (3, 1));
    assert_eq!(update(), (2, 0), "{:#?}", case.registry.sequence());
}

#[test]
fn whoever_wants_it_takes_it() {
    let case = annotated(AMD64);
    case.run("update --refresh-index").success();
    let new = index("one").annotated("signed", "yes").digest();
    assert!(case.raw_lock().contains(&new), "{}", case.lock());
}

#[test]
fn it_is_taken_once_the_locked_one_is_gone() {
    let case = annotated(AMD64);
    case.registry
        .delete_digest("acme/app", &index("one").digest());
    case.run("update").success();
    let new = index("one").annotated("signed", "yes").digest();
    assert!(case.raw_lock().contains(&new), "{}", case.lock());
}

#[test]
fn without_platforms_nothing_is_noise() {
    let case = annotated("[]");
    case.run("update").success();
    let new = index("one").annotated("signed", "yes").digest();
    assert!(case.raw_lock().contains(&new), "{}", case.lock());
    assert_eq!(case.registry.count("GET", "/v2/"), 0);
}

#[test]
fn a_declared_platform_that_was_rebuilt_is_no_noise() {
    let case = annotated(AMD64);
    case.push("acme/app", "main", &index("two"));
    case.run("update").success();
    assert!(case.raw_lock().contains(&index("two").digest()));
}

#[test]
fn two_names_of_one_tag_are_decided_each() {
    let case = annotated(AMD64);
    case.push("acme/app", "main", &index("one"));
    let line = |name: &str, platforms: &str| {
        format!(
            "{name} = {{ image = \"HOST/acme/app\", tag = \"main\", platforms = {platforms} }}\n"
        )
    };
    case.manifest(&(line("app", AMD64) + &line("bare", "[]")));
    case.run("lock").success();
    let new = index("one").annotated("signed", "yes");
    case.push("acme/app", "main", &new);
    case.registry.clear_log();
    case.run("update").success();
    let lock = case.raw_lock();
    assert_eq!(lock.matches(&new.digest()).count(), 1, "{}", case.lock());
    assert_eq!(lock.matches(&index("one").digest()).count(), 1);
}
