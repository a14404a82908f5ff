//! The temporary file beside a target, and what a kill left of an earlier one.
//!
//! Who writes it holds a lock on it, which ends with the process; what nobody holds was left by a kill.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::names::{TemporaryNames, is_at};
use crate::signals::{Cleanup, clean_up_on_signal, hold, note_written};

/// The mode of a new file before the umask, as `open(2)` is used by everybody.
const NEW_FILE_MODE: u32 = 0o666;
/// The mode of a file until it gets that of an old one.
const PRIVATE_MODE: u32 = 0o600;
/// The most writers of one file at once.
const WRITERS_MAX: u32 = 64;

/// A new file that has not the name of its target yet. It goes when this is dropped, or a signal comes.
pub(super) struct Staged {
    // Goes before the lock on the file does
    name: TemporaryName,
    file: File,
}

impl Staged {
    /// An empty file in a directory, with the mode that the target has; what a kill left of others goes.
    pub(super) fn create(
        directory: &Path,
        target: &OsStr,
        permissions: Option<&Permissions>,
    ) -> io::Result<Self> {
        let names = TemporaryNames::of(target, directory)?;
        let staged = Self::among(&names, permissions.is_none())?;
        if let Some(permissions) = permissions {
            // On the open file, where no umask takes bits away
            staged.file.set_permissions(permissions.clone())?;
        }
        #[cfg(unix)]
        names.remove_leftovers(&staged.file, &staged.name.path);
        Ok(staged)
    }

    /// The first that can be had: others may be at work on the same target.
    fn among(names: &TemporaryNames<'_>, is_new: bool) -> io::Result<Self> {
        for index in 0..WRITERS_MAX {
            let _hold = hold();
            let path = names.path(index);
            match open(&path, is_new) {
                Ok(file) if is_ours(&file, &path) => {
                    return Ok(Self {
                        name: TemporaryName::of(path),
                        file,
                    });
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        let words = "too many others write it";
        Err(io::Error::new(io::ErrorKind::AlreadyExists, words))
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Gives it the name of its target, whatever has that.
    pub(super) fn replace(self, target: &Path) -> io::Result<File> {
        self.rename(|path| fs::rename(path, target))
    }

    /// Gives it the name of its target, where nothing has that.
    pub(super) fn take_place(self, target: &Path) -> io::Result<File> {
        self.rename(|path| {
            let mut path = TempPath::try_from_path(path)?;
            // That is done here
            path.disable_cleanup(true);
            path.persist_noclobber(target).map_err(|error| error.error)
        })
    }

    fn rename(self, rename: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<File> {
        let _hold = hold();
        let Self { file, mut name } = self;
        rename(&name.path)?;
        name.is_taken = false;
        note_written();
        Ok(file)
    }
}

/// The name of a temporary file.
struct TemporaryName {
    path: PathBuf,
    /// Whether the file has it.
    is_taken: bool,
    cleanup: Option<Cleanup>,
}

impl TemporaryName {
    /// The name of a file that has just been created, in the same hold.
    fn of(path: PathBuf) -> Self {
        let same = path.clone();
        let cleanup = clean_up_on_signal(move || drop(fs::remove_file(same)));
        Self {
            path,
            is_taken: true,
            cleanup: Some(cleanup),
        }
    }
}

impl Drop for TemporaryName {
    fn drop(&mut self) {
        let _hold = hold();
        if self.is_taken {
            // What is left is removed by the next writer
            let _ = fs::remove_file(&self.path);
        }
        // The name may be another one's by now
        self.cleanup = None;
    }
}

/// Creates a file where nothing is; a link is something.
fn open(path: &Path, is_new: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let mode = if is_new { NEW_FILE_MODE } else { PRIVATE_MODE };
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path)
}

/// Takes the lock on a new file. Somebody may be faster, who takes it for what a kill left.
fn is_ours(file: &File, path: &Path) -> bool {
    if !cfg!(unix) {
        return true;
    }
    match file.try_lock() {
        Ok(()) => is_at(file, path),
        Err(TryLockError::WouldBlock) => false,
        // Where there are no locks nobody removes anything
        Err(TryLockError::Error(_)) => true,
    }
}
