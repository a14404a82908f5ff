//! What is said of digests that are not old enough, and of `images.seen`.

use super::{aged, app, image};
use crate::support::case::Case;
use crate::support::registry::Image;
use crate::support::schema::document;

#[test]
fn that_images_seen_was_written_is_told_and_only_then() {
    let case = aged();
    case.push("acme/app", "main", &image("two"));
    let dry = case.run("update --now 2026-11-21 --dry-run --format json");
    assert_eq!(document(&dry.success())["seen_written"], "reported");
    assert!(!case.project.exists("images.seen"));
    let first = case.run("update --now 2026-11-21").success();
    assert!(
        first.stderr.contains("wrote `images.seen`"),
        "{}",
        first.stderr
    );
    let again = case.run("update --now 2026-11-22").success();
    assert!(!again.stderr.contains("images.seen"), "{}", again.stderr);
    let again = case.run("update --now 2026-11-22 --format json").success();
    assert_eq!(document(&again)["seen_written"], "unneeded");
    case.manifest(&app("tag = \"main\""));
    let dry = case.run("update --now 2026-11-23 --dry-run").success();
    assert!(!dry.stderr.contains("images.seen"), "{}", dry.stderr);
    let last = case.run("update --now 2026-11-23 --format json").success();
    assert_eq!(document(&last)["seen_written"], "yes");
    assert!(!case.project.exists("images.seen"));
    let none = case.run("update --now 2026-11-23 --format json").success();
    assert!(document(&none)["seen_written"].is_null());
}

#[test]
fn what_was_seen_is_kept_and_told_though_another_image_fails() {
    let case = aged();
    let none = app("tag = \"none\"").replacen("app", "b", 1);
    case.manifest(&(app("tag = \"main\", min-age = \"7d\"") + &none));
    case.push("acme/app", "main", &image("two"));
    let failed = case.run("update --now 2026-11-21").exits(1);
    assert!(case.project.exists("images.seen"));
    let said = &failed.stderr;
    assert!(said.contains("wrote `images.seen`"), "{said}");
}

/// `app`, chosen by a range and locked on the 20th as 7.0; 7.1 and so on up to this one are seen on the 21st.
fn ranged(newest: u32) -> Case {
    let case = Case::new();
    case.push("acme/app", "7.0", &image("7.0"));
    case.manifest(&app("version = \"^7\", min-age = \"7d\""));
    case.run("update --now 2026-11-20").success();
    for number in 1..=newest {
        let tag = format!("7.{number}");
        case.push("acme/app", &tag, &image(&tag));
        case.run("update --now 2026-11-21").success();
    }
    case
}

#[test]
fn what_is_old_enough_before_the_newest_tag_is_told_with_it() {
    let case = ranged(1);
    case.push("acme/app", "7.2", &image("7.2"));
    let said = case.run("update --now 2026-11-22").success().stdout;
    assert!(
        said.contains("held until 2026-11-29, 7.1 until 2026-11-28"),
        "{said}"
    );
    let outdated = case.run("outdated --now 2026-11-22").success().stdout;
    assert!(
        outdated.contains("until 2026-11-29, 7.1 until 2026-11-28"),
        "{outdated}"
    );
    let [update, list] = ["update", "list"].map(|command| {
        let run = case.run(&format!("{command} --now 2026-11-22 --format json"));
        document(&run.success())["images"][0]["waiting"].clone()
    });
    assert_eq!(update, list);
    assert_eq!(update[1]["tag"], "7.1");
}

#[test]
fn a_release_whose_age_is_not_counted_yet_is_given_no_day() {
    let case = ranged(9);
    let said = case.run("update --now 2026-11-22").success().stdout;
    assert!(
        said.contains("held not counted yet, 7.8 until 2026-11-28"),
        "{said}"
    );
    let json = case.run("update --now 2026-11-22 --format json").success();
    let app = &document(&json)["images"][0];
    assert_eq!(app["waiting"].as_array().map(Vec::len), Some(8), "{json}");
    let message = app["message"].as_str().unwrap_or_default();
    assert!(message.contains("8 older ones wait"), "{message}");
    // The eight are old enough, so that the ninth has its turn
    let said = case.run("update --now 2026-11-28").success().stdout;
    assert!(said.contains("7.0 → 7.8"), "{said}");
    let said = case.run("update --now 2026-11-29").success().stdout;
    assert!(said.contains("held until 2026-12-05"), "{said}");
}

#[test]
fn a_platform_that_only_the_locked_digest_lacks_is_told_with_the_ways_out() {
    let case = Case::new();
    let keys = |platforms: &str| {
        app(&format!(
            "tag = \"main\", min-age = \"7d\", platforms = [{platforms}]"
        ))
    };
    let both = ["linux/amd64", "linux/arm64"];
    case.push("acme/app", "main", &Image::index(&both[..1], "one"));
    case.manifest(&keys("\"linux/amd64\""));
    case.run("update --now 2026-11-20").success();
    case.push("acme/app", "main", &Image::index(&both, "two"));
    case.manifest(&keys("\"linux/amd64\", \"linux/arm64\""));
    let refused = case.run("update --now 2026-11-21").exits(1).stderr;
    for words in [
        "has no platform `linux/arm64`",
        "is held until 2026-11-28",
        "wait until 2026-11-28, run `imagelock update --ignore-min-age app`, or declare `platforms` without `linux/arm64`",
    ] {
        assert!(refused.contains(words), "{refused}");
    }
    let json = case.run("update --now 2026-11-22 --format json").exits(1);
    let app = &document(&json)["images"][0];
    assert_eq!(app["reason"], "platforms-missing");
    assert_eq!(app["waiting"][0]["until"], "2026-11-28", "{json}");
    let fresh = case.run("verify --fresh --now 2026-11-22").exits(1);
    let said = format!("{}{}", fresh.stdout, fresh.stderr);
    assert!(!said.contains("choose"), "{said}");
    case.run("update --now 2026-11-22 --ignore-min-age app")
        .success();
}

#[test]
fn a_lock_with_the_ending_of_images_seen_is_refused_at_once() {
    let case = aged();
    let said = case
        .run("update --lock-path other.seen --now 2026-11-21")
        .exits(2)
        .stderr;
    assert!(
        said.contains("`other.seen` cannot be `images.lock` and `images.seen`"),
        "{said}"
    );
    assert!(case.registry.requests().is_empty());
}

#[test]
fn an_image_whose_age_is_to_be_ignored_is_named_beside_those_to_update() {
    let case = aged();
    let others = app("tag = \"other\"").replacen("app", "b", 1);
    case.manifest(&(app("tag = \"main\"") + &others));
    let said = case.run("update b --ignore-min-age app").exits(2).stderr;
    assert!(
        said.contains("`imagelock update b app --ignore-min-age app`"),
        "{said}"
    );
}
