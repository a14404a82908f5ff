//! Whatever the rule and the list: the choice depends on both alone.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::*;
use crate::reference::Tag;

/// Tags that are versions, nearly, or not at all; few enough that many are equal but for one thing.
fn tags() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "v?[0-3](\\.0?[0-3]){0,3}(_[0-9]{1,2})?(-(alpine|slim|rc)?(0?[0-9](\\.[0-9])?)?)?",
        1 => "(19|20)[0-9]{2}(\\.[0-3])?(-slim)?",
        1 => "main-[0-9]{1,3}(-[ab])?",
        1 => "[a-c0-3._-]{0,4}",
    ]
}

fn ranges() -> impl Strategy<Value = VersionRange> {
    let comparator = prop_oneof![
        "(|=|\\^|~|>=|>|<|<=) ?[0-3](\\.0?[0-3]){0,2}",
        "[0-3](\\.0?[0-3]){0,2}\\.\\*",
        "\\*",
        "<2000",
    ];
    let text = prop::collection::vec(comparator, 1..3).prop_map(|parts| parts.join(", "));
    text.prop_map(|text| text.parse().expect("a range"))
}

fn variants() -> impl Strategy<Value = Option<Variant>> {
    let text = prop::sample::select(vec![
        "alpine", "alpine*", "slim", "*", "rc*", "*.*", "slim*",
    ]);
    prop::option::of(text.prop_map(|text| text.parse().expect("a variant")))
}

fn rules() -> impl Strategy<Value = TagRule> {
    let patterns = vec![
        r"main-(?<b>\d+).*",
        r"(?<all>.*)",
        r"v?(?<v>[\d.]+)(-.*)?",
        r"main-(?<b>\d+)",
    ];
    let pattern = prop::sample::select(patterns).prop_map(|text| text.parse().expect("a pattern"));
    prop_oneof![
        3 => (ranges(), variants()).prop_map(|(range, variant)| TagRule::Version { range, variant }),
        1 => pattern.prop_map(TagRule::Pattern),
    ]
}

fn select(rule: &TagRule, tags: &[String]) -> SelectedTag {
    let mut selection = TagSelection::new(rule);
    tags.iter().for_each(|tag| selection.see(tag));
    selection.finish()
}

/// A list, and the same in another order with some of its tags twice.
fn lists() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let list = prop::collection::vec(tags(), 0..12);
    list.prop_flat_map(|list| {
        let doubled = [list.clone(), list.iter().take(3).cloned().collect()].concat();
        (Just(list), Just(doubled).prop_shuffle())
    })
}

/// All versions of up to four numbers, a bit larger than those of the ranges.
fn all_numbers() -> Vec<String> {
    let mut all: Vec<String> = (0..=4).map(|number| number.to_string()).collect();
    let mut at = 0;
    while at < all.len() {
        let longer = (0..=4).map(|number| format!("{}.{number}", all[at]));
        let longer: Vec<String> = longer.filter(|numbers| numbers.len() < 8).collect();
        all.extend(longer);
        at += 1;
    }
    all.push("1900".to_owned());
    all
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_choice_does_not_depend_on_the_order_of_the_list(rule in rules(), (list, shuffled) in lists()) {
        prop_assert_eq!(select(&rule, &list), select(&rule, &shuffled));
    }

    #[test]
    fn a_tag_that_does_not_match_changes_nothing(rule in rules(), (list, _) in lists(), more in tags()) {
        let longer = [list.clone(), vec![more.clone()]].concat();
        if !rule.accepts(&more) {
            prop_assert_eq!(select(&rule, &longer).newest, select(&rule, &list).newest);
        }
    }

    #[test]
    fn what_is_chosen_is_accepted_and_nothing_that_is_accepted_is_newer(rule in rules(), (list, _) in lists()) {
        let accepted = list.iter().filter(|tag| rule.accepts(tag) && tag.parse::<Tag>().is_ok());
        let newest = accepted.max_by(|one, other| rule.compare(one, other));
        prop_assert_eq!(select(&rule, &list).newest.map(|tag| tag.to_string()), newest.cloned());
    }

    #[test]
    fn a_wider_range_never_chooses_lower(
        range in ranges(), more in ranges(), variant in variants(), (list, _) in lists()
    ) {
        let rule = |range: &VersionRange| TagRule::Version { range: range.clone(), variant: variant.clone() };
        if more.covers(&range) {
            let newest = |range: &VersionRange| select(&rule(range), &list).newest;
            if let Some(narrow) = newest(&range) {
                let wide = newest(&more).expect("the wider range chooses too");
                prop_assert_ne!(rule(&more).compare(wide.as_str(), narrow.as_str()), Ordering::Less);
            }
        }
    }

    #[test]
    fn a_range_covers_another_one_exactly_if_it_accepts_all_that_the_other_does(one in ranges(), other in ranges()) {
        let rule = |range: &VersionRange| TagRule::Version { range: range.clone(), variant: None };
        let (rule, other_rule) = (rule(&one), rule(&other));
        let mut all = all_numbers().into_iter();
        let accepts_all = all.all(|numbers| rule.accepts(&numbers) || !other_rule.accepts(&numbers));
        prop_assert_eq!(one.covers(&other), accepts_all);
    }

    #[test]
    fn what_stands_still_is_newer_and_not_accepted(rule in rules(), (list, _) in lists()) {
        let selected = select(&rule, &list);
        for tag in [&selected.newer_outside, &selected.newer_variant].into_iter().flatten() {
            let newest = selected.newest.as_ref().expect("a tag was chosen");
            prop_assert!(!rule.accepts(tag.as_str()));
            let versions = [tag, newest].map(|tag| TagVersion::read(tag.as_str()).expect("a version"));
            prop_assert!(versions[0].compare_release(&versions[1]).is_gt());
        }
        for miss in &selected.near_misses {
            prop_assert_eq!(Some(miss.reason), rule.reason_against(miss.tag.as_str()));
        }
        let some = list.iter().any(|tag| tag.parse::<Tag>().is_ok());
        prop_assert!(selected.newest.is_some() || !selected.near_misses.is_empty() || !some);
    }

    #[test]
    fn newer_is_a_total_order(rule in rules(), one in tags(), two in tags(), three in tags()) {
        prop_assert_eq!(rule.compare(&one, &two), rule.compare(&two, &one).reverse());
        // Equal but for their zeros
        for other in [&two, &one.replace('1', "01")] {
            prop_assert_eq!(rule.compare(&one, other).is_eq(), one == *other);
        }
        let mut sorted = [&one, &two, &three];
        sorted.sort_by(|one, two| rule.compare(one, two));
        prop_assert_ne!(rule.compare(sorted[0], sorted[2]), Ordering::Greater);
        prop_assert_ne!(rule.compare(sorted[0], sorted[1]), Ordering::Greater);
    }

    #[test]
    fn what_is_written_is_read_as_the_same(text in "[ ~^<>=*,.0-9a-z()?\\\\|-]{0,8}") {
        if let Ok(range) = text.parse::<VersionRange>() {
            prop_assert_eq!(&range.to_string(), &text);
            prop_assert_eq!(range.to_string().parse(), Ok(range));
        }
        if let Ok(variant) = text.parse::<Variant>() {
            prop_assert_eq!(&variant.to_string(), &text);
            prop_assert_eq!(variant.to_string().parse(), Ok(variant));
        }
        let pattern = format!("{text}(?<group>.)");
        if let Ok(read) = pattern.parse::<TagPattern>() {
            prop_assert_eq!(&read.to_string(), &pattern);
            prop_assert_eq!(read.to_string().parse(), Ok(read));
        }
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in ".{0,12}", likely in "[=^~><!*,|.xv_é 0-9-]{0,8}") {
        for text in [text, likely] {
            let _ = text.parse::<VersionRange>().map_err(|error| error.to_string());
            let _ = text.parse::<Variant>().map_err(|error| error.to_string());
            let _ = text.parse::<TagPattern>().map_err(|error| error.to_string());
            let _ = format!("{text}(?<group>.)").parse::<TagPattern>();
        }
    }

    #[test]
    fn no_tag_makes_the_choice_panic(rule in rules(), list in prop::collection::vec(".{0,140}|[0-9]{0,2}[-._a-zé0-9]{0,140}|[0-9]-[0-9a.]{120,140}", 0..6)) {
        let selected = select(&rule, &list);
        for tag in &list {
            let _ = rule.reason_against(tag);
            let _ = is_lower(tag, "1.2");
            prop_assert_eq!(rule.compare(tag, tag), Ordering::Equal);
        }
        prop_assert!(selected.near_misses.len() <= 8);
    }
}
