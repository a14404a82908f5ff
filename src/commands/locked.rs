//! The lock as those read it who hand out what is in it: `get` and `export`.

use std::path::PathBuf;

use super::Context;
use super::project::{LOCK, Place, lock_alone};
use crate::error::Error;
use crate::files::find_upward;
use crate::lock::{LockFile, compare};
use crate::report::human;

/// What the lock is held against before anything of it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The manifest beside it, which it must satisfy.
    Manifest,
    /// Nothing (`--lock-only`).
    Nothing,
}

/// A lock that may be handed out.
pub(super) struct Locked {
    /// What is locked.
    pub file: LockFile,
    /// The manifest that it was held against.
    pub manifest_path: Option<PathBuf>,
}

impl Locked {
    /// Reads the lock, and holds it against what is wanted.
    ///
    /// # Errors
    /// Where there is none, or it does not satisfy the manifest.
    pub(super) fn read(context: &Context, against: Against) -> Result<Self, Error> {
        match against {
            Against::Manifest => Self::satisfying(context),
            Against::Nothing => Ok(Self {
                file: lock_alone(context)?,
                manifest_path: None,
            }),
        }
    }

    fn satisfying(context: &Context) -> Result<Self, Error> {
        let project = Place::find(context)
            .map_err(|error| lock_alone_of(error, context))?
            .open_quietly()?;
        let file = project.existing_lock()?;
        let comparison = compare(&project.manifest, &file.lock);
        let Place {
            manifest_path: manifest,
            lock_path: lock,
            ..
        } = project.place;
        if comparison.is_satisfied() {
            return Ok(Self {
                file,
                manifest_path: Some(manifest),
            });
        }
        Err(Error::Unsatisfied {
            lock,
            manifest,
            reasons: human::reasons(&comparison),
        })
    }
}

/// Where there is no manifest, a lock can be taken without one.
fn lock_alone_of(error: Error, context: &Context) -> Error {
    match error {
        Error::NoManifest(here)
            if context.lock_path.is_some() || find_upward(&here, LOCK).is_some() =>
        {
            Error::LockAlone(here)
        }
        error => error,
    }
}
