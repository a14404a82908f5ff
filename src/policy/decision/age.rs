//! How long a tag was seen to name a digest.

use super::Case;
use super::known::{KnownFacts, Pending};
use super::same::is_same_everywhere;
use crate::day::Day;
use crate::lock::Seen;
use crate::reference::{Digest, Repository, Tag};
use crate::registry::{Error, ImagePlatforms};

/// How many records of one tag may lend their day to another index: honest sources have one each.
const EARLIER_MAX: usize = 8;

/// The day of a record, if there is one. A day after today counts as today.
pub(super) fn recorded(case: &Case<'_>, tag: &Tag, digest: &Digest) -> Option<Day> {
    let since = case.seen.since(&case.image.repository, tag, digest);
    since.map(|since| since.min(case.today))
}

/// The day since which a tag was seen to name a digest, or an index with equal manifests for every platform of either
/// (row 6).
pub(super) fn since(
    case: &Case<'_>,
    known: KnownFacts<'_>,
    tag: &Tag,
    digest: &Digest,
) -> Result<Option<Day>, Pending> {
    match recorded(case, tag, digest) {
        None => since_same((case.seen, case.today), known, tag, digest),
        since => Ok(since),
    }
}

/// The day since which a tag was seen to name such an index, where there is no record of this digest itself.
pub(super) fn since_same(
    (seen, today): (&Seen, Day),
    known: KnownFacts<'_>,
    tag: &Tag,
    digest: &Digest,
) -> Result<Option<Day>, Pending> {
    let earlier = earlier((seen, today), known.repository(), tag);
    if earlier.is_empty() {
        return Ok(None);
    }
    let own = known
        .index(digest)?
        .map_err(|error| Pending::Failed(error.clone()))?;
    let Some(own) = own else {
        return Ok(None);
    };
    let mut open = Vec::new();
    let mut first = None;
    for (digest, since) in earlier {
        match earlier_index(known, digest) {
            Ok(Some(index)) if is_same_everywhere(index, own) => {
                first = first.or(Some(since));
            }
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

/// The platforms of an index that the tag named earlier. One that is gone, or no index, is like no other; if only
/// nobody can tell now, the run fails, and the record stays for the next one.
fn earlier_index<'a>(
    known: KnownFacts<'a>,
    digest: &Digest,
) -> Result<Option<&'a ImagePlatforms>, Pending> {
    match known.index(digest)? {
        Ok(index) => Ok(index),
        Err(error) if error.is_transient() => Err(Pending::Failed(Error::clone(error))),
        Err(_) => Ok(None),
    }
}

/// The records of a tag, the oldest first.
fn earlier<'a>(
    (seen, today): (&'a Seen, Day),
    repository: &Repository,
    tag: &Tag,
) -> Vec<(&'a Digest, Day)> {
    let records = seen.of_tag(repository, tag);
    let records = records.map(|(digest, since)| (digest, since.min(today)));
    let mut records: Vec<(&Digest, Day)> = records.collect();
    records.sort_by_key(|(_, since)| *since);
    records.truncate(EARLIER_MAX);
    records
}

/// Whether what was first seen on a day is old enough.
pub(super) fn is_old_enough(case: &Case<'_>, since: Day) -> bool {
    case.today.days_since(since) >= i64::from(case.image.min_age.days())
}

/// Whether a tag has a record that is old enough, whatever the tag names now.
pub(super) fn may_be_old_enough(case: &Case<'_>, tag: &Tag) -> bool {
    let mut records = case.seen.of_tag(&case.image.repository, tag);
    records.any(|(_, since)| is_old_enough(case, since))
}
