//! What weakens a base, and what does not.

use proptest::prelude::*;

use super::*;
use crate::document::Source;
use crate::manifest::Manifest;

const PIN: &str = "sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7";

#[test]
fn patterns_weaken_unless_plain_ones_are_gone() {
    let cases = [
        ("", "", ""),
        ("a b", "b", ""),
        ("a b", "b a", ""),
        ("a", "", ""),
        ("a !b c", "!b", ""),
        ("a !b c", "a !b", ""),
        ("", "a", "added"),
        ("a", "a b", "added"),
        ("a", "!b a", "added"),
        ("a", "a !b", "added"),
        ("a/", "a", "added"),
        ("a !b", "a", "anew"),
        ("a !b c", "a c !b", "anew"),
        ("a !b c", "c a !b", "anew"),
        ("a !b a", "a a !b", "anew"),
        ("a !b", "!b a", "anew"),
        ("a !b", "a !b a", "anew"),
    ];
    for (base, head, expected) in cases {
        let list = |text: &str| {
            Exclude::new(
                text.split_whitespace()
                    .map(|it| it.parse().unwrap())
                    .collect(),
            )
        };
        let found = match excluded(&list(base), &list(head)) {
            None => "",
            Some(Weakening::Excluded(_)) => "added",
            Some(_) => "anew",
        };
        assert_eq!(found, expected, "{base} → {head}");
    }
}

/// `TAG`, `@` for a pin, `TAG@` for one beside a tag, `RANGE VARIANT` or a pattern.
fn image(choice: &str) -> Image {
    let rest = match choice.split_once(' ') {
        _ if choice.contains('(') => format!("tag-pattern = '{choice}'"),
        Some((range, variant)) => format!("version = \"{range}\", variant = \"{variant}\""),
        None if choice.starts_with(['^', '~', '=', '*']) => format!("version = \"{choice}\""),
        None => match choice.split_once('@') {
            Some(("", _)) => format!("digest = \"{PIN}\""),
            Some((tag, _)) => format!("tag = \"{tag}\", digest = \"{PIN}\""),
            None => format!("tag = \"{choice}\""),
        },
    };
    let text = format!("[images]\na = {{ image = \"redis\", {rest} }}\n");
    let manifest = Manifest::parse(&Source::new("m", text)).unwrap();
    manifest.images.into_values().next().unwrap()
}

#[test]
fn a_choice_weakens_if_it_accepts_what_the_base_does_and_more() {
    let (build, other) = ("main-(?<n>[0-9]+)", "(?<n>.*)");
    let cases = [
        ("^7.2", "^7.2", false),
        ("^7.2", "~7.2", false),
        ("^7.2", "^8", false),
        ("~7.2", "^7.2", true),
        ("^7.2", "*", true),
        ("^7 alpine", "^7", false),
        ("^7", "^7 alpine", false),
        ("^7 alpine", "^7 alpine*", true),
        ("^7 alpine*", "^7 alpine", false),
        ("^7 alpine*", "~7.1 *", true),
        ("~7.2 alpine*", "* alpine", true),
        ("~7.2 alpine", "*", true),
        ("7.2", "^7", true),
        ("7.2", "7.2", false),
        ("7.2", "^8", false),
        ("7.2-alpine", "^7", false),
        ("7.2-alpine", "^7 alpine", true),
        ("main-7", build, true),
        ("main", build, false),
        (build, build, false),
        (build, other, true),
        (other, build, true),
        (build, "^7", true),
        ("^7", build, true),
        (build, "7.2", false),
        ("^7", "7.2", false),
        ("@", "^7", true),
        ("7.2@", "^7", true),
        ("7.2@", "^8", false),
        ("^7", "7.2@", false),
    ];
    for (base, head, expected) in cases {
        let found = widened(Some(&image(base)), &image(head));
        assert_eq!(found.is_some(), expected, "{base} → {head}: {found:?}");
    }
    assert_eq!(widened(None, &image("*")), None);
    let other = Image {
        repository: "nginx".parse().unwrap(),
        ..image("^7")
    };
    assert_eq!(widened(Some(&other), &image("*")), None);
}

#[test]
fn a_wider_choice_is_told_from_what_to_what() {
    let words = |base: &str, head: &str| {
        let found = widened(Some(&image(base)), &image(head));
        found.unwrap().to_string()
    };
    assert_eq!(
        words("~7.2 alpine", "^7 alpine*"),
        "the base has `version = \"~7.2\", variant = \"alpine\"`, but the change has \
         `version = \"^7\", variant = \"alpine*\"`, which may choose other tags"
    );
    assert_eq!(
        words("7.2", "^7"),
        "the base has the tag `7.2`, but the change has `version = \"^7\"`, which may choose other tags"
    );
    assert_eq!(
        words("@", "^7"),
        "the base has the digest `4f3c1a9e`, but the change has `version = \"^7\"`, which may choose other tags"
    );
}

#[test]
fn a_lower_age_and_a_tag_that_may_move_weaken() {
    let with = |age: &str, immutable: bool| Image {
        min_age: age.parse().unwrap(),
        immutable,
        ..image("7.2")
    };
    let words = |base: &Image, head: &Image| {
        let found = weakenings(Some(base), head, None, None).into_iter();
        found.map(|it| it.to_string()).collect::<Vec<_>>()
    };
    let strict = with("7d", true);
    assert_eq!(
        words(&strict, &with("3d", true)),
        ["the base has `min-age = \"7d\"`, but the change has `\"3d\"`"]
    );
    assert_eq!(
        words(&strict, &with("0d", false)),
        [
            "the base has `min-age = \"7d\"`, but the change has none",
            "the base has `immutable = true`, which the change does not",
        ]
    );
    for head in [with("7d", true), with("10d", true)] {
        assert_eq!(words(&strict, &head), [""; 0]);
    }
    assert_eq!(words(&with("0d", false), &strict), [""; 0]);
    assert_eq!(weakenings(None, &with("0d", false), None, None), []);
}

#[test]
fn a_lower_tag_is_by_rule_if_the_base_has_the_rule_and_it_accepts_both() {
    let entry = |tag: &str| Entry::of(&image("1"), tag.parse().ok(), PIN.parse().unwrap(), None);
    let (high, low) = (entry("7.4"), entry("7.2"));
    let cases = [
        ("^7", "^7", true),
        ("^7", "~7", false),
        ("^7 alpine", "^7 alpine", false),
        ("~7.4", "~7.4", false),
        ("^7", "7.2", false),
        ("7.2", "7.2", false),
    ];
    for (base, head, expected) in cases {
        let base = image(base);
        let found = lowered((Some(&base), Some(&high)), (&image(head), Some(&low)));
        let Some(Weakening::TagLowered { is_by_rule, .. }) = found else {
            panic!("it is lower");
        };
        assert_eq!(is_by_rule, expected, "{head}");
    }
}

#[test]
fn of_two_tags_that_a_rule_accepts_the_one_that_comes_before_in_its_order_is_lower() {
    let entry = |tag: &str| Entry::of(&image("1"), tag.parse().ok(), PIN.parse().unwrap(), None);
    let cases = [
        (image("^7"), "7.4.1", "7.4"),
        (image("^21"), "21.0.5_11", "21.0.5_9"),
        (image("^7 alpine*"), "7.2-alpine3.20", "7.2-alpine3.19"),
        (
            image("^7 debian-*-r*"),
            "7.2.0-debian-12-r10",
            "7.2.0-debian-12-r9",
        ),
        (image("^7 *"), "7.2-20240501", "7.2-20240401"),
        (image(r"main-(?<build>\d+)"), "main-22", "main-1"),
    ];
    for (head, tag, lower) in cases {
        let found =
            |old, new| lowered((Some(&head), Some(&entry(old))), (&head, Some(&entry(new))));
        assert!(found(tag, lower).is_some(), "{lower} is lower than {tag}");
        assert_eq!(found(lower, tag), None, "{tag} is not lower than {lower}");
        let fixed = image("1");
        let by_hand = lowered((None, Some(&entry(tag))), (&fixed, Some(&entry(lower))));
        assert_eq!(by_hand, None, "without the rule nobody knows of {lower}");
    }
}

/// Lists of a few patterns that have to do with each other.
fn lists() -> impl Strategy<Value = Vec<&'static str>> {
    let some = vec![
        "a", "!a", "a/", "!a/b", "b", "!b", "*", "!*", "/a/*", "**/b", "a/**",
    ];
    proptest::collection::vec(proptest::sample::select(some), 0..5)
}

fn exclude(list: &[&str]) -> Exclude {
    Exclude::new(list.iter().map(|it| it.parse().unwrap()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn what_weakens_nothing_excludes_no_file_more(base in lists(), head in lists(), gone in 0..32_u8) {
        // Lists that have nothing in common weaken; so the head is also the base with some patterns gone
        let some = base.iter().enumerate().filter(|(at, _)| gone >> at & 1 == 0).map(|(_, it)| *it).collect();
        for head in [head, some] {
            let (base, head) = (exclude(&base), exclude(&head));
            if excluded(&base, &head).is_some() {
                continue;
            }
            for path in ["a", "b", "c", "a/a", "a/b", "a/c", "b/a", "b/b", "a/b/c", "c/a/b"] {
                let path = std::path::Path::new(path);
                prop_assert!(base.search().excludes(path) || !head.search().excludes(path), "{path:?}");
            }
        }
    }
}
