//! The manifests that a run is about: the nearest, those that are named, or all of a repository.

use std::path::{Path, PathBuf};

use crate::error::{Error, ProjectError};
use crate::report::{ManifestReport, Report};

/// The manifests that a run is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manifests {
    Nearest,
    /// Those that are named (`--manifest-path`), one at least.
    Named(Vec<PathBuf>),
    /// Every one below the root of the repository (`--all`).
    All,
}

impl Manifests {
    /// The one that is named; `None` where it is the nearest.
    pub fn one(&self) -> Result<Option<&Path>, Error> {
        match self {
            Self::Nearest => Ok(None),
            Self::Named(paths) if paths.len() == 1 => Ok(paths.first().map(PathBuf::as_path)),
            Self::Named(_) | Self::All => Err(ProjectError::OneManifestOnly.into()),
        }
    }

    /// Tells whether more than one was asked for, however many there turn out to be.
    pub fn are_many(&self) -> bool {
        match self {
            Self::Nearest => false,
            Self::Named(paths) => paths.len() > 1,
            Self::All => true,
        }
    }

    /// The report on them: on each by itself, where more than one was asked for.
    pub fn report(&self, mut parts: Vec<ManifestReport>) -> Result<Report, Error> {
        match parts.pop() {
            Some(part) if !self.are_many() => part.outcome,
            last => {
                parts.extend(last);
                Ok(Report::Many(parts))
            }
        }
    }
}
