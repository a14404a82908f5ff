//! The lock as those read it who hand out what is in it: `get` and `export`.

use std::path::{Path, PathBuf};

use super::{LOCK, LOCK_EXTENSION, MANIFEST, ProjectFiles, known, relative};
use crate::context::Context;
use crate::error::{Error, LockedError, ProjectError};
use crate::files::{Trust, find_upward};
use crate::lock::{EntryState, LockFile, compare};
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
    /// Reads the lock, and holds it against what is wanted. A name that is in neither file is told before what is wrong
    /// with the lock: no lock would help.
    pub fn read(context: &Context, against: LockCheck, names: &[String]) -> Result<Self, Error> {
        match against {
            LockCheck::Manifest => Self::satisfying(context, names),
            LockCheck::Nothing => Ok(Self {
                file: lock_alone(context)?,
                manifest_path: None,
            }),
        }
    }

    fn satisfying(context: &Context, names: &[String]) -> Result<Self, Error> {
        let project = ProjectFiles::find(context)
            .map_err(|error| lock_alone_of(error, context))?
            .open_quietly(context)?;
        let manifest = &project.files.manifest_path;
        let images = project.manifest.images.keys();
        let file = project.existing_lock().or_else(|error| {
            // Any other error is graver than a name
            if matches!(error, Error::Locked(LockedError::NoLock(_))) {
                known(names, images.clone(), manifest)?;
            }
            Err(error)
        })?;
        let states = compare(&project.manifest, &file.lock);
        let (manifest, lock) = (project.files.manifest_path, project.files.lock_path);
        if states.values().all(EntryState::is_satisfied) {
            let manifest_path = Some(manifest);
            return Ok(Self {
                file,
                manifest_path,
            });
        }
        known(
            names,
            project
                .manifest
                .images
                .keys()
                .chain(file.lock.entries.keys()),
            &manifest,
        )?;
        let reasons = reasons(&states);
        Err(LockedError::Unsatisfied {
            lock,
            manifest,
            reasons,
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
fn lock_alone(context: &Context) -> Result<LockFile, Error> {
    let none = |path: PathBuf| LockedError::NoLock(path).into();
    let lock = read_lock(context, |here| {
        let found = find_upward(here, LOCK).ok_or_else(|| none(LOCK.into()))?;
        Ok(relative(&found, here))
    })?;
    if lock.exists() {
        Ok(lock)
    } else {
        Err(none(lock.path))
    }
}

/// The lock as it is on the disk, which may not be there: beside the manifest, or the nearest.
pub fn lock_on_disk(context: &Context) -> Result<LockFile, Error> {
    read_lock(context, |here| {
        let beside = |manifest: PathBuf| relative(&manifest, here).with_extension(LOCK_EXTENSION);
        let nearest = || Some(relative(&find_upward(here, LOCK)?, here));
        let found = find_upward(here, MANIFEST).map(beside).or_else(nearest);
        Ok(found.unwrap_or_else(|| LOCK.into()))
    })
}

/// Reads the lock that is named or beside the named manifest, else the one that is searched for from this directory.
fn read_lock(
    context: &Context,
    search: impl FnOnce(&Path) -> Result<PathBuf, Error>,
) -> Result<LockFile, Error> {
    let (path, trust) = match (&context.lock_path, context.manifests.one()?) {
        (Some(path), _) => (path.clone(), Trust::Named),
        (None, Some(manifest)) => (manifest.with_extension(LOCK_EXTENSION), Trust::Found),
        (None, None) => {
            let here = std::env::current_dir().map_err(ProjectError::NoDirectory)?;
            (search(&here)?, Trust::Found)
        }
    };
    let words = format!("using {}", path.display());
    context.printer.explain(&words);
    Ok(LockFile::read(&path, trust)?)
}
