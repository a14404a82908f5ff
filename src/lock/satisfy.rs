//! Does the lock satisfy the manifest? Asked of both files alone, so the answer is always the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Entry, Lock};
use crate::manifest::{Choice, Image, ImageName, Manifest};
use crate::reference::{Digest, Platform, Repository, Tag};

/// Why an entry does not satisfy its image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsatisfied {
    /// It is the entry of another repository.
    #[error("the image is `{locked}`, the manifest says `{declared}`")]
    Repository {
        /// What the lock says.
        locked: Repository,
        /// What the manifest says.
        declared: Repository,
    },
    /// It was locked for another tag, or for none.
    #[error("the tag is {}, the manifest says {}", Shown(.locked), Shown(.declared))]
    Tag {
        /// What the lock says.
        locked: Option<Tag>,
        /// What the manifest says.
        declared: Option<Tag>,
    },
    /// The manifest gives a digest, and it is another one.
    #[error("the digest is `{locked}`, the manifest says `{declared}`")]
    Digest {
        /// What the lock says.
        locked: Digest,
        /// What the manifest says.
        declared: Digest,
    },
    /// Platforms that the manifest declares are not locked.
    #[error("the manifest declares {}, which {} not locked", List(.0), are(.0))]
    MissingPlatforms(BTreeSet<Platform>),
    /// Platforms are locked that the manifest does not declare: something could hide there.
    #[error("the lock holds {}, which the manifest does not declare", List(.0))]
    UndeclaredPlatforms(BTreeSet<Platform>),
}

impl Entry {
    /// Whether this entry is one that the manifest's image may have.
    ///
    /// Stale platforms are not judged: they are fetched anew before anyone uses them.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn check(&self, image: &Image) -> Result<(), Unsatisfied> {
        if self.repository != image.repository {
            let (locked, declared) = (self.repository.clone(), image.repository.clone());
            return Err(Unsatisfied::Repository { locked, declared });
        }
        if self.tag.as_ref() != image.tag() {
            return Err(Unsatisfied::Tag { locked: self.tag.clone(), declared: image.tag().cloned() });
        }
        if let Choice::Pin { digest, .. } = &image.choice
            && self.digest != *digest
        {
            return Err(Unsatisfied::Digest { locked: self.digest.clone(), declared: digest.clone() });
        }
        if self.platforms_are_stale() { Ok(()) } else { self.check_platforms(&image.platforms) }
    }

    fn check_platforms(&self, declared: &BTreeSet<Platform>) -> Result<(), Unsatisfied> {
        let locked: BTreeSet<&Platform> =
            self.platforms.iter().flat_map(|locked| locked.digests.keys()).collect();
        let missing: BTreeSet<Platform> =
            declared.iter().filter(|platform| !locked.contains(platform)).cloned().collect();
        if !missing.is_empty() {
            return Err(Unsatisfied::MissingPlatforms(missing));
        }
        let undeclared: BTreeSet<Platform> =
            locked.into_iter().filter(|platform| !declared.contains(*platform)).cloned().collect();
        if !undeclared.is_empty() {
            return Err(Unsatisfied::UndeclaredPlatforms(undeclared));
        }
        Ok(())
    }
}

/// How a name stands between manifest and lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Its entry satisfies its image.
    Satisfied,
    /// So it does, but the platforms belong to another digest and have to be fetched anew.
    Stale,
    /// The image has no entry.
    Missing,
    /// Its entry does not satisfy its image.
    Unsatisfied(Unsatisfied),
    /// The entry has no image.
    Undeclared,
}

/// How every name of manifest and lock stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Bytewise by name.
    pub names: BTreeMap<ImageName, Standing>,
}

impl Comparison {
    /// Whether the lock satisfies the manifest. Stale platforms are no reason why not.
    pub fn is_satisfied(&self) -> bool {
        self.names.values().all(|standing| matches!(standing, Standing::Satisfied | Standing::Stale))
    }
}

/// Compares every image with its entry.
pub fn compare(manifest: &Manifest, lock: &Lock) -> Comparison {
    let images = manifest.images.iter().map(|(name, image)| (name, standing(image, lock.entries.get(name))));
    let undeclared = lock.entries.keys().filter(|name| !manifest.images.contains_key(name));
    let undeclared = undeclared.map(|name| (name, Standing::Undeclared));
    Comparison { names: images.chain(undeclared).map(|(name, standing)| (name.clone(), standing)).collect() }
}

fn standing(image: &Image, entry: Option<&Entry>) -> Standing {
    match entry.map(|entry| (entry, entry.check(image))) {
        None => Standing::Missing,
        Some((_, Err(reason))) => Standing::Unsatisfied(reason),
        Some((entry, Ok(()))) if entry.platforms_are_stale() => Standing::Stale,
        Some((_, Ok(()))) => Standing::Satisfied,
    }
}

/// A tag, or that there is none.
struct Shown<'a>(&'a Option<Tag>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(tag) => write!(out, "`{tag}`"),
            None => out.write_str("none"),
        }
    }
}

/// Names in backticks, with commas.
struct List<'a>(&'a BTreeSet<Platform>);

impl fmt::Display for List<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, platform) in self.0.iter().enumerate() {
            write!(out, "{}`{platform}`", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

fn are(platforms: &BTreeSet<Platform>) -> &'static str {
    if platforms.len() == 1 { "is" } else { "are" }
}
