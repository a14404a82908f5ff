//! The demands of a base that a change weakens: for a person to allow.

use crate::document::first_listed;
use crate::exclude::{Exclude, Pattern};
use crate::exit::Reason;
use crate::lock::Entry;
use crate::manifest::{Choice, Image, MinAge, written_rule};
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
        /// Whether one rule chooses both: then the lower one is right once the registry no longer has that of the base.
        is_by_rule: bool,
    },
    /// Tags may be chosen that the base does not let anybody choose.
    #[error("the base has {base}, but the change has {head}, which may choose other tags")]
    ChoiceWidened {
        /// What the base chooses, in words.
        base: String,
        /// The keys of the change, in words.
        head: String,
    },
    /// Digests may be locked sooner.
    #[error("the base has `min-age = \"{base}\"`, but the change has {}", written_age(*.head))]
    AgeLowered {
        /// The age of the base.
        base: MinAge,
        /// The age of the change.
        head: MinAge,
    },
    /// A tag may move.
    #[error("the base has `immutable = true`, which the change does not")]
    MayMove,
    /// A tag that must not move has.
    #[error(
        "`{tag}` is immutable: the base has {} for it, but it names {}; the tag moved, or the lock was edited",
        .base.short(),
        .now.short()
    )]
    TagMoved {
        /// The tag that is locked.
        tag: Tag,
        /// The digest of the base.
        base: Digest,
        /// The digest that the tag names now.
        now: Digest,
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
            Self::PlatformsRemoved(_)
            | Self::AgeLowered { .. }
            | Self::MayMove
            | Self::DigestsNotRequired => Reason::PolicyRemoved,
            Self::TagMoved { .. } => Reason::TagMoved,
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
        lowered_age(base, head),
        made_mutable(base, head),
        pin(base, head),
        widened(base, head),
        lowered((base, old), (head, new)),
    ];
    found.into_iter().flatten().collect()
}

fn removed_platforms(base: Option<&Image>, head: &Image) -> Option<Weakening> {
    let removed = base?.platforms.difference(&head.platforms);
    let count = removed.clone().count();
    (count > 0).then(|| Weakening::PlatformsRemoved(PlatformList::new(removed, count)))
}

/// Also of a pin by hand, for which it does nothing: it may be none any more in the next change.
fn lowered_age(base: Option<&Image>, head: &Image) -> Option<Weakening> {
    let (base, head) = (base?.min_age, head.min_age);
    (head < base).then_some(Weakening::AgeLowered { base, head })
}

fn made_mutable(base: Option<&Image>, head: &Image) -> Option<Weakening> {
    (base?.immutable && !head.immutable).then_some(Weakening::MayMove)
}

/// The key as the change has it.
fn written_age(age: MinAge) -> String {
    if age.is_none() {
        "none".to_owned()
    } else {
        format!("`\"{age}\"`")
    }
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

/// The locked tags, since a range may have both. A rule has an order of its own: of builds, of what stars and groups
/// take.
fn lowered(
    (base, old): (Option<&Image>, Option<&Entry>),
    (head, new): (&Image, Option<&Entry>),
) -> Option<Weakening> {
    let (old, new) = (old?, new?);
    let (tag, lower) = (old.tag.as_ref()?, new.tag.as_ref()?);
    let (before, after) = (tag.as_str(), lower.as_str());
    let rule = head.rule();
    let rule_of_both = rule.filter(|rule| rule.accepts(before) && rule.accepts(after));
    let is_lower_by_rule = rule_of_both.is_some_and(|rule| rule.compare(after, before).is_lt());
    let is_lowered = is_lower_by_rule || is_lower(after, before);
    let is_same_rule = base.is_some_and(|base| base.rule() == rule);
    (is_lowered && old.repository == new.repository).then(|| Weakening::TagLowered {
        base: tag.clone(),
        head: lower.clone(),
        is_by_rule: is_same_rule && rule_of_both.is_some(),
    })
}

#[cfg(test)]
mod tests;
