//! The advisory lock by which writers of one file exclude each other.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;

use super::read::place;
use super::{FileError, Trust};

/// The right to be the only one that writes, as long as this lives.
///
/// Where the file system has no locks, and for what is no regular file, the right is given without one: what is lost
/// is that two runs at once wait for each other, not that a file is replaced whole. So it is on Windows, where a
/// lock would keep everybody from reading.
#[derive(Debug)]
pub struct Exclusive {
    /// Unlocked by the system when it is closed, however the process ends.
    file: Option<File>,
}

impl Exclusive {
    /// Takes the lock on a file that is there; `None` while someone else has it.
    ///
    /// # Errors
    /// Where the file cannot be opened, or may not be: what a link leads to may be a lock of somebody else.
    pub fn try_acquire(path: &Path, trust: Trust) -> Result<Option<Self>, FileError> {
        let place = place(path, trust)?.unwrap_or_else(|| path.to_owned());
        let failed = |source| FileError::Read { path: path.to_owned(), source };
        // Opening a FIFO would wait for its writer, or take its content away
        if cfg!(windows) || !fs::metadata(&place).map_err(failed)?.is_file() {
            return Ok(Some(Self { file: None }));
        }
        // NFS wants a file that is open for writing; one that may only be read can be locked elsewhere
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&place)
            .or_else(|_| File::open(&place))
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { file: Some(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(_)) => Ok(Some(Self { file: None })),
        }
    }

    /// Whether there is a lock behind it: not on a file system that has none.
    pub fn is_locked(&self) -> bool {
        self.file.is_some()
    }
}
