//! `images.seen` on the disk.

use std::path::{Path, PathBuf};

use super::{Seen, decode_seen, encode_seen};
use crate::document::Source;
use crate::files::{self, FileError, Trust};
use crate::lock::LockError;

/// An `images.seen` as it was read, which may not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenFile {
    /// Its path, be it there or not.
    pub path: PathBuf,
    /// Its text; `None` where there is no file.
    pub text: Option<String>,
    /// Its records; without a file, none.
    pub seen: Seen,
}

impl SeenFile {
    /// Reads an `images.seen`. A missing file has no records, and so has a link to one.
    ///
    /// # Errors
    /// Where there is a file and it cannot be read, or is not one of this version, whole and valid.
    pub fn read(path: &Path, trust: Trust) -> Result<Self, LockError> {
        let path = path.to_owned();
        let text = match files::read_text(&path, trust) {
            Ok(text) => text,
            Err(FileError::Dangling(..)) => None,
            Err(error) => return Err(error.into()),
        };
        let source = text.map(|text| Source::new(path.display().to_string(), text));
        let seen = source.as_ref().map(decode_seen).transpose()?;
        Ok(Self {
            path,
            text: source.map(|source| source.text),
            seen: seen.unwrap_or_default(),
        })
    }

    /// Tells whether new records have another text than these, line ends aside. Without records there is no file.
    pub fn would_change(&self, new: &Seen) -> bool {
        match &self.text {
            Some(old) => new.is_empty() || old.replace("\r\n", "\n") != encode_seen(new),
            None => !new.is_empty(),
        }
    }

    /// Tells whether somebody else wrote the file since it was read.
    ///
    /// # Errors
    /// Where it cannot be read any more, or is no file that could be replaced.
    pub fn has_changed(&self) -> Result<bool, LockError> {
        let now = match files::read_text(&self.path, Trust::Kept) {
            Err(FileError::Dangling(..)) => None,
            now => now?.map(|text| Source::new("", text).text),
        };
        Ok(now != self.text)
    }

    /// Writes new records in place of these, where that changes them, and removes the file where there are none. Says
    /// whether it did.
    ///
    /// # Errors
    /// Where the file cannot be replaced or removed; it is then what it was.
    pub fn replace_if_different(&self, new: &Seen) -> Result<bool, LockError> {
        if !self.would_change(new) {
            return Ok(false);
        }
        if new.is_empty() {
            files::remove(&self.path)?;
        } else {
            files::replace(&self.path, encode_seen(new).as_bytes())?;
        }
        Ok(true)
    }
}
