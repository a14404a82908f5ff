//! Lists that end below the locked tag.

use super::{assert_locked, cache, list_only, locked};
use crate::support::case::Case;
use crate::support::registry::Fault;
use crate::support::schema::document;

#[test]
fn a_locked_tag_that_the_list_lacks_stays_as_long_as_it_is_there() {
    let case = locked("version = \"^7\"", &["7.2.4", "7.4.1"]);
    let before = case.raw_lock();
    list_only(&case, &["7.2.4"]);
    assert_snapshot!(case.run("update").success());
    assert_eq!(case.raw_lock(), before);
    assert_eq!(
        case.registry
            .count("HEAD", "/v2/acme/cache/manifests/7.4.1"),
        2
    );
    assert_eq!(
        case.registry
            .count("HEAD", "/v2/acme/cache/manifests/7.2.4"),
        0
    );
    case.run("verify --fresh").success();
}

#[test]
fn its_digest_follows_all_the_same() {
    let case = locked("version = \"^7\"", &["7.2.4", "7.4.1"]);
    list_only(&case, &["7.2.4"]);
    let rebuilt = crate::support::registry::Image::single("linux/amd64", "rebuilt");
    case.push("acme/cache", "7.4.1", &rebuilt);
    assert_snapshot!(case.run("update").success());
    assert_locked(&case, "7.4.1");
}

#[test]
fn a_lower_tag_is_taken_once_the_locked_one_is_gone() {
    let case = locked("version = \"^7\"", &["7.2.4", "7.4.1"]);
    case.registry.delete_tag("acme/cache", "7.4.1");
    assert_snapshot!(case.run("verify --fresh").exits(1));
    assert_snapshot!(case.run("update --dry-run --format markdown").success());
    assert_snapshot!(case.run("update").success());
    assert_locked(&case, "7.2.4");
    case.run("verify --fresh").success();
}

/// What `update` says of `cache` beside its failure.
#[track_caller]
fn told_beside_failure(case: &Case) -> serde_json::Value {
    let outcome = case.run("update --format json").exits(3);
    let image = document(&outcome)["images"][0].clone();
    assert_eq!(image["status"], "failed", "{outcome}");
    image["also"].clone()
}

#[test]
fn no_lower_tag_is_taken_if_nobody_can_tell_whether_the_locked_one_is_gone() {
    let case = locked("version = \"^7\"", &["7.2.4", "7.4.1"]);
    list_only(&case, &["7.2.4"]);
    let path = "/v2/acme/cache/manifests/7.4.1";
    case.registry
        .fault(Fault::on("*", path).status(403).always());
    // Nobody said that the registry has it
    assert_eq!(told_beside_failure(&case), serde_json::json!([]));
    let outcome = case.run("update --format github").exits(3);
    assert!(!outcome.stdout.contains("7.2.4"), "{outcome}");
    assert_locked(&case, "7.4.1");
}

#[test]
fn a_lower_tag_that_cannot_be_had_is_not_told_as_chosen() {
    let case = locked("version = \"^7\"", &["7.2.4", "7.4.1"]);
    case.registry.delete_tag("acme/cache", "7.4.1");
    let path = "/v2/acme/cache/manifests/7.2.4";
    case.registry
        .fault(Fault::on("*", path).status(403).always());
    assert_eq!(told_beside_failure(&case), serde_json::json!([]));
    assert_locked(&case, "7.4.1");
}

#[test]
fn another_variant_that_is_older_than_the_locked_tag_is_not_told_as_newer() {
    let case = locked("version = \"^7\"", &["7.4.0", "7.4.2"]);
    list_only(&case, &["7.4.0", "7.4.1-alpine", "8.0.0"]);
    let outcome = case.run("update").success();
    assert!(!outcome.stdout.contains("alpine"), "{outcome}");
    assert!(outcome.stdout.contains("`8.0.0` is newer"), "{outcome}");
    let case = locked("version = \"^7\"", &["7.4.0", "7.4.2"]);
    list_only(&case, &["7.4.0", "7.4.3-alpine"]);
    let outcome = case.run("update").success();
    let newer = "`7.4.3` is there as `alpine`, not without a variant";
    assert!(outcome.stdout.contains(newer), "{outcome}");
}

#[test]
fn a_renamed_image_has_no_lower_tag_either_until_its_own_is_gone() {
    let case = locked("version = \"^7\"", &["7.2.4", "7.4.1"]);
    list_only(&case, &["7.2.4"]);
    let renamed = cache("version = \">=7\"").replacen("cache", "memory", 1);
    case.manifest(&renamed);
    let outcome = case.run("update --dry-run").success();
    let note = "memory: `7.4.1` stays, since it is still there; the list of tags ends at `7.2.4`";
    assert!(outcome.stdout.contains(note), "{outcome}");
    case.registry.delete_tag("acme/cache", "7.4.1");
    let outcome = case.run("update").success();
    let note = "memory: the registry no longer has `7.4.1`, so the lower `7.2.4` is chosen";
    assert!(outcome.stdout.contains(note), "{outcome}");
    assert_locked(&case, "7.2.4");
}

#[test]
fn a_chosen_tag_that_the_registry_does_not_have_is_named() {
    let case = locked("version = \"^7\"", &["7.2.4"]);
    list_only(&case, &["7.2.4", "7.5.0"]);
    assert_snapshot!(case.run("update").exits(1), @r#"
    exit status: 1
    --- stdout ---
    did not write images.lock: 1 failed
    --- stderr ---
    error: cannot resolve `cache` (registry.test/acme/cache:7.5.0, version = "^7")
    caused by: registry.test has no such tag (it says: MANIFEST_UNKNOWN: manifest unknown)
    hint: the list of tags has it, so it may have been deleted meanwhile; run the command again
    "#);
    let outcome = case.run("update --format json").exits(1);
    let image = &document(&outcome)["images"][0];
    assert_eq!(image["chosen"], "7.5.0", "{outcome}");
    assert_eq!(image["tag"], serde_json::Value::Null, "{outcome}");
}
