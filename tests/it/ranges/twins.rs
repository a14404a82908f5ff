//! Names with one image and tag, one of them by a rule: they are updated together.

use super::{assert_locked, cache, list_only, with_tags};
use crate::support::case::Case;
use crate::support::registry::Image;

/// The path of the manifests of `acme/cache`.
const MANIFESTS: &str = "/v2/acme/cache/manifests/";

/// `cache`, chosen out of these tags, and `web` with the tag 7.4.1, both locked; then that tag names another image.
fn rebuilt(tags: &[&str]) -> Case {
    let case = with_tags(tags);
    let web = cache("tag = \"7.4.1\"").replacen("cache", "web", 1);
    case.manifest(&(cache("version = \"^7\"") + &web));
    case.run("update").success();
    case.push(
        "acme/cache",
        "7.4.1",
        &Image::single("linux/amd64", "rebuilt"),
    );
    case.registry.clear_log();
    case
}

/// Has the repository a newer version.
fn push_newer(case: &Case) {
    let newer = Image::single("linux/amd64", "newer");
    case.push("acme/cache", "7.4.2", &newer);
}

/// How many names are locked with the digest that the tag 7.4.1 names now.
fn updated(case: &Case) -> usize {
    let digest = Image::single("linux/amd64", "rebuilt").digest();
    case.raw_lock().matches(&digest).count()
}

#[test]
fn a_fixed_tag_is_updated_with_the_rule_that_chooses_it() {
    let case = rebuilt(&["7.2.4", "7.4.1"]);
    let outcome = case.run("update cache").success();
    assert!(outcome.stdout.contains("~ web "), "{outcome}");
    assert_eq!(updated(&case), 2);
    assert_eq!(case.registry.count("HEAD", MANIFESTS), 1);
}

#[test]
fn what_a_rule_chose_is_updated_with_the_fixed_tag_that_it_is_and_no_list_is_asked() {
    let case = rebuilt(&["7.2.4", "7.4.1"]);
    push_newer(&case);
    case.run("update web").success();
    assert_eq!(updated(&case), 2);
    assert_eq!(case.registry.count("GET", super::LIST), 0);
    assert_eq!(case.registry.count("HEAD", MANIFESTS), 2, "one is the 401");
    case.run("verify").success();
}

#[test]
fn a_fixed_tag_that_is_not_chosen_any_more_stays_and_is_not_asked() {
    let case = rebuilt(&["7.2.4", "7.4.1"]);
    push_newer(&case);
    case.run("update cache").success();
    assert_eq!(updated(&case), 0);
    assert_locked(&case, "7.4.2");
    assert_eq!(case.registry.count("HEAD", &format!("{MANIFESTS}7.4.1")), 0);
}

#[test]
fn a_rule_whose_tag_is_gone_is_left_alone_if_another_name_finds_that_out() {
    let case = with_tags(&["7.2.4", "7.4.1"]);
    let other = cache("version = \">=7\"").replacen("cache", "other", 1);
    case.manifest(&(cache("version = \"^7\"") + &other));
    case.run("update").success();
    case.registry.delete_tag("acme/cache", "7.4.1");
    list_only(&case, &["7.2.4"]);
    case.run("update cache").success();
    assert_locked(&case, "7.2.4");
    assert_locked(&case, "7.4.1");
}
