//! `images.lock` on the disk.

use std::path::{Path, PathBuf};

use super::{Decoded, Difference, Lock, LockError, decode, encode, is_canonical};
use crate::document::Source;
use crate::files::{self, FileError, Trust};

/// An `images.lock` as it was read, which may not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockFile {
    /// Its path, as it was named, be it there or not.
    pub path: PathBuf,
    /// Its text; `None` where there is no file.
    pub text: Option<String>,
    /// Its content; without a file, no entries.
    pub lock: Lock,
    /// The first line that we would not have written so; `None` in the canonical form, and without a file.
    pub difference: Option<Difference>,
}

impl LockFile {
    /// Reads a lock. A missing file is an empty lock, and so is a link to one, which is created with the first write.
    ///
    /// # Errors
    /// Where there is a file and it cannot be read, or is not a lock of this version, whole and valid.
    pub fn read(path: &Path, trust: Trust) -> Result<Self, LockError> {
        let path = path.to_owned();
        if files::is_device(&path) {
            return Err(FileError::Device(path).into());
        }
        let Some(source) = read_source(&path, trust)? else {
            return Ok(Self {
                path,
                text: None,
                lock: Lock::default(),
                difference: None,
            });
        };
        let Decoded { lock, difference } = decode(&source)?;
        Ok(Self {
            path,
            text: Some(source.text),
            lock,
            difference,
        })
    }

    /// Whether there is a file.
    pub fn exists(&self) -> bool {
        self.text.is_some()
    }

    /// Tells whether a new lock has another text than this one, line ends aside: a checkout with CRLF is left alone. A
    /// lock without entries is no reason to make a file.
    pub fn would_change(&self, new: &Lock) -> bool {
        match &self.text {
            Some(old) => !is_canonical(old, new),
            None => !new.entries.is_empty(),
        }
    }

    /// Tells whether somebody else wrote the file since it was read.
    ///
    /// # Errors
    /// Where it cannot be read any more, or is no file that could be replaced.
    pub fn has_changed(&self) -> Result<bool, LockError> {
        is_changed(&self.path, self.text.as_deref())
    }

    /// Writes a new lock in place of this one, where that changes it. Says whether it was written.
    ///
    /// # Errors
    /// Where the file cannot be replaced; it is then what it was.
    pub fn replace_if_different(&self, new: &Lock) -> Result<bool, LockError> {
        if !self.would_change(new) {
            return Ok(false);
        }
        files::replace(&self.path, encode(new).as_bytes())?;
        Ok(true)
    }
}

/// The text of a file that imagelock writes; `None` if it is not there, and for a link to one that is not.
pub(super) fn read_source(path: &Path, trust: Trust) -> Result<Option<Source>, LockError> {
    let text = match files::read_text(path, trust) {
        Err(FileError::Dangling(..)) => None,
        text => text?,
    };
    Ok(text.map(|text| Source::new(path.display().to_string(), text)))
}

/// Tells whether such a file has another text by now than it had.
pub(super) fn is_changed(path: &Path, text: Option<&str>) -> Result<bool, LockError> {
    let now = read_source(path, Trust::Kept)?;
    Ok(now.as_ref().map(|now| now.text.as_str()) != text)
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests look at the files behind the door's back"
)]
mod tests {
    use std::fs;

    use super::*;
    use crate::lock::DecodeError;

    fn lock() -> Lock {
        let digest = "4f3c1a9e91be02d7".repeat(4);
        let text = format!(
            "version = 1\n[images.base]\nimage = \"docker.io/library/alpine\"\ndigest = \"sha256:{digest}\"\n"
        );
        decode(&Source::new("images.lock", text)).unwrap().lock
    }

    #[test]
    fn a_missing_file_is_an_empty_lock_and_is_created() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("images.lock");
        let file = LockFile::read(&path, Trust::Found).unwrap();
        assert!(!file.exists());
        assert_eq!(file.lock, Lock::default());
        assert!(!file.replace_if_different(&Lock::default()).unwrap());
        assert!(!path.exists(), "a lock without entries makes no file");
        assert!(file.replace_if_different(&lock()).unwrap());
        assert_eq!(LockFile::read(&path, Trust::Found).unwrap().lock, lock());
    }

    #[test]
    fn a_lock_with_other_line_ends_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("images.lock");
        let checkout = format!("\u{feff}{}", encode(&lock()).replace('\n', "\r\n"));
        fs::write(&path, &checkout).unwrap();
        let file = LockFile::read(&path, Trust::Found).unwrap();
        assert!(file.exists());
        assert_eq!(file.difference, None);
        assert!(!file.replace_if_different(&lock()).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), checkout);
        assert!(file.replace_if_different(&Lock::default()).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), encode(&Lock::default()));
    }

    #[test]
    fn what_somebody_else_writes_is_found_out() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("images.lock");
        let missing = LockFile::read(&path, Trust::Found).unwrap();
        assert!(!missing.has_changed().unwrap());
        fs::write(&path, format!("\u{feff}{}", encode(&lock()))).unwrap();
        assert!(missing.has_changed().unwrap());
        let file = LockFile::read(&path, Trust::Found).unwrap();
        assert!(
            !file.has_changed().unwrap(),
            "the byte order mark is no change"
        );
        fs::write(&path, encode(&Lock::default())).unwrap();
        assert!(file.has_changed().unwrap());
        fs::remove_file(&path).unwrap();
        assert!(file.has_changed().unwrap());
    }

    #[test]
    fn a_lock_that_only_looks_different_is_brought_to_its_form() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("images.lock");
        fs::write(&path, encode(&lock()) + "# a comment\n").unwrap();
        let file = LockFile::read(&path, Trust::Named).unwrap();
        assert!(file.difference.is_some());
        assert!(file.replace_if_different(&file.lock).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), encode(&lock()));
    }

    #[test]
    fn what_is_not_ours_is_an_error_and_not_an_empty_lock() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("images.lock");
        fs::write(&path, "kind: ImagesLock\n").unwrap();
        let error = LockFile::read(&path, Trust::Named).unwrap_err();
        assert!(
            matches!(error, LockError::Decode(DecodeError::Foreign { .. })),
            "{error}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_lock_that_is_not_there_yet_is_followed() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("images.lock");
        std::os::unix::fs::symlink("real.lock", &path).unwrap();
        let file = LockFile::read(&path, Trust::Found).unwrap();
        assert!(!file.exists());
        assert!(file.replace_if_different(&lock()).unwrap());
        assert!(path.is_symlink());
        assert_eq!(
            fs::read_to_string(directory.path().join("real.lock")).unwrap(),
            encode(&lock())
        );
    }
}
