//! `images.toml`: which images, as people name them.
//!
//! Read in two steps: as written (`schema`), then as valid images (`validate`), with all problems of the file
//! collected. Asks nobody and knows nothing of locks.

mod edit;
mod min_age;
mod naming;
mod schema;
mod validate;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::document::{Findings, Problem, Problems, Source, TomlDocument};
use crate::exclude::Exclude;
use crate::reference::{Digest, PlatformSet, Reference, Repository, Tag};

pub use edit::{Draft, Edited, ImageGroup, ImageLine, compose, exclude_line};
pub use min_age::{MinAge, MinAgeError};
pub use naming::{names, plain_name};

/// The name of an image, its key in `images.toml` and `images.lock`: `[A-Za-z0-9][A-Za-z0-9._/-]{0,127}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageName(String);

/// The longest name, in bytes.
const NAME_MAX: usize = 128;

/// Why a text is not the name of an image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a name of an image: up to {NAME_MAX} of `A`-`Z`, `a`-`z`, `0`-`9`, `.`, `_`, `/`, `-`, \
     starting with a letter or a digit"
)]
pub struct ImageNameError(String);

impl ImageName {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether TOML takes it as a key without quotes (TOML 1.0, "Keys").
    pub fn is_bare(&self) -> bool {
        self.0
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    }
}

impl FromStr for ImageName {
    type Err = ImageNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let inner =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'/' | b'-');
        let first = text
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphanumeric());
        if first && text.len() <= NAME_MAX && text.bytes().all(inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ImageNameError(text.to_owned()))
        }
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A valid `images.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The images, bytewise by name. Never empty.
    pub images: BTreeMap<ImageName, Image>,
    /// The files that are not read, by patterns from the directory of this file.
    pub exclude: Exclude,
    /// The line of `images.toml` at which they stand, from 1.
    pub exclude_line: Option<usize>,
    /// What is doubtful, but no error: a default tag, a surprising reading.
    pub warnings: Vec<Problem>,
}

/// One image of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The full canonical name.
    pub repository: Repository,
    /// How its content is chosen.
    pub choice: Choice,
    /// The platforms that must be there, and whose digests are locked too. Empty where none are asked for. All images
    /// that have those of `[defaults]` share one set.
    pub platforms: PlatformSet,
    /// The line of `images.toml` at which it stands, from 1; `None` where it was to be added, and was not.
    pub line: Option<usize>,
}

/// How the content of an image is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// By what the tag names when the registry is asked.
    Tag(Tag),
    /// By a digest given by hand, which is what gets locked; a tag beside it is for people, and not locked.
    Pin {
        /// The tag beside the digest.
        tag: Option<Tag>,
        /// The digest.
        digest: Digest,
    },
}

impl Choice {
    /// How a reference chooses: by `latest` where it says nothing.
    pub fn of(reference: Reference) -> Self {
        match (reference.tag, reference.digest) {
            (tag, Some(digest)) => Self::Pin { tag, digest },
            (tag, None) => Self::Tag(tag.unwrap_or_else(Tag::latest)),
        }
    }
}

impl Manifest {
    /// Reads an `images.toml`.
    ///
    /// # Errors
    /// All problems of the file.
    pub fn parse(source: &Source) -> Result<Self, Problems> {
        let (mut errors, mut warnings) = (Findings::new(source), Findings::new(source));
        let document = TomlDocument::parse(&mut errors);
        let raw = schema::read(&document, &mut errors);
        let mut report = validate::ValidationFindings {
            errors: &mut errors,
            warnings: &mut warnings,
        };
        let images = validate::images(&raw, &mut report);
        let exclude = validate::exclude(&raw.files, report.errors);
        let exclude_line = raw
            .files
            .exclude
            .as_ref()
            .map(|list| source.position(list.span.start).0);
        errors.finish()?;
        Ok(Self {
            images,
            exclude,
            exclude_line,
            warnings: warnings.into_warnings(),
        })
    }
}

impl Image {
    /// The tag that the lock records: the one that chose the digest. A digest given by hand was chosen by none, and says
    /// nothing about the tag beside it; with that tag in its entry the lock could lie, and a bot would move the pin.
    pub fn tag(&self) -> Option<&Tag> {
        match &self.choice {
            Choice::Tag(tag) => Some(tag),
            Choice::Pin { .. } => None,
        }
    }

    /// Whether its digest is given by hand.
    pub fn is_pinned(&self) -> bool {
        self.tag().is_none()
    }

    /// The tag that is written, also beside a digest.
    pub fn written_tag(&self) -> Option<&Tag> {
        match &self.choice {
            Choice::Tag(tag) => Some(tag),
            Choice::Pin { tag, .. } => tag.as_ref(),
        }
    }

    /// The image as the manifest names it, with all that is written there.
    pub fn reference(&self) -> Reference {
        let digest = match &self.choice {
            Choice::Tag(_) => None,
            Choice::Pin { digest, .. } => Some(digest.clone()),
        };
        Reference {
            repository: self.repository.clone(),
            tag: self.written_tag().cloned(),
            digest,
        }
    }
}
