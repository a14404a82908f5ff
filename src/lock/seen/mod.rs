//! `images.seen`: since which day each tag was seen to name a digest, as plain data.
//!
//! A registry gives no push time that can be trusted, so what `min-age` counts is how long we have seen it. The file stands
//! beside the lock, is written only for images with a `min-age`, and its lines are made for git's union merge.

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
    /// The day since which a tag was seen to name a digest. No table of it is empty.
    records: BTreeMap<Repository, TagRecords>,
}

/// The records of a repository: by its tags, and the digests that these named.
type TagRecords = BTreeMap<Tag, BTreeMap<Digest, Day>>;

/// One record of an `images.seen`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenRecord<'s> {
    /// The full canonical name.
    pub repository: &'s Repository,
    /// The tag that was seen.
    pub tag: &'s Tag,
    /// The digest that it named.
    pub digest: &'s Digest,
    /// The first day on which it did.
    pub since: Day,
}

impl Seen {
    /// The day since which a tag was seen to name a digest; `None` if it was not seen.
    pub fn since(&self, repository: &Repository, tag: &Tag, digest: &Digest) -> Option<Day> {
        self.records.get(repository)?.get(tag)?.get(digest).copied()
    }

    /// The digests that a tag was seen to name, bytewise, each with the day since which it was.
    pub fn of_tag(
        &self,
        repository: &Repository,
        tag: &Tag,
    ) -> impl Iterator<Item = (&Digest, Day)> {
        let tags = self.records.get(repository);
        let digests = tags.and_then(|tags| tags.get(tag));
        digests
            .into_iter()
            .flatten()
            .map(|(digest, day)| (digest, *day))
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
                digests.iter().map(move |(digest, since)| SeenRecord {
                    repository,
                    tag,
                    digest,
                    since: *since,
                })
            })
        })
    }

    /// Adds a record. Of two for the same digest the earlier day counts.
    pub fn add(&mut self, repository: Repository, tag: Tag, digest: Digest, since: Day) {
        let digests = self
            .records
            .entry(repository)
            .or_default()
            .entry(tag)
            .or_default();
        let earliest = digests.entry(digest).or_insert(since);
        *earliest = since.min(*earliest);
    }

    /// Adds all records of another one.
    pub fn merge(&mut self, other: &Self) {
        for record in other.records() {
            let SeenRecord {
                repository,
                tag,
                digest,
                since,
            } = record;
            self.add(repository.clone(), tag.clone(), digest.clone(), since);
        }
    }

    /// Whether there is no record, so that there is no file either.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

#[cfg(test)]
mod tests;
