//! By what a tag is chosen.

use std::cmp::Ordering;

use super::{TagPattern, Variant, VersionRange};

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
        match self {
            Self::Version { .. } => !tag.is_empty(),
            Self::Pattern(pattern) => pattern.accepts(tag),
        }
    }

    /// Which of two tags that the rule accepts is newer: a total order.
    pub fn compare(&self, one: &str, other: &str) -> Ordering {
        one.cmp(other)
    }

    /// Whether the rule stands for more than the one of the base does, which is a weakening: a wider range, another
    /// pattern, another variant with a star. Also if nobody can tell, so that a person looks at it.
    pub fn widens(&self, base: &Self) -> bool {
        self != base
    }
}
