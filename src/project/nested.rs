//! Manifests below the one that a run is about: only what is a manifest takes files from it.

use std::path::{Path, PathBuf};

use super::files::read_manifest;
use super::paths::settled;
use crate::error::Error;
use crate::files::Trust;

/// Nested manifests, sorted out.
#[derive(Default)]
pub struct NestedManifests {
    /// Those that files may be left to.
    pub valid: Vec<PathBuf>,
    /// Those that are none, and why.
    pub invalid: Vec<(PathBuf, Error)>,
}

impl NestedManifests {
    /// Reads all that have the name of a manifest and are none that the run is about.
    pub fn sort(found: Vec<PathBuf>, ours: &[PathBuf]) -> Self {
        let ours: Vec<PathBuf> = ours.iter().map(|path| settled(path)).collect();
        let mut nested = Self::default();
        for path in found
            .into_iter()
            .filter(|path| !ours.contains(&settled(path)))
        {
            match read_manifest(&path, Trust::Found) {
                Ok(_) => nested.valid.push(path),
                Err(error) => nested.invalid.push((path, error)),
            }
        }
        nested
    }

    /// The paths of those that are no manifests.
    pub fn invalid_paths(&self) -> impl Iterator<Item = &Path> {
        self.invalid.iter().map(|(path, _)| path.as_path())
    }
}
