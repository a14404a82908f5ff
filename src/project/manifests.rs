//! The manifests that a run is about: the nearest, those that are named, or all of a repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::paths::settled;
use super::{ProjectFiles, RepositoryManifests};
use crate::context::{Context, Manifests};
use crate::error::{Error, ProjectError};
use crate::files::Trust;

impl ProjectFiles {
    /// The files of every manifest that the run is about, each once.
    pub fn all(context: &Context) -> Result<Vec<Self>, Error> {
        let places = match &context.manifests {
            Manifests::Named(paths) if paths.len() > 1 => named(context, paths)?,
            Manifests::All => RepositoryManifests::take()?.places(context)?,
            Manifests::Nearest | Manifests::Named(_) => return Ok(vec![Self::find(context)?]),
        };
        with_own_locks(context, places)
    }
}

/// Those that are named; two names of one file are one, but a link has a lock of its own beside it.
fn named(context: &Context, paths: &[PathBuf]) -> Result<Vec<ProjectFiles>, Error> {
    let mut known = BTreeSet::new();
    let first = paths.iter().filter(|path| known.insert(settled(path)));
    first
        .map(|path| ProjectFiles::at(context, path.clone(), Trust::Named))
        .collect()
}

/// Each lock is the lock of one manifest, or the last one written would be all that is left.
pub fn with_own_locks(
    context: &Context,
    places: Vec<ProjectFiles>,
) -> Result<Vec<ProjectFiles>, Error> {
    if context.lock_path.is_some() {
        return Err(ProjectError::OneLockOnly.into());
    }
    let mut locks = BTreeMap::new();
    for files in &places {
        let lock = files.lock_path.clone();
        let place = lock.canonicalize().unwrap_or_else(|_| settled(&lock));
        if let Some(other) = locks.insert(place, &files.manifest_path) {
            let manifests = [other.clone(), files.manifest_path.clone()];
            return Err(ProjectError::SharedLock { lock, manifests }.into());
        }
    }
    Ok(places)
}
