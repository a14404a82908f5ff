//! The advisory lock by which writers of one file exclude each other.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;

use super::names::is_at;
use super::read::place;
use super::replace::replace_after;
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
        let failed = |source| FileError::Read(path.to_owned(), source);
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
            // Who had it may have put another file there meanwhile, whose lock is the one that counts
            Ok(()) if !is_at(&file, &place) => Ok(None),
            Ok(()) => Ok(Some(Self { file: Some(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(_)) => Ok(Some(Self { file: None })),
        }
    }

    /// Replaces the content of the locked file, and keeps the right: nobody comes between the old file and the new one,
    /// which is locked before it has the name. Does so if something holds until then, and says whether it did.
    ///
    /// # Errors
    /// As [`super::replace()`]; the file is then what it was, and the right as well.
    pub fn replace_if(
        &mut self,
        target: &Path,
        bytes: &[u8],
        is_wanted: impl FnOnce() -> bool,
    ) -> Result<bool, FileError> {
        let lock = |file: &File| is_wanted().then(|| file.try_lock());
        let Some((file, locked)) = replace_after(target, bytes, lock)? else {
            return Ok(false);
        };
        if self.file.is_some() {
            self.file = locked.is_ok().then_some(file);
        }
        Ok(true)
    }

    /// Whether there is a lock behind it: not on a file system that has none.
    pub fn is_locked(&self) -> bool {
        self.file.is_some()
    }
}

/// The identity of a file, whatever it is called. In the order of these locks are taken, so that no two runs wait
/// for each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileIdentity {
    /// The number of its device, and its own.
    Numbers(u64, u64),
    /// The path, links resolved.
    #[cfg(not(unix))]
    Path(std::path::PathBuf),
}

impl FileIdentity {
    /// The one of the file at this path; `None` where there is none.
    pub fn of(path: &Path) -> Option<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let metadata = fs::metadata(path).ok()?;
            Some(Self::Numbers(metadata.dev(), metadata.ino()))
        }
        #[cfg(not(unix))]
        {
            fs::canonicalize(path).ok().map(Self::Path)
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn who_replaces_the_file_stays_the_only_one() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("images.toml");
        fs::write(&path, "old").unwrap();
        let other = || Exclusive::try_acquire(&path, Trust::Named).unwrap();
        let mut first = other().expect("nobody has it");
        let before = File::open(&path).unwrap();
        assert!(!first.replace_if(&path, b"other", || false).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert!(first.replace_if(&path, b"new", || true).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert!(first.is_locked());
        assert!(other().is_none(), "the new file is locked");
        assert!(
            !is_at(&before, &path),
            "the lock of the old file is worth nothing"
        );
        drop(first);
        assert!(other().is_some());
    }
}
