//! The few tags that are kept of a list.

use std::cmp::Ordering;

use crate::reference::Tag;

/// How many tags of a kind are told if nothing was chosen.
const NEAREST_MAX: usize = 3;

/// Keeps the greater of two tags. A text that is no tag is never kept.
pub(super) fn keep_greater(
    kept: &mut Option<Tag>,
    tag: &str,
    compare: impl Fn(&str, &str) -> Ordering,
) {
    let is_greater = |kept: &Tag| compare(tag, kept.as_str()).is_gt();
    if kept.as_ref().is_none_or(is_greater)
        && let Ok(tag) = tag.parse()
    {
        *kept = Some(tag);
    }
}

/// The greatest tags by an order, one of each kind.
#[derive(Debug, Clone, Default)]
pub(super) struct NearestTags(Vec<Tag>);

impl NearestTags {
    /// Sees a tag. The order has to compare the kinds first.
    pub(super) fn see(
        &mut self,
        tag: &str,
        is_same_kind: impl Fn(&str, &str) -> bool,
        compare: impl Fn(&str, &str) -> Ordering,
    ) {
        let same = self
            .0
            .iter()
            .position(|kept| is_same_kind(tag, kept.as_str()));
        let full = (self.0.len() == NEAREST_MAX).then_some(NEAREST_MAX - 1);
        let replaced = same.or(full);
        let is_greater = |at: usize| compare(tag, self.0[at].as_str()).is_gt();
        if !replaced.is_none_or(is_greater) {
            return;
        }
        let Ok(tag) = tag.parse() else { return };
        if let Some(at) = replaced {
            self.0.remove(at);
        }
        self.0.push(tag);
        self.0
            .sort_by(|one, other| compare(other.as_str(), one.as_str()));
    }

    /// The tags, the greatest first.
    pub(super) fn into_tags(self) -> Vec<Tag> {
        self.0
    }
}
