//! May this outcome be locked? Pure functions over data; asks nobody.

pub mod decision;
mod outcome;
pub mod usage;
mod weakening;

pub use outcome::{Held, Outcome, declared_platforms, wanted_platform};
pub use weakening::{Weakening, excluded, weakenings};

use crate::exit::Reason;
use crate::manifest::ImageName;
use crate::reference::{Digest, PlatformList, Tag};
use crate::registry::{ArtifactType, ImagePart};

/// Why an answer must not be locked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyRefusal {
    /// A declared platform is not there.
    #[error("the image has no platform {missing}{}", there_are(.present))]
    MissingPlatforms {
        /// The declared platforms that are not there.
        missing: PlatformList,
        /// The platforms that are.
        present: PlatformList,
    },
    /// A declared platform has several manifests, and which of them a client takes is its own choice.
    #[error("the image has more than one manifest for {doubled}{}", told_apart(.choices))]
    DoubledPlatforms {
        /// The declared platforms that have several.
        doubled: PlatformList,
        /// The platforms that name one of these each.
        choices: PlatformList,
    },
    /// The digest is that of a part of what the tag names, which may have the platforms.
    #[error("the digest is that of {part}; the tag names `{named}`")]
    DigestOfPart {
        /// The part.
        part: ImagePart,
        /// The digest that the tag names.
        named: Digest,
        /// The image that an update would help; none if the digest stands in the manifest.
        update: Option<ImageName>,
    },
    /// Platforms are declared for what is no image.
    #[error("it is {0}, not a container image, and has no platforms")]
    NotAnImage(ArtifactType),
    /// Platforms have to be locked beside a digest that the registry no longer has.
    #[error(
        "the locked digest `{digest}` is gone, and nobody can tell its digests for {platforms}"
    )]
    LockedDigestGone {
        digest: Digest,
        /// The declared platforms.
        platforms: PlatformList,
    },
    /// The locked digest lacks a declared platform, and what the tag names now is not old enough to take its place.
    #[error(
        "the locked digest `{locked}` has no platform {missing}; `{}` names `{}` now, which is held until {}",
        .held.tag, .held.digest, .held.until
    )]
    LockedPlatformsMissing {
        locked: Digest,
        /// The declared platforms that it lacks.
        missing: PlatformList,
        held: Box<Held>,
    },
    /// The image is `immutable`, and its tag names another digest than the locked one.
    #[error(
        "the image is `immutable`, but `{tag}` names `{now}`, not the locked `{locked}`: the tag moved, or the lock was edited"
    )]
    TagMoved {
        /// The tag that is locked.
        tag: Tag,
        locked: Digest,
        /// The digest that the tag names now.
        now: Digest,
    },
}

impl PolicyRefusal {
    /// The word for programs.
    pub fn reason(&self) -> Reason {
        match self {
            Self::MissingPlatforms { .. } | Self::LockedPlatformsMissing { .. } => {
                Reason::PlatformsMissing
            }
            Self::DoubledPlatforms { .. } => Reason::PlatformsDoubled,
            Self::DigestOfPart { .. } => Reason::DigestOfPart,
            Self::NotAnImage(_) => Reason::NotAnImage,
            Self::LockedDigestGone { .. } => Reason::DigestGone,
            Self::TagMoved { .. } => Reason::TagMoved,
        }
    }

    /// The way out.
    pub fn hint(&self) -> String {
        self.hint_with("write `platforms = []` for it in `images.toml`")
    }

    /// The way out, with the edit that does without platforms.
    pub fn hint_with(&self, edit: &str) -> String {
        match self {
            Self::NotAnImage(_) => edit.to_owned(),
            Self::DigestOfPart {
                update: Some(name), ..
            } => format!("run `imagelock update {name}` to lock what the tag names"),
            Self::DigestOfPart { named, .. } => {
                format!("write `{named}` for it in `images.toml` to lock what the tag names")
            }
            Self::DoubledPlatforms { doubled, choices } if choices.count() > 0 => {
                format!("declare the ones that you need in the place of {doubled} in `images.toml`")
            }
            Self::DoubledPlatforms { .. } => {
                format!(
                    "choose a tag that has each of them once, or {edit} to lock it without them"
                )
            }
            Self::LockedDigestGone { .. } => {
                "run `imagelock update` again once what the tag names is old enough, or with `--ignore-min-age`"
                    .to_owned()
            }
            Self::LockedPlatformsMissing { missing, held, .. } => format!(
                "run `imagelock update` again on {} or later, or now with `--ignore-min-age`, or declare `platforms` \
                 without {missing} for it in `images.toml`",
                held.until
            ),
            Self::TagMoved { .. } => {
                "if `images.lock` was edited, restore it; if the tag moved, choose another tag, or write \
                 `immutable = false` for it in `images.toml`"
                    .to_owned()
            }
            Self::MissingPlatforms { present, .. } if present.count() == 0 => {
                format!("{edit} to lock it without them, or choose a tag that has them")
            }
            Self::MissingPlatforms { .. } => {
                "choose a tag that has them, or declare other `platforms` for it in `images.toml`"
                    .to_owned()
            }
        }
    }
}

fn there_are(present: &PlatformList) -> String {
    match present.count() {
        0 => "; it names no platform".to_owned(),
        _ => format!("; it has {present}"),
    }
}

fn told_apart(choices: &PlatformList) -> String {
    match choices.count() {
        0 => ", and nothing tells them apart".to_owned(),
        _ => format!(": {choices}"),
    }
}

#[cfg(test)]
mod tests;
