//! By what a tag is chosen.

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use super::fit::Fit;
use super::order::compare_versions;
use super::{MissReason, TagPattern, Variant, VersionRange};

/// By what a tag is chosen: the newest that a range, or a pattern, accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagRule {
    /// The keys `version` and `variant`.
    Version {
        /// The versions.
        range: VersionRange,
        /// The end of the tag; without it, none.
        variant: Option<Variant>,
    },
    /// The key `tag-pattern`.
    Pattern(TagPattern),
}

impl TagRule {
    /// Whether the rule may choose a tag.
    pub fn accepts(&self, tag: &str) -> bool {
        self.reason_against(tag).is_none()
    }

    /// Why the rule does not accept a tag, if it does not.
    pub fn reason_against(&self, tag: &str) -> Option<MissReason> {
        match self {
            Self::Version { range, variant } => {
                Fit::new(tag, range, variant.as_ref()).reason_against()
            }
            Self::Pattern(pattern) => match pattern.key(tag) {
                None => Some(MissReason::NotInPattern),
                Some(_) => None,
            },
        }
    }

    /// The only reason why a range and a variant do not accept a tag: but for it, they would. None for a tag that they
    /// accept, or that misses them in two ways.
    pub fn only_reason_against(&self, tag: &str) -> Option<MissReason> {
        match self {
            Self::Version { range, variant } => {
                Fit::new(tag, range, variant.as_ref()).only_reason_against()
            }
            Self::Pattern(_) => None,
        }
    }

    /// Which of two tags is newer. A total order of all texts, in which what is no version, or does not match, is last.
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        match self {
            Self::Version { variant, .. } => compare_versions(one, other, variant.as_ref()),
            Self::Pattern(pattern) => pattern.compare(one, other),
        }
    }

    /// Whether the rule stands for more than the one of the base, which is a weakening: a wider range, another pattern,
    /// another variant with a star. Also if nobody can tell, so that a person looks at it.
    pub fn widens(&self, base: &Self) -> bool {
        let (
            Self::Version { range, variant },
            Self::Version {
                range: base_range,
                variant: base_variant,
            },
        ) = (self, base)
        else {
            return self != base;
        };
        // A variant is changed beside a range as it is changed alone: the range is as wide
        let is_wider = range.covers(base_range) && !base_range.covers(range);
        let has_stars = variant.as_ref().is_some_and(Variant::has_stars);
        is_wider || has_stars && variant != base_variant
    }
}
