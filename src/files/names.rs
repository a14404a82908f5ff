//! The names of temporary files, and what a kill left under them.
//!
//! A temporary file is called after its target and its directory's number, which no checkout, archive or copy of a
//! repository brings along: so only what was written here, for this target, by this user has that name, and nothing
//! else is ever removed.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// The number of names that are looked at for what a kill left: more than there are writers at once.
#[cfg(unix)]
const LOOKED_AT: u32 = 8;
/// The most letters of the target's name in the name.
const SHOWN_MAX: usize = 50;
/// The number of bytes of the hash in the name.
const HASH_LENGTH: usize = 8;

/// The names that temporary files of one target may have.
pub(super) struct TemporaryNames<'a> {
    directory: &'a Path,
    target: &'a OsStr,
    number: u64,
}

impl<'a> TemporaryNames<'a> {
    /// The names for a target in a directory.
    pub(super) fn of(target: &'a OsStr, directory: &'a Path) -> io::Result<Self> {
        Ok(Self {
            directory,
            target,
            number: number(directory)?,
        })
    }

    /// The path of one of the names.
    pub(super) fn path(&self, index: u32) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(self.number.to_le_bytes());
        hash.update(index.to_le_bytes());
        hash.update(self.target.as_encoded_bytes());
        let target = self.target.to_string_lossy();
        let target: String = target.chars().take(SHOWN_MAX).collect();
        let mut name = format!(".{target}.");
        for byte in &hash.finalize()[..HASH_LENGTH] {
            // Writing to a text does not fail
            let _ = write!(name, "{byte:02x}");
        }
        self.directory.join(name + ".tmp")
    }

    /// Removes what a kill left: what has one of the names and nobody is writing, but for one's own file.
    #[cfg(unix)]
    pub(super) fn remove_leftovers(&self, own: &File, own_path: &Path) {
        let Ok(own) = own.metadata() else {
            return;
        };
        let paths = (0..LOOKED_AT).map(|index| self.path(index));
        for path in paths.filter(|path| path != own_path) {
            remove_leftover(&path, &own);
        }
    }
}

/// The number of a directory.
#[cfg(unix)]
fn number(directory: &Path) -> io::Result<u64> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(fs::metadata(directory)?.ino())
}

/// Nothing is removed elsewhere.
#[cfg(not(unix))]
fn number(_: &Path) -> io::Result<u64> {
    Ok(0)
}

/// Whether an open file is the one that has this name.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let number = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    file.metadata().ok().map(number) == fs::metadata(path).ok().map(number)
}

/// Nothing is locked elsewhere.
#[cfg(not(unix))]
pub(super) fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// The lock is held until the file is gone: who has just created it finds out, and takes another name.
#[cfg(unix)]
fn remove_leftover(path: &Path, own: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt as _;
    let Ok(there) = fs::symlink_metadata(path) else {
        return;
    };
    if !there.is_file() || there.uid() != own.uid() {
        return;
    }
    let Ok(file) = File::open(path) else { return };
    if file.try_lock().is_ok() && is_at(&file, path) {
        let _ = fs::remove_file(path);
    }
}
