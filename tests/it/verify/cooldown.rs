//! `verify --fresh` of images whose policies keep `update` from what their tags name.

use crate::support::case::Case;
use crate::support::registry::Image;
use crate::support::schema::document;

const MOVED: &str = "2026-11-10";
const AGED: &str = "2026-11-17";

/// An image with these keys, whose tag has moved since it was locked.
fn moved(keys: &str) -> Case {
    let case = Case::new();
    let platforms = ["linux/amd64", "linux/arm64"];
    case.push("acme/web", "1", &Image::index(&platforms, "old"));
    case.manifest(&format!(
        "web = {{ image = \"HOST/acme/web\", tag = \"1\", {keys} }}\n"
    ));
    case.run("update --now 2026-11-01").success();
    case.push("acme/web", "1", &Image::index(&platforms, "new"));
    case.registry.clear_log();
    case
}

#[track_caller]
fn reason(case: &Case, day: &str, arguments: &str, status: i32) -> String {
    let command = format!("verify --fresh --format json --now {day} {arguments}");
    let image = document(&case.run(&command).exits(status))["images"][0].clone();
    let word = |key: &str| image[key].as_str().unwrap_or_default().to_owned();
    format!("{} {}", word("status"), word("reason"))
}

#[test]
fn what_a_cooldown_holds_is_no_change_until_it_is_old_enough() {
    let case = moved("min-age = \"7d\"");
    assert_snapshot!(case.run(&format!("verify --fresh --now {MOVED}")).success());
    assert_eq!(case.registry.count("GET", "/v2/acme"), 0, "no body");
    case.run(&format!("update --now {MOVED}")).success();
    assert!(reason(&case, "2026-11-16", "", 0).starts_with("held "));
    assert_eq!(reason(&case, AGED, "", 1), "moved tag-moved");
    let records = case.project.read("images.seen");
    case.project.file("elsewhere/other.seen", records);
    std::fs::remove_file(case.project.path().join("images.seen")).expect("it is there");
    assert!(reason(&case, AGED, "", 0).starts_with("held "));
    let elsewhere = "--seen-from elsewhere/other.seen";
    assert_eq!(reason(&case, AGED, elsewhere, 1), "moved tag-moved");
}

#[test]
fn a_tag_that_must_not_move_is_refused() {
    let case = moved("immutable = true");
    assert_snapshot!(case.run("verify --fresh").exits(1));
    assert_eq!(reason(&case, MOVED, "", 1), "refused tag-moved");
}

#[test]
fn an_index_that_is_the_same_for_the_declared_platforms_is_no_change() {
    let case = moved("platforms = [\"linux/amd64\"]");
    assert_eq!(reason(&case, MOVED, "", 1), "moved tag-moved");
    let noise = Image::index(&["linux/amd64", "linux/arm64"], "old").annotated("built", "again");
    case.push("acme/web", "1", &noise);
    assert_eq!(reason(&case, MOVED, "", 0), "unchanged ");
}

#[test]
fn records_that_cannot_be_read_end_the_run() {
    let case = moved("min-age = \"7d\"");
    case.project.file("images.seen", "kind: Something\n");
    let outcome = case.run("verify --fresh").exits(2);
    assert!(outcome.stderr.contains("images.seen"), "{outcome}");
    case.run("verify").success();
    assert!(case.registry.requests().is_empty());
}
