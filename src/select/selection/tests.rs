use super::*;
use crate::reference::Tag;
use crate::select::TagPattern;

fn rule(range: &str, variant: &str) -> TagRule {
    let variant = (!variant.is_empty()).then(|| variant.parse().expect("a variant"));
    TagRule::Version {
        range: range.parse().expect("a range"),
        variant,
    }
}

fn select(rule: &TagRule, tags: &str) -> SelectedTag {
    let mut selection = TagSelection::new(rule);
    tags.split_whitespace().for_each(|tag| selection.see(tag));
    selection.finish()
}

fn text(tag: &Option<Tag>) -> &str {
    tag.as_ref().map_or("-", Tag::as_str)
}

/// What was chosen of a list, in either order and with doubled tags.
fn newest(rule: &TagRule, tags: &str) -> String {
    let selected = select(rule, tags);
    let words: Vec<&str> = tags.split_whitespace().rev().collect();
    let backwards = words.join(" ");
    assert_eq!(
        select(rule, &format!("{backwards} {backwards}")),
        selected,
        "{tags}"
    );
    text(&selected.newest).to_owned()
}

fn misses(selected: &SelectedTag) -> String {
    let misses = selected.near_misses.iter();
    let misses: Vec<String> = misses
        .map(|miss| format!("{} {:?}", miss.tag, miss.reason))
        .collect();
    misses.join(", ")
}

#[test]
fn the_newest_version_in_the_range_with_the_variant_is_chosen() {
    let table = [
        ("^1", "", "1.9.2 1.10.1 2.0 0.9", "1.10.1"),
        // Of equal ones the tag that moves least: more numbers, then the build
        ("^1", "", "1 1.2 1.2.0 v1.2.0", "1.2.0"),
        ("^1", "", "1.2.0.0 1.2.0 1.2", "1.2.0.0"),
        (
            "^21",
            "",
            "21.0.5_9 21.0.5_11 21.0.4_99 21.0.5",
            "21.0.5_11",
        ),
        ("^21", "", "21 21_0", "21_0"),
        ("^21", "", "21.0.1 21_35", "21.0.1"),
        // Without a `v`, then bytewise the smaller
        ("^1", "", "v1.2.3 1.2.3", "1.2.3"),
        ("^1", "", "v1.2.4 1.2.3", "v1.2.4"),
        ("^1", "", "1.0 01.0", "01.0"),
        (
            "^1",
            "",
            "V1.2 latest 1.2.3rc1 1.2_x 1.2- 1..2 1.2. v -1",
            "-",
        ),
        // A suffix is the variant exactly
        ("^7", "", "7.4-alpine 7.4-rc1 7.2", "7.2"),
        (
            "^7",
            "alpine",
            "7.4-alpine3.20 7.4-Alpine 7.4 7.2-alpine",
            "7.2-alpine",
        ),
        (
            "^7",
            "alpine*",
            "7.4-alpine 7.4-alpine3 7.4-alpine3.20 7.4-alpine3.9 7.4-alpine-slim",
            "7.4-alpine3.20",
        ),
        (
            "^7",
            "alpine*",
            "7.4.1-alpine3.20 7.4.2-alpine3.19",
            "7.4.2-alpine3.19",
        ),
        ("^7", "alpine*", "7-alpine3 7-alpine3.0", "7-alpine3.0"),
        ("^7", "alpine*", "7-alpine 7-alpine0", "7-alpine0"),
        ("^7", "*", "7.1 7.1-3 7.1-10 7.1-3.5-x", "7.1-10"),
        ("^7", "*-r*", "7-12-r3 7-12-r10 7-9-r99 7-r100", "7-12-r10"),
        ("^2024", "*-*", "2024-01-02 2024-02-01", "2024-02-01"),
        // Any count of digits
        (
            "^1",
            "",
            "1.99999999999999999999999999999999999999998 1.99999999999999999999999999999999999999999 1.9",
            "1.99999999999999999999999999999999999999999",
        ),
        (">=3, <2", "", "2.5 3", "-"),
        ("^1", "", "", "-"),
    ];
    for (range, variant, tags, expected) in table {
        assert_eq!(
            newest(&rule(range, variant), tags),
            expected,
            "{range} {variant} of {tags}"
        );
    }
}

#[test]
fn the_newest_tag_that_a_pattern_matches_is_chosen() {
    let table = [
        (
            r"main-(?<build>\d+)",
            "main-9 main-10 xmain-11 main-12x main-",
            "main-10",
        ),
        (
            r"main-(?<build>\d+)-[a-f0-9]+",
            "main-9-abc main-10-def main-10-cde",
            "main-10-cde",
        ),
        (
            r"r(?<date>[\d.]+)",
            "r20240111 r20240111.1 r20240111.10 r20240111.9",
            "r20240111.10",
        ),
        (r"a-(?<n>\d+)", "a-7 a-007 a-07", "a-007"),
        (r"x-(?<word>[a-z]+)", "x-b x-ab x-a", "x-b"),
        (r"lts(-(?<x>[a-z]+))?", "lts lts-alpine", "lts-alpine"),
        (r"^v(?P<v>.+)$", "v1.9 v1.10 1.11", "v1.10"),
        (r"(?<v>a)|b", "a b ab", "a"),
    ];
    for (pattern, tags, expected) in table {
        let rule = TagRule::Pattern(pattern.parse().expect("a pattern"));
        assert_eq!(newest(&rule, tags), expected, "{pattern} of {tags}");
    }
}

#[test]
fn the_longest_tag_is_chosen_too() {
    let longest = format!("1.{}", "0".repeat(126));
    let pattern = TagRule::Pattern("(?<all>.*)".parse().expect("a pattern"));
    for rule in [pattern, rule("*", "")] {
        assert_eq!(newest(&rule, &longest), longest);
    }
}

#[test]
fn what_is_no_tag_is_never_chosen() {
    let pattern: TagPattern = "(?<all>.*)".parse().expect("a pattern");
    let long = format!("1.{}", "0".repeat(127));
    for rule in [TagRule::Pattern(pattern), rule("*", ""), rule("*", "a*")] {
        let mut selection = TagSelection::new(&rule);
        for text in ["", "1.2.3+build", "1 2", "é", "-1", "1-a\u{1b}", &long] {
            selection.see(text);
        }
        assert_eq!(selection.finish(), SelectedTag::default());
    }
}

#[test]
fn what_stands_still_is_told() {
    let table = [
        // (range, variant, tags), chosen, newer outside of the range, newer under another variant
        (
            ("^7", "", "7.2 7.4 8 8.1 6 8.2-rc1 9-alpine"),
            "7.4",
            "8.1",
            "-",
        ),
        (
            (
                "<=8.4",
                "alpine3.22",
                "8.4-alpine3.22 8.5-alpine3.22 8.4.6-alpine3.23 8.4.6-alpine 8.4.6",
            ),
            "8.4-alpine3.22",
            "8.5-alpine3.22",
            "8.4.6-alpine3.23",
        ),
        // No pre-release, no build of a commit, nothing that is as new
        (
            (
                "^7",
                "",
                "7.4 7.5-rc1 7.5-M3 7.5-3-g1abb7b5 7.5-272fa09 7.4-alpine",
            ),
            "7.4",
            "-",
            "-",
        ),
        (("^7", "", "7.4 7.5-20240101"), "7.4", "-", "7.5-20240101"),
        (
            ("^21", "", "21 21.0.12_8-jdk 21.0.12_8-jre-alpine"),
            "21",
            "-",
            "21.0.12_8-jdk",
        ),
        (
            ("^21", "jdk", "21_7-jdk 21_8-jre"),
            "21_7-jdk",
            "-",
            "21_8-jre",
        ),
        // Dates are no newer versions, unless the range names one
        ((">=3, <4", "", "3.20 20260101"), "3.20", "-", "-"),
        (("^2024", "", "2024.1 2025.1"), "2024.1", "2025.1", "-"),
        // What is lower is not told, nor what is partly in the range
        (("~7.2.4", "", "7.2.9 7.1 7"), "7.2.9", "-", "-"),
        (("<7.4.6", "", "7.3.9 7.4"), "7.3.9", "-", "-"),
    ];
    for ((range, variant, tags), newest, outside, other_variant) in table {
        let selected = select(&rule(range, variant), tags);
        let found = [
            &selected.newest,
            &selected.newer_outside,
            &selected.newer_variant,
        ]
        .map(text);
        assert_eq!(
            found,
            [newest, outside, other_variant],
            "{range} {variant} of {tags}"
        );
        assert_eq!(selected.near_misses, [], "{range} {variant} of {tags}");
    }
}

#[test]
fn the_nearest_are_told_with_their_reasons_if_nothing_is_chosen() {
    let table = [
        (
            "^9",
            "",
            "8.1 8.2 8 10.1 10.2",
            "8.2 OutsideRange, 10.1 OutsideRange",
        ),
        ("=1.2.0", "", "1.2 1", "1.2 NotWhole"),
        (">=3", "", "20260101 2024.1", "20260101 Date"),
        (
            "^1",
            "slim",
            "1.1-alpine-slim 1.2-alpine-slim 1.2 1.3-slim-bookworm 1.3-bookworm",
            "1.2-alpine-slim OtherVariant, 1.3-slim-bookworm OtherVariant, 1.2 OtherVariant",
        ),
        (
            "^1",
            "alpin",
            "1.2-alpine 1.2 1.2-slim",
            "1.2-alpine OtherVariant, 1.2 OtherVariant, 1.2-slim OtherVariant",
        ),
        (
            "^1",
            "alpine3.20",
            "1.2-alpine3.21 1.2-alpine3.9 1.2-alpine3.22 1.2-alpine",
            "1.2-alpine3.22 OtherVariant, 1.2-alpine3.21 OtherVariant, 1.2-alpine3.9 OtherVariant",
        ),
        (
            "^19",
            "",
            "18.6 19beta3 19beta2 19beta3-alpine 19-x",
            "18.6 OutsideRange, 19-x OtherVariant, 19beta3 PreRelease",
        ),
        (
            "^13",
            "",
            "13.0.1-ubi-rc 13.0.1-rc 13.0.0-rc",
            "13.0.1-rc PreRelease",
        ),
        (
            "~3.15",
            "slim",
            "3.15.0b4-slim 3.15.0b4",
            "3.15.0b4-slim PreRelease",
        ),
        // What has several faults only if nothing has one
        (
            "^9",
            "alpine",
            "8.1-alpine 8.2-slim",
            "8.1-alpine OutsideRange",
        ),
        (
            "^9",
            "alpine",
            "8.1-slim 8.2-slim latest 8.1",
            "8.1 OutsideRange, 8.2-slim OutsideRange, latest NotAVersion",
        ),
        (
            "^9",
            "",
            "main dev edge stable",
            "stable NotAVersion, main NotAVersion, edge NotAVersion",
        ),
        ("^9", "", "", ""),
    ];
    for (range, variant, tags, expected) in table {
        let rule = rule(range, variant);
        assert_eq!(newest(&rule, tags), "-");
        assert_eq!(
            misses(&select(&rule, tags)),
            expected,
            "{range} {variant} of {tags}"
        );
    }
    let pattern: TagPattern = r"^main-(?<build>\d+)".parse().expect("a pattern");
    let selected = select(
        &TagRule::Pattern(pattern),
        "latest main-x9 main-x10 master-1 v1",
    );
    assert_eq!(
        misses(&selected),
        "main-x10 NotInPattern, main-x9 NotInPattern, master-1 NotInPattern"
    );
}
