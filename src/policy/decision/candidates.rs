//! The tags that may be locked while a newer one is still too young.

use super::Case;
use crate::lock::Entry;
use crate::reference::Tag;

/// The tags of records that are newer than the locked tag and that the image's rule can choose, the newest first.
pub(super) fn candidates<'a>(case: &Case<'a>, chosen: &Tag, locked: &Entry) -> Vec<&'a Tag> {
    let (Some(rule), Some(locked)) = (case.image.rule(), &locked.tag) else {
        return Vec::new();
    };
    let tags = case.seen.tags_of(&case.image.repository);
    let tags = tags.filter(|tag| *tag != chosen && rule.accepts(tag.as_str()));
    let newer = tags.filter(|tag| rule.compare(tag.as_str(), locked.as_str()).is_gt());
    let mut newer: Vec<&Tag> = newer.collect();
    newer.sort_by(|one, other| rule.compare(other.as_str(), one.as_str()));
    newer
}
