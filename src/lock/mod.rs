//! `images.lock`: what was locked, as plain data ordered by name.
//!
//! Owns the canonical writing and the strict reading of the lock, and the question whether an entry satisfies its
//! image. Asks no registry.

mod canonical;
mod compare;
mod decode;
mod diff;
mod encode;
mod error;
mod file;
mod keys;
mod recognise;
mod satisfy;
mod seen;

pub use canonical::{Difference, first_difference, is_canonical};
pub use compare::{EntryState, compare};
pub use decode::{Decoded, decode};
pub use diff::{EntryChange, diff};
pub use encode::encode;
pub use error::{DecodeError, Foreign, LockError};
pub use file::LockFile;
pub use satisfy::Unsatisfied;
pub use seen::{Seen, SeenDays, SeenFile, SeenRecord, decode_seen, encode_seen, record_line};

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::{Image, ImageName};
use crate::reference::{Digest, Platform, Reference, Repository, Tag};
use crate::select::TagRule;

/// The number of hex digits of a digest by which platforms know it.
const PLATFORMS_OF_LENGTH: usize = 16;

/// The content of an `images.lock`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// The locked images, bytewise by name.
    pub entries: BTreeMap<ImageName, Entry>,
}

/// An entry of a lock, and its name.
pub type NamedEntry<'a> = (&'a ImageName, &'a Entry);

impl Lock {
    /// The entries of each repository, bytewise by name.
    pub fn by_repository(&self) -> BTreeMap<&Repository, Vec<NamedEntry<'_>>> {
        let mut entries: BTreeMap<&Repository, Vec<NamedEntry<'_>>> = BTreeMap::new();
        for (name, entry) in &self.entries {
            let of_repository = entries.entry(&entry.repository).or_default();
            of_repository.push((name, entry));
        }
        entries
    }
}

/// One locked image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The rule by which the tag was chosen, as the manifest has it: the keys `version`, `variant`, `tag-pattern`.
    /// Never without a tag.
    pub rule: Option<Box<TagRule>>,
    /// The full canonical name, the key `image`.
    pub repository: Repository,
    /// The tag that named the digest; absent for an image whose digest the manifest gives.
    pub tag: Option<Tag>,
    /// The digest that the tag named: that of the index, where there is one.
    pub digest: Digest,
    /// The manifests of the declared platforms, where the manifest asks for them.
    pub platforms: Option<Platforms>,
}

/// The manifests of the declared platforms, and which index they were read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platforms {
    /// The first 16 hex digits of the digest that they belong to, the key `platforms-of`. Where a bot changed the
    /// digest alone it differs, and the platforms are stale.
    pub of: String,
    /// The digest of each platform's manifest; never empty.
    pub digests: BTreeMap<Platform, Digest>,
}

impl Platforms {
    /// The platforms of the index with the digest `of`.
    pub fn new(of: &Digest, digests: BTreeMap<Platform, Digest>) -> Self {
        let of = platforms_of(of).to_owned();
        Self { of, digests }
    }
}

impl Entry {
    /// The entry of an image whose tag names this digest, or, without a tag, that is pinned to it.
    pub fn of(
        image: &Image,
        tag: Option<Tag>,
        digest: Digest,
        platforms: Option<Platforms>,
    ) -> Self {
        Self {
            rule: image.rule().cloned().map(Box::new),
            repository: image.repository.clone(),
            tag,
            digest,
            platforms,
        }
    }

    /// The whole of it in one: `docker.io/library/alpine:3.20@sha256:…`.
    pub fn reference(&self) -> Reference {
        let (repository, tag) = (self.repository.clone(), self.tag.clone());
        Reference {
            repository,
            tag,
            digest: Some(self.digest.clone()),
        }
    }

    /// The locked digests, each once: the image's own, and those of its platforms, where they are not stale.
    pub fn digests(&self) -> BTreeSet<&Digest> {
        let of_platforms = self.platforms_in_force().map(|(_, digest)| digest);
        of_platforms.chain([&self.digest]).collect()
    }

    /// The platforms whose manifest has this digest.
    pub fn platforms_of(&self, digest: &Digest) -> BTreeSet<&Platform> {
        let mut platforms: BTreeMap<&Platform, &Digest> = self.platforms_in_force().collect();
        platforms.retain(|_, own| *own == digest);
        platforms.into_keys().collect()
    }

    /// The platform whose own digest somebody wrote in the place of that of the tag, as the stale platforms say.
    pub fn stale_platform(&self) -> Option<Platform> {
        self.tag.as_ref()?;
        let mut stale = self.platforms.as_ref()?.digests.iter();
        let (platform, _) = stale.find(|(_, own)| **own == self.digest)?;
        Some(platform.clone())
    }

    /// Tells whether a digest is the locked one, of the image or of one of its platforms.
    pub fn has(&self, digest: &Digest) -> bool {
        self.digest == *digest || self.platforms_in_force().any(|(_, own)| own == digest)
    }

    /// Tells whether the digest is known to be that of an index: its platforms have others.
    pub fn is_of_index(&self) -> bool {
        self.platforms_in_force()
            .any(|(_, own)| *own != self.digest)
    }

    /// The platforms with their digests; none where they are stale.
    fn platforms_in_force(&self) -> impl Iterator<Item = (&Platform, &Digest)> {
        let platforms = self.platforms.as_ref();
        let platforms = platforms.filter(|_| !self.platforms_are_stale());
        platforms.into_iter().flat_map(|it| &it.digests)
    }

    /// Tells whether the platforms belong to another digest than the entry's: someone changed the digest alone.
    pub fn platforms_are_stale(&self) -> bool {
        let platforms = self.platforms.as_ref();
        platforms.is_some_and(|platforms| platforms.of != platforms_of(&self.digest))
    }
}

/// The beginning of a digest by which platforms know it; every digest is longer.
fn platforms_of(digest: &Digest) -> &str {
    digest.hex().get(..PLATFORMS_OF_LENGTH).unwrap_or_default()
}

/// Tells whether a text can be [`Platforms::of`].
fn is_platforms_of(text: &str) -> bool {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == PLATFORMS_OF_LENGTH && text.bytes().all(is_hex)
}

#[cfg(test)]
mod tests;
