//! `images.seen`: since which day each tag was seen to name a digest, as plain data.
//!
//! A registry gives no push time that can be trusted, so what `min-age` counts is how long we have seen it. The file
//! stands beside the lock, is written only for images with a `min-age`, and its lines are made for git's union merge.

mod decode;
mod encode;
mod file;
mod lines;

use std::collections::BTreeMap;

pub use decode::decode as decode_seen;
pub use encode::{encode as encode_seen, record_line};
pub use file::SeenFile;

use crate::day::Day;
use crate::reference::{Digest, Repository, Tag};

/// The content of an `images.seen`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The days of each digest that a tag was seen to name. No table of it is empty.
    records: BTreeMap<Repository, TagRecords>,
}

/// The records of a repository: by its tags, and the digests that these named, in order. Most tags have one record, for
/// which a table of its own would be ten times as large.
type TagRecords = BTreeMap<Tag, Vec<(Digest, SeenDays)>>;

/// A record as a file has it.
type FileRecord = (Repository, Tag, Digest, SeenDays);

/// The days of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenDays {
    /// The first day on which the tag was seen to name the digest, which is what counts for its age.
    pub since: Day,
    /// The day since which the tag has been held; never after `since`. It is before it if the tag was held already with
    /// the digest that it named before. It counts for no age.
    pub held: Day,
}

impl SeenDays {
    /// The first day of a record, and the day since which its tag has been held, if that is before it.
    pub fn new(since: Day, held: Day) -> Self {
        let held = held.min(since);
        Self { since, held }
    }

    /// The earlier days of two records of one digest.
    fn earliest(self, other: Self) -> Self {
        Self {
            since: self.since.min(other.since),
            held: self.held.min(other.held),
        }
    }
}

impl From<Day> for SeenDays {
    fn from(since: Day) -> Self {
        Self { since, held: since }
    }
}

/// One record of an `images.seen`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenRecord<'s> {
    /// The full canonical name.
    pub repository: &'s Repository,
    /// The tag that was seen.
    pub tag: &'s Tag,
    /// The digest that it named.
    pub digest: &'s Digest,
    /// The days on which it did.
    pub days: SeenDays,
}

impl Seen {
    /// The days of a digest that a tag was seen to name; `None` if it was not seen to.
    pub fn days(&self, repository: &Repository, tag: &Tag, digest: &Digest) -> Option<SeenDays> {
        let digests = self.records.get(repository)?.get(tag)?;
        let place = digests.binary_search_by(|(known, _)| known.cmp(digest));
        Some(digests[place.ok()?].1)
    }

    /// The digests that a tag was seen to name, bytewise, each with its days.
    pub fn of_tag(
        &self,
        repository: &Repository,
        tag: &Tag,
    ) -> impl Iterator<Item = (&Digest, SeenDays)> {
        let tags = self.records.get(repository);
        let digests = tags.and_then(|tags| tags.get(tag));
        digests
            .into_iter()
            .flatten()
            .map(|(digest, days)| (digest, *days))
    }

    /// The tags of a repository that have a record, bytewise.
    pub fn tags_of(&self, repository: &Repository) -> impl Iterator<Item = &Tag> {
        self.records
            .get(repository)
            .into_iter()
            .flat_map(BTreeMap::keys)
    }

    /// All records, in the order of the types.
    pub fn records(&self) -> impl Iterator<Item = SeenRecord<'_>> {
        self.records.iter().flat_map(|(repository, tags)| {
            tags.iter().flat_map(move |(tag, digests)| {
                digests.iter().map(move |(digest, days)| SeenRecord {
                    repository,
                    tag,
                    digest,
                    days: *days,
                })
            })
        })
    }

    /// Adds a record, with its days, or the first one alone. Of two for the same digest the earlier days count.
    pub fn add(
        &mut self,
        repository: Repository,
        tag: Tag,
        digest: Digest,
        days: impl Into<SeenDays>,
    ) {
        let days = days.into();
        let tags = self.records.entry(repository).or_default();
        let digests = tags.entry(tag).or_default();
        match digests.binary_search_by(|(known, _)| known.cmp(&digest)) {
            Ok(place) => digests[place].1 = digests[place].1.earliest(days),
            Err(place) => {
                if digests.is_empty() {
                    digests.reserve_exact(1);
                }
                digests.insert(place, (digest, days));
            }
        }
    }

    /// The records of a file, in whatever order it has them: sorted first, since what comes in order is added at the
    /// end.
    fn of_file(mut records: Vec<FileRecord>) -> Self {
        records.sort_unstable_by(|one, other| {
            (&one.0, &one.1, &one.2).cmp(&(&other.0, &other.1, &other.2))
        });
        let mut seen = Self::default();
        for (repository, tag, digest, days) in records {
            seen.add(repository, tag, digest, days);
        }
        seen
    }

    /// Adds all records of another one.
    pub fn merge(&mut self, other: &Self) {
        for record in other.records() {
            let SeenRecord {
                repository,
                tag,
                digest,
                days,
            } = record;
            self.add(repository.clone(), tag.clone(), digest.clone(), days);
        }
    }

    /// Whether there is no record, so that there is no file either.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

#[cfg(test)]
mod tests;
