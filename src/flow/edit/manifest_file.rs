//! The manifest as an edit found it, and as it leaves it.

use crate::error::{Error, OutputError};
use crate::files::{self, Exclusive, FileError, check_mount};
use crate::flow::Effect;
use crate::flow::decide::Outcomes;
use crate::flow::write::{are_good, check_unchanged, read_lock};
use crate::lock::LockFile;
use crate::manifest::without_images;
use crate::project::ProjectFiles;
use crate::report::WriteOutcome;

/// The manifest on the disk, before and after; no other run writes as long as this is there.
pub(super) struct ManifestFile {
    pub exclusive: Option<Exclusive>,
    pub before: String,
    pub after: String,
    /// It is not on the disk yet.
    pub is_new: bool,
}

/// The treatment of a manifest that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfAbsent {
    Refuse,
    /// It begins without images.
    Create,
}

impl ManifestFile {
    /// Reads the manifest, or begins a new one. A lock that is there already belongs to another.
    pub(super) fn read(
        files: &ProjectFiles,
        exclusive: Option<Exclusive>,
        if_absent: IfAbsent,
        effect: Effect,
    ) -> Result<Self, Error> {
        let is_new = if_absent == IfAbsent::Create && files.is_new();
        if is_new && read_lock(files, effect)?.exists() {
            if effect == Effect::Write {
                check_mount(&files.lock_path)?;
            }
            return Err(FileError::Exists(files.lock_path.clone()).into());
        }
        let before = if is_new {
            without_images()
        } else {
            files.text()?
        };
        Ok(Self {
            exclusive,
            after: before.clone(),
            before,
            is_new,
        })
    }

    /// Tells whether it is still what was read. Somebody saves it in an editor, or takes another commit: they do not
    /// take our lock. What is no file cannot be read twice.
    pub(super) fn is_current(&self, files: &ProjectFiles) -> Result<bool, Error> {
        if self.is_new {
            return Ok(files.is_new());
        }
        Ok(files.text_of_file()?.is_none_or(|text| text == self.before))
    }

    /// Writes the manifest, before the lock: a crash between the two leaves an image that is not locked, which the gate
    /// tells, and `lock` mends. `None` where it is not what was read any more.
    pub(super) fn write(
        &mut self,
        files: &ProjectFiles,
        lock: &LockFile,
        outcomes: &Outcomes,
        effect: Effect,
    ) -> Result<Option<WriteOutcome>, Error> {
        match effect {
            _ if self.before == self.after => Ok(Some(WriteOutcome::Unneeded)),
            _ if !are_good(outcomes) => Ok(Some(WriteOutcome::Prevented)),
            Effect::Write => {
                // Where the lock cannot be written, neither is
                check_unchanged(lock)?;
                Ok(self.replace(files)?.then_some(WriteOutcome::Yes))
            }
            _ => Ok(Some(WriteOutcome::Reported)),
        }
    }

    /// The error of a lock that could not be written, beside a manifest that was.
    ///
    /// # Errors
    /// The cause alone if neither file is written. A manifest that was created is taken back, so that nothing is left
    /// behind.
    pub(super) fn lock_not_written(
        &self,
        files: &ProjectFiles,
        written: WriteOutcome,
        cause: Error,
    ) -> Result<OutputError, Error> {
        let path = &files.manifest_path;
        let is_taken_back = || self.is_new && files::take_back(path, self.after.as_bytes());
        if written != WriteOutcome::Yes || is_taken_back() {
            return Err(cause);
        }
        Ok(OutputError::LockNotWritten {
            manifest: path.clone(),
            lock: files.lock_path.clone(),
            source: Box::new(cause),
        })
    }

    /// Looked at once more just before the new file gets the name: what somebody saved meanwhile is not to be lost.
    fn replace(&mut self, files: &ProjectFiles) -> Result<bool, Error> {
        let (path, bytes, before) = (&files.manifest_path, self.after.as_bytes(), &self.before);
        if self.is_new {
            return match files::create(path, bytes) {
                Err(FileError::Exists(_)) => Ok(false),
                created => Ok(created.map(|()| true)?),
            };
        }
        let is_current = || files.text().is_ok_and(|text| text == *before);
        Ok(match &mut self.exclusive {
            Some(exclusive) => exclusive.replace_if(path, bytes, is_current)?,
            None => files::replace_if(path, bytes, is_current)?,
        })
    }
}
