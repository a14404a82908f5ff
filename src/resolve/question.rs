//! The questions about one manifest, and their answers.

use crate::lock::Entry;
use crate::manifest::Image;
use crate::reference::{Digest, Repository};
use crate::registry::{Error, ImageOrArtifact, ImagePart, Target};

/// One thing to ask a registry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ManifestQuestion {
    pub repository: Repository,
    /// The tag or the digest.
    pub target: Target,
    pub need: Need,
}

/// The part of a manifest that has to be known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// The digest, or that it is there.
    Digest,
    /// The digest, and the platforms where it is not this one.
    PlatformsUnless(Digest),
    /// The digest and the platforms.
    Platforms,
}

/// The answer of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestAnswer {
    pub digest: Digest,
    /// All platforms that are there, where they had to be known, or what is there instead of an image.
    pub platforms: Option<ImageOrArtifact>,
}

impl ManifestAnswer {
    /// The platform whose own digest this is of what was answered, if the platforms had to be known.
    pub fn part(&self, digest: &Digest) -> Option<ImagePart> {
        let Some(ImageOrArtifact::Image(platforms)) = &self.platforms else {
            return None;
        };
        let (platform, _) = platforms.iter().find(|(_, own)| *own == digest)?;
        Some(ImagePart::Platform(platform.clone()))
    }
}

/// An answer, or why there is none.
pub type Answered = Result<ManifestAnswer, Error>;

impl Need {
    /// The need of an image that is asked what its tag names now, beside its entry.
    pub(super) fn of_refresh(image: &Image, entry: Option<&Entry>) -> Self {
        match entry {
            _ if image.platforms.is_empty() => Self::Digest,
            Some(entry) if entry.check(image).is_ok() && !entry.platforms_are_stale() => {
                Self::PlatformsUnless(entry.digest.clone())
            }
            _ => Self::Platforms,
        }
    }

    /// The digest, and the platforms if they are needed.
    pub(super) fn platforms_if(are_needed: bool) -> Self {
        match are_needed {
            true => Self::Platforms,
            false => Self::Digest,
        }
    }

    /// Of two needs for one thing the greater; two different known digests make the platforms needed.
    pub(super) fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::PlatformsUnless(one), Self::PlatformsUnless(other)) if one != other => {
                Self::Platforms
            }
            (one, other) => one.max(other),
        }
    }

    /// Whether nothing but this digest has to be known.
    pub(super) fn is_met_by(&self, digest: &Digest) -> bool {
        match self {
            Self::Digest => true,
            Self::PlatformsUnless(known) => known == digest,
            Self::Platforms => false,
        }
    }

    /// The part of an answer that this needs.
    pub(super) fn part(&self, answer: ManifestAnswer) -> ManifestAnswer {
        let platforms = answer.platforms.filter(|_| !self.is_met_by(&answer.digest));
        ManifestAnswer {
            platforms,
            ..answer
        }
    }
}
