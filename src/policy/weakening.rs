//! The demands of a base that a change weakens: for a person to allow.

use crate::document::first_listed;
use crate::exclude::{Exclude, Pattern};
use crate::exit::Reason;
use crate::lock::Entry;
use crate::manifest::{Choice, Image, written_rule};
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
    /// Tags may be chosen that the base does not let anybody choose.
    #[error("the base has {base}, but the change has {head}, which may choose other tags")]
    ChoiceWidened {
        /// What the base chooses, in words.
        base: String,
        /// The keys of the change, in words.
        head: String,
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
            Self::ChoiceWidened { .. } => Reason::ChoiceWidened,
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
        widened(base, head),
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

/// A rule that accepts all that the base chooses from, and more; also if nobody can tell. From another repository it
/// chooses nothing that the base could.
fn widened(base: Option<&Image>, head: &Image) -> Option<Weakening> {
    let base = base.filter(|base| base.repository == head.repository)?;
    let rule = head.rule()?;
    let is_wider = match &base.choice {
        Choice::Newest(old) => rule.widens(old),
        Choice::Tag(tag) => rule.accepts(tag.as_str()),
        // A digest by hand is followed by nothing at all
        Choice::Pin { tag, .. } => tag.as_ref().is_none_or(|tag| rule.accepts(tag.as_str())),
    };
    is_wider.then(|| Weakening::ChoiceWidened {
        base: choice_words(base),
        head: format!("`{}`", written_rule(rule)),
    })
}

/// What chooses an image: its keys, its tag, or its digest.
fn choice_words(image: &Image) -> String {
    match &image.choice {
        Choice::Newest(rule) => format!("`{}`", written_rule(rule)),
        Choice::Tag(tag) => format!("the tag `{tag}`"),
        Choice::Pin { digest, .. } => format!("the digest `{}`", digest.short()),
    }
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
