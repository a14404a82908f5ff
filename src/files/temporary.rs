//! A directory for what another program needs for a moment.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

use crate::signals::{Cleanup, clean_up_on_signal, hold};

/// A directory of this user alone, which goes with all that is in it when this does, or a signal comes.
#[derive(Debug)]
pub struct TemporaryDirectory {
    directory: TempDir,
    _cleanup: Cleanup,
}

impl TemporaryDirectory {
    /// An empty one, where the system has them.
    ///
    /// # Errors
    /// Where the system has no place for it.
    pub fn create() -> io::Result<Self> {
        let _hold = hold();
        let directory = TempDir::with_prefix(concat!(env!("CARGO_PKG_NAME"), "-"))?;
        let path = directory.path().to_owned();
        let cleanup = clean_up_on_signal(move || drop(fs::remove_dir_all(path)));
        Ok(Self {
            directory,
            _cleanup: cleanup,
        })
    }

    /// One that holds these files and empty directories.
    ///
    /// # Errors
    /// Where the system has no place for it.
    pub fn with(files: &[(&str, &str)], directories: &[&str]) -> io::Result<Self> {
        let made = Self::create()?;
        for (name, text) in files {
            fs::write(made.path().join(name), text)?;
        }
        for name in directories {
            fs::create_dir(made.path().join(name))?;
        }
        Ok(made)
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }
}
