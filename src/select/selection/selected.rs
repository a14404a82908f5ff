//! What a rule chose.

use crate::reference::Tag;
use crate::select::MissReason;

/// What a rule chose out of a whole list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelectedTag {
    /// The newest tag that the rule accepts.
    pub newest: Option<Tag>,
    /// The newest tag above the range that has the variant.
    pub newer_outside: Option<Tag>,
    /// The newest tag in the range that is newer than the chosen one and has another variant; the one whose variant is
    /// the nearest. No pre-release.
    pub newer_variant: Option<Tag>,
    /// What is nearest, if nothing was chosen; the nearest first.
    pub near_misses: Vec<NearMiss>,
}

/// A tag that was not chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The tag.
    pub tag: Tag,
    /// Why not.
    pub reason: MissReason,
}
