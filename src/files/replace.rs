//! Writing: replacing a file so that a crash leaves the old content or the new one, whole, and appending to one.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::kept::remove_kept;
use super::obstacle::{check_replaceable, not_a_file};
use super::staged::Staged;
use super::{FileError, parent, resolve};
use crate::signals::hold;

/// Finds out whether [`replace`] could succeed, by a look at what is there, and by creating a temporary file beside it
/// and removing it again.
///
/// # Errors
/// Those of [`replace`], but for a disk that is full.
pub fn check_writable(target: &Path) -> Result<(), FileError> {
    Destination::find(target)?.stage().map(drop)
}

/// Replaces the content of a file, or creates it. A link is followed, and its target replaced.
///
/// Whenever this is interrupted, the file holds its old content or the new one. The mode of the old file is kept;
/// its directory must be writable, the file itself need not be.
///
/// # Errors
/// Where the target is no file, or its directory or disk does not take the new one. The file is then what it was.
pub fn replace(target: &Path, bytes: &[u8]) -> Result<(), FileError> {
    replace_if(target, bytes, || true).map(|_| ())
}

/// Replaces a file if something holds when the new one is there, but has not the name yet. Says whether it did.
///
/// # Errors
/// As [`replace`].
pub fn replace_if(
    target: &Path,
    bytes: &[u8],
    is_wanted: impl FnOnce() -> bool,
) -> Result<bool, FileError> {
    Ok(replace_after(target, bytes, |_| is_wanted().then_some(()))?.is_some())
}

/// Replaces a file after something was done with the new file that has not the name yet. Gives the file, and what that
/// came to; where that is nothing, nothing is replaced.
pub(super) fn replace_after<T>(
    target: &Path,
    bytes: &[u8],
    prepare: impl FnOnce(&File) -> Option<T>,
) -> Result<Option<(File, T)>, FileError> {
    let place = Destination::find(target)?;
    let staged = place.stage()?;
    place.write(&staged, bytes)?;
    place.flush(&staged)?;
    let Some(prepared) = prepare(staged.file()) else {
        return Ok(None);
    };
    let file = place.rename(staged)?;
    place.flush_directory();
    Ok(Some((file, prepared)))
}

/// Creates a file, whole or not at all, where nothing is: not a link either.
///
/// # Errors
/// Where something is there, or its directory or disk does not take it.
pub fn create(target: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let exists = || FileError::Exists(target.to_owned());
    if fs::symlink_metadata(target).is_ok() {
        return Err(exists());
    }
    let place = Destination::find(target)?;
    let staged = place.stage()?;
    place.write(&staged, bytes)?;
    place.flush(&staged)?;
    staged
        .take_place(&place.file)
        .map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => exists(),
            _ => FileError::Rename(target.to_owned(), source),
        })?;
    place.flush_directory();
    Ok(())
}

/// Removes a file. One that is not there has been. A link is followed, and leads nowhere from then on.
///
/// # Errors
/// Where its directory does not let it go.
pub fn remove(target: &Path) -> Result<(), FileError> {
    let failed = |source| FileError::Remove(target.to_owned(), source);
    remove_kept(&resolve(target)?).map_err(failed)
}

/// Removes a file that was created, unless somebody has changed it since. Tells whether it did.
pub fn take_back(created: &Path, bytes: &[u8]) -> bool {
    fs::read(created).is_ok_and(|there| there == bytes) && fs::remove_file(created).is_ok()
}

/// Writes at the end of a file, and creates it where there is none.
///
/// # Errors
/// Where the file cannot be opened or written.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let failed = |source| FileError::Write(path.to_owned(), source);
    let mut options = OpenOptions::new();
    let file = options.append(true).create(true).open(path);
    let mut file = file.map_err(failed)?;
    // A pipe may take for ever
    let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
    let _hold = is_file.then(hold);
    file.write_all(bytes).map_err(failed)
}

/// The place of the new file.
struct Destination {
    /// As it was named, for messages.
    named: PathBuf,
    /// The file behind all links.
    file: PathBuf,
    /// The directory of that file.
    directory: PathBuf,
    /// The permissions of the old file; `None` where there is none.
    permissions: Option<Permissions>,
}

impl Destination {
    fn find(target: &Path) -> Result<Self, FileError> {
        let named = target.to_owned();
        let file = resolve(target)?;
        let directory = parent(&file).to_owned();
        if !directory.is_dir() {
            return Err(FileError::NoDirectory(named, directory));
        }
        let permissions = match fs::metadata(&file) {
            Ok(old) if old.is_file() => {
                check_replaceable(&named, (&file, &old), &directory)?;
                Some(old.permissions())
            }
            Ok(old) if old.is_dir() => return Err(not_a_file(&named, &file)),
            // A rename would put a file in place of `/dev/stdout`
            Ok(_) => return Err(FileError::Irregular(named)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(FileError::Write(named, source)),
        };
        Ok(Self {
            named,
            file,
            directory,
            permissions,
        })
    }

    /// An empty temporary file beside the target, on the same file system, with the final mode.
    fn stage(&self) -> Result<Staged, FileError> {
        let name = self.file.file_name().unwrap_or_default();
        Staged::create(&self.directory, name, self.permissions.as_ref())
            .map_err(|source| FileError::Create(self.named.clone(), self.directory.clone(), source))
    }

    fn write(&self, staged: &Staged, bytes: &[u8]) -> Result<(), FileError> {
        let written = staged.file().write_all(bytes);
        written.map_err(|source| FileError::Write(self.named.clone(), source))
    }

    /// Before the rename: otherwise a power cut can leave the new name with no content.
    fn flush(&self, staged: &Staged) -> Result<(), FileError> {
        let flushed = staged.file().sync_all();
        flushed.map_err(|source| FileError::Write(self.named.clone(), source))
    }

    fn rename(&self, staged: Staged) -> Result<File, FileError> {
        let renamed = staged.replace(&self.file);
        renamed.map_err(|source| FileError::Rename(self.named.clone(), source))
    }

    /// Makes the rename last. A failure is no error: the file is replaced, and a crash leaves one of the two whole
    /// contents with or without this; some file systems and directories without the right to read refuse it.
    fn flush_directory(&self) {
        if cfg!(unix) {
            let _ = File::open(&self.directory).and_then(|directory| directory.sync_all());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::mem::forget;

    use super::*;

    const OLD: &str = "old";
    const NEW: &str = "new and longer";

    /// What a kill after each step leaves: nothing is dropped, so nothing is tidied up.
    fn killed_after(steps: usize, target: &Path) {
        let place = Destination::find(target).unwrap();
        let staged = place.stage().unwrap();
        if steps == 1 {
            return forget(staged);
        }
        if steps == 2 {
            place.write(&staged, &NEW.as_bytes()[..5]).unwrap();
            return forget(staged);
        }
        place.write(&staged, NEW.as_bytes()).unwrap();
        if steps == 3 {
            return forget(staged);
        }
        place.flush(&staged).unwrap();
        if steps == 4 {
            return forget(staged);
        }
        place.rename(staged).unwrap();
        if steps > 5 {
            place.flush_directory();
        }
    }

    #[test]
    fn a_kill_after_any_step_leaves_the_old_content_or_the_new() {
        let directory = tempfile::tempdir().unwrap();
        for (steps, expected) in [(1, OLD), (2, OLD), (3, OLD), (4, OLD), (5, NEW), (6, NEW)] {
            let target = directory.path().join(format!("{steps}.lock"));
            fs::write(&target, OLD).unwrap();
            killed_after(steps, &target);
            assert_eq!(
                fs::read_to_string(&target).unwrap(),
                expected,
                "after step {steps}"
            );
            replace(&target, b"next").unwrap();
            assert_eq!(
                fs::read_to_string(&target).unwrap(),
                "next",
                "what step {steps} left is in the way"
            );
        }
    }

    #[test]
    fn a_kill_before_the_rename_creates_nothing_under_the_name_of_the_target() {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("images.lock");
        killed_after(4, &target);
        assert!(!target.exists());
    }
}
