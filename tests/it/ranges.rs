//! Images whose tags are chosen out of lists: what is asked, what is chosen, what is said.

mod formats;
mod lower;
mod requests;
mod satisfied;
mod twins;

use crate::support::case::Case;
use crate::support::command::Outcome;
use crate::support::registry::{Fault, Image};

/// The path of the list of `acme/cache`.
const LIST: &str = "/v2/acme/cache/tags/list";

/// A registry with these tags of `acme/cache`, each of another image, and a project without images.
fn with_tags(tags: &[&str]) -> Case {
    let case = Case::new();
    push_all(&case, tags);
    case
}

fn push_all(case: &Case, tags: &[&str]) {
    for tag in tags {
        case.push("acme/cache", tag, &Image::single("linux/amd64", tag));
    }
}

/// The same, where `cache` is chosen by these keys.
fn chosen_by(keys: &str, tags: &[&str]) -> Case {
    let case = with_tags(tags);
    case.manifest(&cache(keys));
    case
}

/// The same, locked, and nothing asked yet.
fn locked(keys: &str, tags: &[&str]) -> Case {
    let case = chosen_by(keys, tags);
    case.run("update").success();
    case.registry.clear_log();
    case
}

/// The line of `cache`.
fn cache(keys: &str) -> String {
    format!("cache = {{ image = \"HOST/acme/cache\", {keys} }}\n")
}

/// Has the registry leave these tags out of its list for good, though it has them.
fn list_only(case: &Case, tags: &[&str]) {
    let body = serde_json::json!({ "name": "acme/cache", "tags": tags });
    case.registry.fault(
        Fault::on("GET", LIST)
            .status(200)
            .header("content-type", "application/json")
            .body(body.to_string())
            .always(),
    );
}

#[track_caller]
fn assert_locked(case: &Case, tag: &str) {
    let line = format!("tag = \"{tag}\"\n");
    assert!(case.lock().contains(&line), "{}", case.lock());
}

const REDIS: [&str; 7] = [
    "latest",
    "7",
    "7.2.4",
    "7.4.1",
    "7.4.1-alpine",
    "7.4",
    "8.0.1",
];

#[test]
fn update_chooses_the_newest_tag_in_the_range() {
    let case = chosen_by("version = \"^7.2\"", &REDIS);
    assert_snapshot!(case.run("update").success());
    assert_snapshot!(case.lock());
    case.run("verify").success();
    assert_snapshot!(case.run("update").success());
}

#[test]
fn a_newer_tag_is_told_apart_from_a_newer_digest() {
    let case = locked("version = \"~7.4\"", &["7.4.1"]);
    case.push(
        "acme/cache",
        "7.4.1",
        &Image::single("linux/amd64", "rebuilt"),
    );
    assert_snapshot!(case.run("update").success());
    case.push(
        "acme/cache",
        "7.4.2",
        &Image::single("linux/amd64", "newer"),
    );
    assert_snapshot!(case.run("update").success());
    assert_locked(&case, "7.4.2");
}

#[test]
fn a_variant_and_a_pattern_choose_as_well() {
    let case = with_tags(&[
        "7.4.1-alpine3.19",
        "7.4.1-alpine3.20",
        "7.5.0",
        "main-9",
        "main-10",
    ]);
    let variant = "version = \"^7\", variant = \"alpine*\"";
    let pattern = "build = { image = \"HOST/acme/cache\", tag-pattern = 'main-(?<build>\\d+)' }\n";
    case.manifest(&(cache(variant) + pattern));
    case.run("update").success();
    assert_snapshot!(case.lock());
    case.run("verify").success();
}

#[test]
fn what_is_newer_outside_the_range_or_under_another_variant_is_told() {
    let variant = "version = \"^8\", variant = \"alpine3.22\"";
    let tags = ["8.9.1-alpine3.22", "8.10.1-alpine3.23", "9.0.0-alpine3.22"];
    let case = locked(variant, &tags);
    assert_snapshot!(case.run("update").success());
    assert_snapshot!(case.run("update -q").success());
    assert_snapshot!(case.run("outdated").success());
}

#[test]
fn a_rule_that_nothing_matches_names_the_nearest_tags() {
    for (name, keys) in [
        ("range", "version = \"^9\""),
        ("variant", "version = \"^7\", variant = \"bookworm\""),
        ("pattern", "tag-pattern = 'main-(?<build>\\d+)'"),
    ] {
        let case = chosen_by(keys, &REDIS);
        assert_snapshot!(format!("no_match_{name}"), case.run("update").exits(1));
        assert!(!case.project.exists("images.lock"));
        assert_eq!(case.registry.count("HEAD", "/v2/acme/"), 0);
    }
}

#[test]
fn the_hint_for_a_rule_that_nothing_matches_helps_when_it_is_written() {
    for (keys, tags, edit, better) in [
        (
            "version = \"^9\"",
            &REDIS[..],
            "write `version = \"^8.0.1\"`",
            "version = \"^8.0.1\"",
        ),
        (
            "version = \"^7\", variant = \"bookworm\"",
            &REDIS,
            "leave out `variant`",
            "version = \"^7\"",
        ),
        (
            "version = \"<7.4, >7.2\"",
            &REDIS,
            "write `version = \"7\"`",
            "version = \"7\"",
        ),
        (
            "version = \"3.15\", variant = \"alpine\"",
            &["3.15.0rc1-alpine"],
            "write `tag = \"3.15.0rc1-alpine\"` in the place of `version` and `variant`",
            "tag = \"3.15.0rc1-alpine\"",
        ),
        (
            "version = \"22\", variant = \"jdk\"",
            &["21.0.5_11-jdk"],
            "write `version = \"^21.0.5\"`",
            "version = \"^21.0.5\", variant = \"jdk\"",
        ),
        (
            "version = \"^9\"",
            &["7.4-alpine"],
            "write `version = \"^7.4\", variant = \"alpine\"`",
            "version = \"^7.4\", variant = \"alpine\"",
        ),
        (
            "version = \"^9\", variant = \"alpine\"",
            &["7.4"],
            "write `version = \"^7.4\"` and leave out `variant`",
            "version = \"^7.4\"",
        ),
        (
            "version = \"^9\"",
            &["99999999999999999999999"],
            "write `tag = \"99999999999999999999999\"` in the place of `version`",
            "tag = \"99999999999999999999999\"",
        ),
        (
            "version = \"^9\"",
            &["9.1--x"],
            "write `tag = \"9.1--x\"` in the place of `version`",
            "tag = \"9.1--x\"",
        ),
    ] {
        let case = chosen_by(keys, tags);
        let outcome = case.run("update").exits(1);
        let hint = format!("if that is meant, {edit} for it in `images.toml`");
        assert!(outcome.stderr.contains(&hint), "{outcome}");
        case.manifest(&cache(better));
        case.run("update").success();
    }
}

#[test]
fn a_repository_without_tags_is_told_as_one() {
    for tags in ["[]", "null"] {
        let case = chosen_by("version = \"^7\"", &[]);
        let body = format!("{{\"name\":\"acme/cache\",\"tags\":{tags}}}");
        let json = |fault: Fault| fault.header("content-type", "application/json");
        case.registry
            .fault(json(Fault::on("GET", LIST).status(200)).body(body).always());
        let outcome = case.run("update").exits(1);
        let told = "caused by: `registry.test/acme/cache` has no tags\n";
        assert!(outcome.stderr.ends_with(told), "{outcome}");
    }
}

#[test]
fn a_list_that_fails_chooses_nothing() {
    let case = locked("version = \"^7\"", &["7.4.1"]);
    case.push(
        "acme/cache",
        "7.4.2",
        &Image::single("linux/amd64", "newer"),
    );
    case.push("acme/web", "1", &Image::single("linux/amd64", "web"));
    case.manifest(&(cache("version = \"^7\"") + "web = \"HOST/acme/web:1\"\n"));
    let before = case.raw_lock();
    case.registry
        .fault(Fault::on("GET", LIST).status(403).always());
    assert_snapshot!(case.run("update").exits(3));
    assert_eq!(case.raw_lock(), before);
    assert_snapshot!(case.run("update --keep-going").exits(3));
    assert_locked(&case, "7.4.1");
    assert!(case.lock().contains("[images.web]"), "{}", case.lock());
}

#[test]
fn a_dry_run_and_a_check_choose_and_write_nothing() {
    let case = locked("version = \"^7\"", &["7.4.1"]);
    push_all(&case, &["7.4.2"]);
    let before = case.raw_lock();
    assert_snapshot!(case.run("update --dry-run").success());
    assert_snapshot!(case.run("update --check").exits(1));
    assert_eq!(case.raw_lock(), before);
}

#[test]
fn names_that_share_a_rule_are_updated_together() {
    let case = with_tags(&["7.4.1"]);
    let line = |name: &str, range: &str| {
        cache(&format!("version = \"{range}\"")).replacen("cache", name, 1)
    };
    case.manifest(&(line("a", "^7") + &line("b", "^7") + &line("c", "~7.4")));
    case.run("update").success();
    push_all(&case, &["7.4.2"]);
    assert_snapshot!(case.run("update a").success());
}

#[test]
fn an_image_whose_chosen_tag_lacks_a_platform_is_refused() {
    let case = locked(
        "version = \"^7\", platforms = [\"linux/amd64\"]",
        &["7.4.1"],
    );
    case.push(
        "acme/cache",
        "7.4.2",
        &Image::single("linux/arm64", "newer"),
    );
    assert_snapshot!(case.run("update").exits(1));
    assert_locked(&case, "7.4.1");
}

fn verify(case: &Case, arguments: &str) -> Outcome {
    case.run(&format!("verify {arguments}"))
}

#[test]
fn verify_lists_nothing_but_for_what_is_fresh() {
    let case = locked("version = \"^7\"", &["7.4.1"]);
    verify(&case, "").success();
    assert!(case.registry.requests().is_empty());
    verify(&case, "--present").success();
    assert_eq!(case.registry.count("GET", LIST), 0);
    verify(&case, "--fresh").success();
    // The first of them was refused, and told where tokens are
    assert_eq!(case.registry.count("GET", LIST), 2);
    push_all(&case, &["7.4.2"]);
    verify(&case, "--present").success();
    assert_snapshot!(verify(&case, "--fresh").exits(1));
    assert_snapshot!(verify(&case, "--fresh --format json").exits(1));
    case.run("update").success();
    verify(&case, "--fresh --present").success();
}

#[test]
fn verify_fresh_fails_for_a_list_that_fails_or_has_nothing() {
    let case = locked("version = \"^7\"", &["7.4.1"]);
    let refused = Fault::on("GET", LIST).status(403).always();
    case.registry.fault(refused);
    assert_snapshot!(verify(&case, "--fresh").exits(3));
    let case = locked("version = \"^7\"", &["7.4.1"]);
    list_only(&case, &["6.0"]);
    assert_snapshot!(verify(&case, "--fresh").exits(1));
}

#[test]
fn verify_asks_for_the_locked_tag_of_a_change_and_lists_nothing() {
    let case = locked("version = \"^7\"", &["7.4.1"]);
    case.project.commit("base");
    push_all(&case, &["7.4.2", "7.4.3"]);
    case.edit_lock("7.4.1", "7.4.2");
    let digest = Image::single("linux/amd64", "7.4.2").digest();
    let locked = Image::single("linux/amd64", "7.4.1").digest();
    // A change may lock any tag of the range that names its digest, be it the newest or not
    verify(&case, "--base HEAD").exits(1);
    case.edit_lock(&locked, &digest);
    verify(&case, "--base HEAD").success();
    assert_eq!(case.registry.count("GET", LIST), 0);
    let asked = case
        .registry
        .count("HEAD", "/v2/acme/cache/manifests/7.4.2");
    assert!(asked > 0, "{:#?}", case.registry.sequence());
}
