//! `images.lock`: what was locked, as plain data ordered by name.
//!
//! Owns the canonical writing and the strict reading of the lock, and the question whether an entry satisfies its
//! image. Asks no registry.

use std::collections::BTreeMap;

use crate::manifest::ImageName;
use crate::reference::{Digest, Platform, Repository, Tag};

/// The content of an `images.lock`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// The locked images, bytewise by name.
    pub entries: BTreeMap<ImageName, Entry>,
}

/// One locked image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The full canonical name, the key `image`.
    pub repository: Repository,
    /// The tag; absent for an image that the manifest names by digest alone.
    pub tag: Option<Tag>,
    /// What the tag named: the digest of the index, where there is one.
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
    /// The digest of each platform's manifest.
    pub digests: BTreeMap<Platform, Digest>,
}
