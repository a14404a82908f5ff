//! The lock as those read it who hand out what is in it: `get` and `export`.

use std::path::PathBuf;

use super::{LOCK, LOCK_EXTENSION, MANIFEST, ProjectFiles, relative};
use crate::context::Context;
use crate::error::{Error, LockedError, ProjectError};
use crate::files::{Trust, find_upward};
use crate::lock::{LockFile, compare};
use crate::report::reasons;

/// The check that a lock has to pass before anything of it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockCheck {
    /// The manifest beside it, which it must satisfy.
    Manifest,
    /// Nothing (`--lock-only`).
    Nothing,
}

/// A lock that may be handed out.
pub struct CheckedLock {
    pub file: LockFile,
    /// The manifest that it was held against.
    pub manifest_path: Option<PathBuf>,
}

impl CheckedLock {
    /// Reads the lock, and holds it against what is wanted.
    ///
    /// # Errors
    /// Where there is none, or it does not satisfy the manifest.
    pub fn read(context: &Context, against: LockCheck) -> Result<Self, Error> {
        match against {
            LockCheck::Manifest => Self::satisfying(context),
            LockCheck::Nothing => Ok(Self {
                file: lock_alone(context)?,
                manifest_path: None,
            }),
        }
    }

    fn satisfying(context: &Context) -> Result<Self, Error> {
        let project = ProjectFiles::find(context)
            .map_err(|error| lock_alone_of(error, context))?
            .open_quietly()?;
        let file = project.existing_lock()?;
        let comparison = compare(&project.manifest, &file.lock);
        let ProjectFiles {
            manifest_path: manifest,
            lock_path: lock,
            ..
        } = project.files;
        if comparison.is_satisfied() {
            return Ok(Self {
                file,
                manifest_path: Some(manifest),
            });
        }
        Err(LockedError::Unsatisfied {
            lock,
            manifest,
            reasons: reasons(&comparison),
        }
        .into())
    }
}

/// Tells that a lock can be taken without a manifest, where there is none.
fn lock_alone_of(error: Error, context: &Context) -> Error {
    match error {
        Error::Project(ProjectError::NoManifest(here))
            if context.lock_path.is_some() || find_upward(&here, LOCK).is_some() =>
        {
            ProjectError::LockAlone(here).into()
        }
        error => error,
    }
}

/// Reads the lock where no manifest is needed: the one that is named or beside the named manifest, else the nearest.
///
/// # Errors
/// Where there is none, too.
pub fn lock_alone(context: &Context) -> Result<LockFile, Error> {
    let (path, trust) = match (&context.lock_path, context.manifests.one()?) {
        (Some(path), _) => (path.clone(), Trust::Named),
        (None, Some(manifest)) => (manifest.with_extension(LOCK_EXTENSION), Trust::Found),
        (None, None) => {
            let here = std::env::current_dir().map_err(ProjectError::NoDirectory)?;
            let found = find_upward(&here, LOCK).ok_or_else(|| LockedError::NoLock(LOCK.into()))?;
            (relative(&found, &here), Trust::Found)
        }
    };
    context
        .printer
        .explain(&format!("lock: {}", path.display()));
    let lock = LockFile::read(&path, trust)?;
    if lock.exists() {
        Ok(lock)
    } else {
        Err(LockedError::NoLock(path).into())
    }
}

/// The lock as it is on the disk, which may not be there: beside the manifest, or the nearest.
pub fn lock_on_disk(context: &Context) -> Result<LockFile, Error> {
    let here = std::env::current_dir().map_err(ProjectError::NoDirectory)?;
    let nearest = || find_upward(&here, LOCK).map(|found| (relative(&found, &here), Trust::Found));
    let (path, trust) = match (&context.lock_path, context.manifests.one()?) {
        (Some(path), _) => (path.clone(), Trust::Named),
        (None, Some(manifest)) => (manifest.with_extension(LOCK_EXTENSION), Trust::Found),
        (None, None) => match (find_upward(&here, MANIFEST), nearest()) {
            (Some(manifest), _) => (
                relative(&manifest, &here).with_extension(LOCK_EXTENSION),
                Trust::Found,
            ),
            (None, nearest) => nearest.unwrap_or_else(|| (LOCK.into(), Trust::Found)),
        },
    };
    context
        .printer
        .explain(&format!("lock: {}", path.display()));
    Ok(LockFile::read(&path, trust)?)
}
