//! `lock`: what still satisfies stays, and is not asked for.

use super::{LIST, assert_locked, cache, locked, push_all};

/// A lock with 7.4.1 of `^7`, where there is a newer tag by now.
fn outdated() -> crate::support::case::Case {
    let case = locked("version = \"^7\"", &["7.2.4", "7.4.1"]);
    push_all(&case, &["7.4.2", "8.0"]);
    case
}

#[test]
fn a_tag_that_is_in_the_range_stays_without_a_request() {
    let case = outdated();
    let before = case.raw_lock();
    case.run("lock").success();
    assert_eq!(case.raw_lock(), before);
    assert!(case.registry.requests().is_empty());
}

#[test]
fn a_tag_that_is_in_a_new_range_stays_without_a_request() {
    let case = outdated();
    for keys in [
        "version = \"~7.4\"",
        "version = \">=7, <9\"",
        "tag = \"7.4.1\"",
        "version = \"7\"",
    ] {
        case.manifest(&cache(keys));
        case.run("verify").exits(1);
        assert_snapshot!(
            format!(
                "new_rule_{}",
                keys.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
            ),
            case.run("lock").success()
        );
        assert_locked(&case, "7.4.1");
        case.run("verify").success();
    }
    assert!(case.registry.requests().is_empty());
}

#[test]
fn a_renamed_key_keeps_its_tag_without_a_request() {
    let case = outdated();
    case.manifest(&cache("version = \"^7\"").replacen("cache", "store", 1));
    case.run("lock").success();
    assert_locked(&case, "7.4.1");
    case.run("verify").success();
    assert!(case.registry.requests().is_empty());
}

#[test]
fn a_new_image_takes_the_tag_of_one_with_the_same_rule_and_of_no_other() {
    let case = outdated();
    let twin = cache("version = \"^7\"").replacen("cache", "twin", 1);
    case.manifest(&(cache("version = \"^7\"") + &twin));
    case.run("lock").success();
    assert!(case.registry.requests().is_empty());
    assert!(!case.lock().contains("7.4.2"), "{}", case.lock());
    case.manifest(&cache("version = \"^7\""));
    case.run("lock").success();
    let other = cache("version = \">=7\"").replacen("cache", "other", 1);
    case.manifest(&(cache("version = \"^7\"") + &other));
    case.run("lock").success();
    assert_locked(&case, "8.0");
    assert_locked(&case, "7.4.1");
}

#[test]
fn a_tag_that_is_not_in_the_new_range_is_chosen_anew() {
    let case = outdated();
    case.manifest(&cache("version = \"^8\""));
    assert_snapshot!(case.run("lock").success());
    assert_locked(&case, "8.0");
    assert_eq!(case.registry.count("GET", LIST), 2);
}

#[test]
fn platforms_that_are_added_are_fetched_by_the_locked_digest() {
    let case = outdated();
    case.manifest(&cache("version = \"^7\", platforms = [\"linux/amd64\"]"));
    case.run("lock").success();
    assert_locked(&case, "7.4.1");
    assert_eq!(case.registry.count("GET", LIST), 0);
    case.run("verify").success();
}
