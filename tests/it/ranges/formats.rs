//! The report of a choice in every format.

use super::{list_only, locked, push_all};
use crate::support::schema::document;

const FORMATS: [&str; 4] = ["human", "json", "markdown", "github"];

#[test]
fn a_new_tag_and_what_stands_still_are_told_in_every_format() {
    let keys = "version = \"^7\", variant = \"alpine*\"";
    let case = locked(keys, &["7.2.4-alpine3.19"]);
    push_all(&case, &["7.4.1-alpine3.20", "8.0.1-alpine3.20", "7.6.0"]);
    for format in FORMATS {
        let outcome = case.run(&format!("update --dry-run --format {format}"));
        assert_snapshot!(format!("new_tag_{format}"), outcome.success());
    }
}

#[test]
fn a_choice_that_fails_is_told_in_every_format() {
    let case = locked("version = \"^7\"", &["7.2.4"]);
    list_only(&case, &["6.0", "8.0-rc1"]);
    for format in FORMATS {
        let outcome = case.run(&format!("update --format {format}")).exits(1);
        assert_snapshot!(format!("no_match_{format}"), outcome);
    }
}

#[test]
fn a_program_reads_by_what_a_tag_was_chosen() {
    let case = locked(
        "version = \"^7\", variant = \"alpine*\"",
        &["7.2.4-alpine3.19"],
    );
    let image = document(&case.run("update --format json").success())["images"][0].clone();
    assert_eq!(image["tag"], serde_json::Value::Null);
    for rule in [&image, &image["old"], &image["new"]] {
        assert_eq!(rule["version"], "^7");
        assert_eq!(rule["variant"], "alpine*");
        assert!(rule.get("tag_pattern").is_none());
    }
    assert_eq!(image["new"]["tag"], "7.2.4-alpine3.19");
}
