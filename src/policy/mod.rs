//! May this outcome be locked? Pure functions over data; asks nobody.

mod outcome;
pub mod usage;
mod weakening;

pub use outcome::{Outcome, declared_platforms, wanted_platform};
pub use weakening::{Weakening, excluded, weakenings};

use crate::exit::Reason;
use crate::reference::PlatformList;
use crate::registry::ArtifactType;

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
    /// Platforms are declared for what is no image.
    #[error("it is {0}, not a container image, and has no platforms")]
    NotAnImage(ArtifactType),
}

impl PolicyRefusal {
    /// The word for programs.
    pub fn reason(&self) -> Reason {
        match self {
            Self::MissingPlatforms { .. } => Reason::PlatformsMissing,
            Self::NotAnImage(_) => Reason::NotAnImage,
        }
    }

    /// The way out.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAnImage(_) => "write `platforms = []` for it in `images.toml`",
            Self::MissingPlatforms { present, .. } if present.count() == 0 => {
                "write `platforms = []` for it in `images.toml` to lock it without them, or choose a tag that has them"
            }
            Self::MissingPlatforms { .. } => {
                "choose a tag that has them, or declare other `platforms` for it in `images.toml`"
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
