//! The temporary file beside a target, and what a kill left of an earlier one.
//!
//! It is called after its target and its directory's number, which no checkout, archive or copy of a repository brings
//! along: so only what was written here, for this target, by this user has that name, and nothing else is ever removed.
//! Who writes it holds a lock on it, which ends with the process; what nobody holds was left by a kill.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tempfile::TempPath;

use crate::signals::{Cleanup, clean_up_on_signal, hold, note_written};

/// What a new file may be before the umask, as `open(2)` is used by everybody.
#[cfg(unix)]
const NEW_FILE_MODE: u32 = 0o666;
/// What it may be until it gets the mode of an old one.
#[cfg(unix)]
const PRIVATE_MODE: u32 = 0o600;
/// How many writers of one file there may be at once.
const WRITERS_MAX: u32 = 64;
/// How many of the names are looked at for what a kill left: more than there are writers at once.
#[cfg(unix)]
const LOOKED_AT: u32 = 8;
/// How much of the name of the target is shown, in letters.
const SHOWN_MAX: usize = 50;
/// How many bytes of the hash are in the name.
const HASH_LENGTH: usize = 8;

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
        let names = TemporaryNames {
            directory,
            target,
            number: number(directory)?,
        };
        let staged = Self::among(&names, permissions.is_none())?;
        if let Some(permissions) = permissions {
            // On the open file, where no umask takes bits away
            staged.file.set_permissions(permissions.clone())?;
        }
        #[cfg(unix)]
        leftovers::remove(&names, &staged);
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
        Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            "too many others write it",
        ))
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
    /// That of a file that has just been created, in the same hold.
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
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(
        &mut options,
        if is_new { NEW_FILE_MODE } else { PRIVATE_MODE },
    );
    #[cfg(not(unix))]
    let _ = is_new;
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

/// What temporary files of one target may be called.
struct TemporaryNames<'a> {
    directory: &'a Path,
    target: &'a OsStr,
    number: u64,
}

impl TemporaryNames<'_> {
    fn path(&self, index: u32) -> PathBuf {
        let mut hash = Sha256::new();
        hash.update(self.number.to_le_bytes());
        hash.update(index.to_le_bytes());
        hash.update(self.target.as_encoded_bytes());
        let target: String = self
            .target
            .to_string_lossy()
            .chars()
            .take(SHOWN_MAX)
            .collect();
        let mut name = format!(".{target}.");
        for byte in &hash.finalize()[..HASH_LENGTH] {
            // Writing to a text does not fail
            let _ = write!(name, "{byte:02x}");
        }
        self.directory.join(name + ".tmp")
    }
}

/// The number of a directory.
#[cfg(unix)]
fn number(directory: &Path) -> io::Result<u64> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(fs::metadata(directory)?.ino())
}

/// Elsewhere nothing is removed.
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

/// Elsewhere nothing is locked.
#[cfg(not(unix))]
pub(super) fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// What a kill left.
#[cfg(unix)]
mod leftovers {
    use std::fs::{self, File, Metadata};
    use std::os::unix::fs::MetadataExt as _;
    use std::path::Path;

    use super::{LOOKED_AT, Staged, TemporaryNames, is_at};

    /// Removes what has a name of a temporary file of this target, and nobody is writing.
    pub(super) fn remove(names: &TemporaryNames<'_>, staged: &Staged) {
        let Ok(own) = staged.file.metadata() else {
            return;
        };
        let paths = (0..LOOKED_AT).map(|index| names.path(index));
        for path in paths.filter(|path| *path != staged.name.path) {
            remove_left(&path, &own);
        }
    }

    /// The lock is held until the file is gone: who has just created it finds out, and takes another name.
    fn remove_left(path: &Path, own: &Metadata) {
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
}
