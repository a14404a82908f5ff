//! What a rule chooses out of a list of tags.

mod by_pattern;
mod by_version;
mod kept;
mod latest;
mod misses;
mod nearness;
mod selected;
#[cfg(test)]
mod tests;

pub use by_pattern::PatternSelection;
pub use by_version::VersionSelection;
pub use latest::LatestSelection;
pub use selected::{NearMiss, SelectedTag};

use super::TagRule;
use crate::reference::Tag;

/// A choice in the making: each tag of a list is seen as the list streams by, in any order, and few are kept.
#[derive(Debug, Clone)]
pub enum TagSelection {
    /// By a range, and a variant.
    Version(VersionSelection),
    /// By a pattern.
    Pattern(PatternSelection),
    /// Beside a tag that is fixed.
    Latest(LatestSelection),
}

impl TagSelection {
    /// A choice by a rule, of which no tag has been seen.
    pub fn new(rule: &TagRule) -> Self {
        match rule {
            TagRule::Version { range, variant } => {
                Self::Version(VersionSelection::new(range.clone(), variant.clone()))
            }
            TagRule::Pattern(pattern) => Self::Pattern(PatternSelection::new(pattern.clone())),
        }
    }

    /// Sees a tag of the list.
    pub fn see(&mut self, tag: &str) {
        match self {
            _ if tag.len() > Tag::LENGTH_MAX => {}
            Self::Version(selection) => selection.see(tag),
            Self::Pattern(selection) => selection.see(tag),
            Self::Latest(selection) => selection.see(tag),
        }
    }

    /// What was chosen out of all that it has seen.
    pub fn finish(self) -> SelectedTag {
        match self {
            Self::Version(selection) => selection.finish(),
            Self::Pattern(selection) => selection.finish(),
            Self::Latest(selection) => SelectedTag {
                newest: Some(selection.finish()),
                ..SelectedTag::default()
            },
        }
    }
}
