//! Many tags in order, each of which is read once.

use std::cmp::Ordering;

use super::order::compare_read;
use super::pattern::compare_keys;
use super::{TagRule, TagVersion};
use crate::reference::Tag;

/// The tags, the newest first, as [`TagRule::compare`] has them; without a rule, as versions whatever their variants.
pub(super) fn newest_first(tags: &[Tag], rule: Option<&TagRule>) -> Vec<Tag> {
    let variant = match rule {
        Some(TagRule::Pattern(pattern)) => {
            let mut locations = pattern.locations();
            let key = |tag| pattern.find_key(tag, &mut locations);
            return sorted(tags, key, |one, other| compare_keys(*one, *other));
        }
        Some(TagRule::Version { variant, .. }) => variant.as_ref(),
        None => None,
    };
    let compare = |one: &_, other: &_| compare_read(*one, *other, variant);
    sorted(tags, TagVersion::read, compare)
}

/// Sorts tags by what is read of them, the greatest first.
fn sorted<'t, K>(
    tags: &'t [Tag],
    mut read: impl FnMut(&'t str) -> K,
    compare: impl Fn(&(&'t str, K), &(&'t str, K)) -> Ordering,
) -> Vec<Tag> {
    let mut keyed: Vec<_> = tags
        .iter()
        .map(|tag| ((tag.as_str(), read(tag.as_str())), tag))
        .collect();
    keyed.sort_unstable_by(|(one, _), (other, _)| compare(other, one));
    keyed.into_iter().map(|(_, tag)| tag.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_tags_are_in_the_order_of_each_two_of_them() {
        let tags: Vec<Tag> = [
            "7",
            "7.4",
            "latest",
            "7.4-alpine3.20",
            "main-10",
            "7.4-alpine",
            "v7.4",
            "main-9",
            "21.0.5_11",
            "7.4.1-alpine3.9",
            "edge",
            "21.0.5",
            "7.4-alpine3.9",
            "main-010",
        ]
        .iter()
        .map(|tag| tag.parse().expect("a tag"))
        .collect();
        let version = |variant: Option<&str>| TagRule::Version {
            range: "*".parse().expect("a range"),
            variant: variant.map(|it| it.parse().expect("a variant")),
        };
        let pattern = r"main-(?<build>\d+)".parse().expect("a pattern");
        for rule in [
            version(None),
            version(Some("alpine*")),
            TagRule::Pattern(pattern),
        ] {
            let mut expected = tags.clone();
            expected.sort_by(|one, other| rule.compare(other.as_str(), one.as_str()));
            assert_eq!(newest_first(&tags, Some(&rule)), expected, "{rule:?}");
        }
    }
}
