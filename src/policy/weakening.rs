//! The demands of a base that a change weakens: for a person to allow.

use crate::document::first_listed;
use crate::exclude::{Exclude, Pattern};
use crate::exit::Reason;
use crate::lock::Entry;
use crate::manifest::{Choice, Image};
use crate::reference::{Digest, PlatformList, Tag};
use crate::select::is_lower;

/// The most patterns that are named.
const NAMED_MAX: usize = 10;

/// Something that a change weakens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Weakening {
    /// Platforms are no longer demanded.
    #[error("the base requires {}, but the change does not", .0)]
    PlatformsRemoved(PlatformList),
    /// A digest is given by hand, which no tag has to name.
    #[error("the change pins it by hand to `{0}`, so no tag is checked")]
    PinnedByHand(Digest),
    /// The version is a lower one.
    #[error("the tag is `{head}`, a lower version than `{base}`")]
    TagLowered {
        /// The tag of the base.
        base: Tag,
        /// The tag of the change.
        head: Tag,
    },
    /// Uses without a digest no longer fail.
    #[error("the base has `require-digests = true`, which the change does not")]
    DigestsNotRequired,
    /// Files are excluded that nobody else may have read.
    #[error("the change excludes {}, but the base does not", first_listed(.0, NAMED_MAX))]
    Excluded(Vec<Pattern>),
    /// The order of patterns matters where one begins with `!`, and so does such a one.
    #[error(
        "the change reorders patterns of `exclude`, or removes one with `!`, which may exclude more"
    )]
    ExcludedAnew,
}

impl Weakening {
    /// The word for programs.
    pub fn reason(&self) -> Reason {
        match self {
            Self::PlatformsRemoved(_) | Self::DigestsNotRequired => Reason::PolicyRemoved,
            Self::PinnedByHand(_) => Reason::PinnedByHand,
            Self::TagLowered { .. } => Reason::TagLowered,
            Self::Excluded(_) | Self::ExcludedAnew => Reason::FilesExcluded,
        }
    }
}

/// The weakening of a base's patterns by those of a change: anything but that plain ones are gone. Where no pattern
/// begins with `!` their order means nothing.
pub fn excluded(base: &Exclude, head: &Exclude) -> Option<Weakening> {
    let (base, head) = (base.patterns(), head.patterns());
    let added = head.iter().filter(|pattern| !base.contains(pattern));
    let added: Vec<Pattern> = added.cloned().collect();
    if !added.is_empty() {
        return Some(Weakening::Excluded(added));
    }
    let mut kept = head.iter().peekable();
    let removed = base.iter().filter(|old| kept.next_if_eq(old).is_none());
    let removed: Vec<&Pattern> = removed.collect();
    let is_in_order = kept.peek().is_none() && !removed.iter().any(|pattern| pattern.is_negated());
    let is_plain = !base.iter().chain(head).any(Pattern::is_negated);
    (!is_in_order && !is_plain).then_some(Weakening::ExcludedAnew)
}

/// The weakenings of an image and its entry, held against those of the base.
pub fn weakenings(
    base: Option<&Image>,
    head: &Image,
    old: Option<&Entry>,
    new: Option<&Entry>,
) -> Vec<Weakening> {
    let found = [
        removed_platforms(base, head),
        pin(base, head),
        lowered(old, new),
    ];
    found.into_iter().flatten().collect()
}

fn removed_platforms(base: Option<&Image>, head: &Image) -> Option<Weakening> {
    let removed = base?.platforms.difference(&head.platforms);
    let count = removed.clone().count();
    (count > 0).then(|| Weakening::PlatformsRemoved(PlatformList::new(removed, count)))
}

/// A pin that the base has as well was allowed there.
fn pin(base: Option<&Image>, head: &Image) -> Option<Weakening> {
    let Choice::Pin { digest, .. } = &head.choice else {
        return None;
    };
    let is_old = |base: &Image| {
        base.repository == head.repository
            && matches!(&base.choice, Choice::Pin { digest: old, .. } if old == digest)
    };
    (!base.is_some_and(is_old)).then(|| Weakening::PinnedByHand(digest.clone()))
}

/// The locked tags, since a range may have both.
fn lowered(old: Option<&Entry>, new: Option<&Entry>) -> Option<Weakening> {
    let (old, new) = (old?, new?);
    let (base, head) = (old.tag.as_ref()?, new.tag.as_ref()?);
    let is_lowered = old.repository == new.repository && is_lower(head.as_str(), base.as_str());
    is_lowered.then(|| Weakening::TagLowered {
        base: base.clone(),
        head: head.clone(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
}
