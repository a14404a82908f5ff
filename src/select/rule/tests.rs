use super::*;

fn rule(range: &str, variant: &str) -> TagRule {
    let variant = (!variant.is_empty()).then(|| variant.parse().expect("a variant"));
    TagRule::Version {
        range: range.parse().expect("a range"),
        variant,
    }
}

fn pattern(text: &str) -> TagRule {
    TagRule::Pattern(text.parse().expect("a pattern"))
}

#[test]
fn a_tag_that_is_not_accepted_has_a_reason() {
    let table = [
        (rule("^7", ""), "7.2", None),
        (rule("^7", ""), "v7.2_3", None),
        (rule("^7", ""), "8", Some(MissReason::OutsideRange)),
        (rule("^7", ""), "8-alpine", Some(MissReason::OutsideRange)),
        (rule("^7.2", ""), "7", Some(MissReason::NotWhole)),
        (rule("^7", ""), "7-alpine", Some(MissReason::OtherVariant)),
        (rule("^7", "alpine"), "7", Some(MissReason::OtherVariant)),
        (
            rule("^7", "alpine"),
            "7-alpine3.20",
            Some(MissReason::OtherVariant),
        ),
        (rule("^7", "alpine*"), "7-alpine3.20", None),
        (rule("^7", ""), "7-rc1", Some(MissReason::PreRelease)),
        (rule("^7", ""), "7.1rc1", Some(MissReason::PreRelease)),
        (rule("^7", ""), "7.1b4", Some(MissReason::PreRelease)),
        (rule("^7", ""), "8.1b4", Some(MissReason::OutsideRange)),
        (
            rule("^7", ""),
            "7.1b4-alpine",
            Some(MissReason::NotAVersion),
        ),
        (
            rule("^7", "alpine"),
            "7.1b4-alpine",
            Some(MissReason::PreRelease),
        ),
        (rule("^7", "rc*"), "7-rc1", None),
        (rule("*", ""), "20260101", Some(MissReason::Date)),
        (rule("*", ""), "latest", Some(MissReason::NotAVersion)),
        (rule("^7", ""), "7u202", Some(MissReason::NotAVersion)),
        (rule("*", ""), "", Some(MissReason::NotAVersion)),
        (pattern(r"main-(?<b>\d+)"), "main-1", None),
        (
            pattern(r"main-(?<b>\d+)"),
            "1",
            Some(MissReason::NotInPattern),
        ),
    ];
    for (rule, tag, reason) in table {
        assert_eq!(rule.reason_against(tag), reason, "{rule:?} of {tag}");
        assert_eq!(rule.accepts(tag), reason.is_none());
    }
}

#[test]
fn the_greater_of_two_tags_is_newer() {
    let order =
        "x9 x10 1899 1900.1-x 1900.1-alpine 1900.1-alpine3.9 v1900.1-alpine3.10 1900.1-alpine3.10";
    let rule = rule("^7", "alpine*");
    let tags: Vec<&str> = order.split_whitespace().collect();
    for (at, tag) in tags.iter().enumerate() {
        for (other_at, other) in tags.iter().enumerate() {
            assert_eq!(rule.compare(tag, other), at.cmp(&other_at), "{tag} {other}");
        }
    }
    assert_eq!(
        pattern(r"main-(?<b>\d+)").compare("main-9", "main-10"),
        Ordering::Less
    );
}

#[test]
fn a_wider_range_and_another_pattern_or_star_are_a_weakening() {
    let main = || pattern(r"main-(?<b>\d+)");
    let table = [
        (rule("^7.2", ""), rule("^7.2", ""), false),
        (rule("^7.2", ""), rule("^7", ""), true),
        (rule("^7.2", ""), rule("*", ""), true),
        (rule("^7", ""), rule("^7.2", ""), false),
        (rule("^7.2", ""), rule(">=7.2, <8", ""), false),
        (rule("^7", ""), rule("^8", ""), false),
        (rule("^7", ""), rule(">=7.2", ""), false),
        (rule("^7.2", "alpine"), rule("^7", "alpine"), true),
        (rule("^7.2", "alpine*"), rule("^7", "alpine*"), true),
        (rule("^7", "alpine*"), rule("^7.2", "alpine*"), false),
        // Another variant is another choice, unless it stands for several; a wider range is one all the same
        (rule("^7.2", "alpine"), rule("^7.2", "slim"), false),
        (rule("^7.2", "alpine"), rule("^7.2", ""), false),
        (rule("^7.2", "alpine"), rule("~7.2", "slim"), false),
        (rule("^7.2", "alpine"), rule("^7", "slim"), true),
        (rule("^7.2", "alpine"), rule("^7", ""), true),
        (rule("^7.2", "alpine*"), rule("*", "alpine"), true),
        (rule("^7.2", "alpine*"), rule("*", "alpine3.20"), true),
        (rule("^7.2", "*"), rule("*", ""), true),
        (rule("^7.2", ""), rule("^7.2", "alpine"), false),
        (rule("^7.2", "alpine*"), rule("^7.2", "alpine"), false),
        (rule("^7.2", "alpine"), rule("^7.2", "alpine*"), true),
        (rule("^7.2", "alpine*"), rule("^7.2", "debian*"), true),
        (rule("^7.2", ""), rule("^7.2", "*"), true),
        (main(), main(), false),
        (main(), pattern(r"main-(?<b>[0-9]+)"), true),
        (main(), rule("^7", ""), true),
        (rule("^7", ""), main(), true),
    ];
    for (base, head, is_weakening) in table {
        assert_eq!(head.widens(&base), is_weakening, "{base:?} to {head:?}");
    }
}
