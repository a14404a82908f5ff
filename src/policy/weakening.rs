//! What a change asks for that weakens what its base demands: for a person to allow.

use std::collections::BTreeSet;

use crate::lock::Entry;
use crate::manifest::{Choice, Image};
use crate::reference::{Digest, Platform, Tag};
use crate::select::is_lower;

/// Something that a change weakens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Weakening {
    /// Platforms are no longer demanded.
    #[error("the base demands {}, which the change does not", super::list(.0))]
    PlatformsRemoved(BTreeSet<Platform>),
    /// A digest is given by hand, which no tag has to name.
    #[error("the change pins it by hand to `{0}`, which no tag has to name")]
    PinnedByHand(Digest),
    /// The version is a lower one.
    #[error("the tag is `{head}`, a lower version than `{base}`")]
    TagLowered {
        /// The tag of the base.
        base: Tag,
        /// The tag of the change.
        head: Tag,
    },
}

/// What an image and its entry weaken of what they are in the base.
pub fn weakenings(
    base: Option<&Image>,
    head: &Image,
    old: Option<&Entry>,
    new: Option<&Entry>,
) -> Vec<Weakening> {
    let found = [removed_platforms(base, head), pin(base, head), lowered(old, new)];
    found.into_iter().flatten().collect()
}

fn removed_platforms(base: Option<&Image>, head: &Image) -> Option<Weakening> {
    let removed: BTreeSet<Platform> = base?.platforms.difference(&head.platforms).cloned().collect();
    (!removed.is_empty()).then_some(Weakening::PlatformsRemoved(removed))
}

/// A pin that the base has as well was allowed there.
fn pin(base: Option<&Image>, head: &Image) -> Option<Weakening> {
    let Choice::Pin { digest, .. } = &head.choice else { return None };
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
    is_lowered.then(|| Weakening::TagLowered { base: base.clone(), head: head.clone() })
}
