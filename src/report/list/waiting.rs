//! What waits until it is old enough, as `images.seen` has it.

use crate::lock::{Entry, Seen};
use crate::manifest::{Choice, Image};
use crate::reference::{Digest, Tag};
use crate::report::waiting::WaitingDigest;

/// The digests that an image with this entry waits for, the newest tag first. A record of a day after today waits
/// as many days after its own.
pub(in crate::report) fn waiting<'a>(
    image: &'a Image,
    entry: &'a Entry,
    seen: &'a Seen,
) -> Vec<WaitingDigest<'a>> {
    let repository = &image.repository;
    let days = image.min_age.days().into();
    let is_locked =
        |tag: &Tag, digest: &Digest| entry.tag.as_ref() == Some(tag) && entry.digest == *digest;
    let of_tag = |tag: &'a Tag| {
        let records = seen.of_tag(repository, tag);
        let records = records.filter(move |(digest, _)| !is_locked(tag, digest));
        records.map(move |(digest, seen)| WaitingDigest {
            tag,
            digest,
            since: seen.since,
            until: seen.since.plus(days),
        })
    };
    let mut waiting: Vec<WaitingDigest<'a>> = tags(image, entry, seen)
        .into_iter()
        .flat_map(of_tag)
        .collect();
    if let Some(rule) = image.rule() {
        waiting.sort_by(|one, other| rule.compare(other.tag.as_str(), one.tag.as_str()));
    }
    waiting
}

/// The tags that an update may choose: of a rule, those that are not lower than the locked one.
fn tags<'a>(image: &'a Image, entry: &'a Entry, seen: &'a Seen) -> Vec<&'a Tag> {
    match &image.choice {
        _ if image.min_age.is_none() => Vec::new(),
        Choice::Pin { .. } => Vec::new(),
        Choice::Tag(tag) => vec![tag],
        Choice::Newest(rule) => {
            let Some(locked) = &entry.tag else {
                return Vec::new();
            };
            let tags = seen.tags_of(&image.repository);
            let tags = tags.filter(|tag| rule.accepts(tag.as_str()));
            let is_lower = |tag: &Tag| rule.compare(tag.as_str(), locked.as_str()).is_lt();
            tags.filter(|tag| !is_lower(tag)).collect()
        }
    }
}
