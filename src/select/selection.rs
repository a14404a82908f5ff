//! What a rule chooses out of a list of tags.

use crate::reference::Tag;

use super::TagRule;

/// A choice in the making: each tag of a list is seen once as the list streams by, in any order.
#[derive(Debug)]
pub struct TagSelection {
    rule: TagRule,
    newest: Option<Tag>,
}

/// What a rule chose out of a whole list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelectedTag {
    /// The newest tag that the rule accepts.
    pub newest: Option<Tag>,
    /// The newest tag that is newer than the chosen one and has its variant, but is outside of the range.
    pub newer_outside: Option<Tag>,
    /// The newest tag in the range that is newer than the chosen one, but has another variant.
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

/// Why a rule does not accept a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissReason {
    /// Its version is not in the range.
    OutsideRange,
    /// Its version is in the range, and its suffix is not the variant.
    OtherVariant,
    /// It stands for all versions that begin with it, of which some are not in the range.
    NotWhole,
    /// Its first number is a year's or a date's, and the range names none.
    Date,
    /// It is a pre-release.
    PreRelease,
    /// It is no version.
    NotAVersion,
    /// The pattern does not match it.
    NotInPattern,
}

impl TagSelection {
    /// A choice by a rule, of which no tag has been seen.
    pub fn new(rule: &TagRule) -> Self {
        Self {
            rule: rule.clone(),
            newest: None,
        }
    }

    /// The choice of the newest version beside a fixed tag, with its variant. None if the tag is no version.
    pub fn beside(_tag: &Tag) -> Option<Self> {
        None
    }

    /// Forgets what it has seen, since the list is walked once again.
    pub fn restart(&mut self) {
        self.newest = None;
    }

    /// Sees one tag of the list.
    pub fn see(&mut self, tag: &str) {
        let newest = self.newest.as_ref().map(Tag::as_str);
        let is_newer = |newest: &str| self.rule.compare(tag, newest).is_gt();
        if self.rule.accepts(tag) && newest.is_none_or(is_newer) {
            self.newest = tag.parse().ok();
        }
    }

    /// What was chosen out of all that it has seen.
    pub fn finish(self) -> SelectedTag {
        SelectedTag {
            newest: self.newest,
            ..SelectedTag::default()
        }
    }
}
