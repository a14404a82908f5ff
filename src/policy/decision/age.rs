//! How long a tag was seen to name a digest.

use super::Case;
use super::contents::Contents;
use super::known::{KnownFacts, Pending};
use super::same::is_same_everywhere;
use crate::day::Day;
use crate::lock::{Entry, Seen, SeenDays};
use crate::reference::{Digest, Repository, Tag};
use crate::registry::ImagePlatforms;

/// How many records of one tag may lend their day to another index: honest sources have one each.
const EARLIER_MAX: usize = 8;
/// How many times its `min-age` a tag is held before that is a warning.
const HELD_LONG: i64 = 3;

/// The day since which a tag was seen to name a digest, or an index with equal manifests for every platform of either
/// (row 6). A day after today stays what it is: the clock may be wrong that says so, and would make it older for good.
pub(super) fn since(
    case: &Case<'_>,
    known: KnownFacts<'_>,
    contents: &Contents<'_>,
    tag: &Tag,
    digest: &Digest,
) -> Result<Option<Day>, Pending> {
    match case.seen.days(&case.image.repository, tag, digest) {
        None => since_same(case.seen, known, tag, || contents.index(digest)),
        Some(days) => Ok(Some(days.since)),
    }
}

/// The day since which a tag was seen to name such an index, where there is no record of this one itself.
pub(super) fn since_same<'a>(
    seen: &Seen,
    known: KnownFacts<'_>,
    tag: &Tag,
    own: impl FnOnce() -> Result<Option<&'a ImagePlatforms>, Pending>,
) -> Result<Option<Day>, Pending> {
    let earlier = earlier(seen, known.repository(), tag);
    if earlier.is_empty() {
        return Ok(None);
    }
    let Some(own) = own()? else {
        return Ok(None);
    };
    let mut open = Vec::new();
    let mut first = None;
    for (digest, since) in earlier {
        match known.index(digest) {
            Ok(Ok(Some(index))) if is_same_everywhere(index, own) => {
                first = first.or(Some(since));
            }
            // One that is gone, or no index, is like no other
            Ok(_) => {}
            Err(Pending::Open(facts)) => open.extend(facts),
            Err(Pending::Failed(error)) => return Err(Pending::Failed(error)),
        }
    }
    match open.is_empty() {
        true => Ok(first),
        false => Err(Pending::Open(open)),
    }
}

/// The records of a tag, the oldest first.
fn earlier<'a>(seen: &'a Seen, repository: &Repository, tag: &Tag) -> Vec<(&'a Digest, Day)> {
    let records = seen.of_tag(repository, tag);
    let mut records: Vec<(&Digest, Day)> =
        records.map(|(digest, days)| (digest, days.since)).collect();
    records.sort_by_key(|(_, since)| *since);
    records.truncate(EARLIER_MAX);
    records
}

/// The days of a tag that is held: if another digest of it was held before, which is not locked, the tag has been held
/// since then. What it named before the locked digest was held no longer once that was locked.
pub(super) fn held(case: &Case<'_>, tag: &Tag, locked: &Entry, since: Day) -> SeenDays {
    let repository = &case.image.repository;
    let locked = Some(&locked.digest).filter(|_| locked.tag.as_ref() == Some(tag));
    let locked_days = locked.and_then(|digest| case.seen.days(repository, tag, digest));
    let is_later = |days: &SeenDays| locked_days.is_none_or(|locked| days.since > locked.since);
    let others = case.seen.of_tag(repository, tag);
    let others = others.filter(|(digest, _)| Some(*digest) != locked);
    let others = others.map(|(_, days)| days).filter(is_later);
    let held = others.map(|days| days.held).min();
    SeenDays::new(since, held.unwrap_or(since))
}

/// Whether what was first seen on a day is old enough.
pub(super) fn is_old_enough(case: &Case<'_>, since: Day) -> bool {
    case.today.days_since(since) >= i64::from(case.image.min_age.days())
}

/// Whether a tag has been held for so long that somebody should think about it.
pub(super) fn is_held_long(case: &Case<'_>, days: SeenDays) -> bool {
    case.today.days_since(days.held) >= HELD_LONG * i64::from(case.image.min_age.days())
}

/// Whether a tag has a record that is old enough, whatever the tag names now.
pub(super) fn may_be_old_enough(case: &Case<'_>, tag: &Tag) -> bool {
    let mut records = case.seen.of_tag(&case.image.repository, tag);
    records.any(|(_, days)| is_old_enough(case, days.since))
}
