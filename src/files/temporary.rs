//! A directory for what another program needs for a moment.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

/// A directory of this user alone, which goes with all that is in it when this does.
#[derive(Debug)]
pub struct TemporaryDirectory {
    directory: TempDir,
}

impl TemporaryDirectory {
    /// An empty one, where the system has them.
    ///
    /// # Errors
    /// Where the system has no place for it.
    pub fn create() -> io::Result<Self> {
        Ok(Self { directory: TempDir::with_prefix(concat!(env!("CARGO_PKG_NAME"), "-"))? })
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

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }
}
