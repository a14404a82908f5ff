//! Files that this program keeps for itself, which may be gone at any time: read only if they are its user's own,
//! replaced in one step, and never waited for until the disk has them.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Trust, is_directory, is_link, owner, parent, read_bytes, read_text, user};
use crate::signals::hold;

/// The text of a file that this user has written; `None` where there is none.
///
/// # Errors
/// In words, where it is somebody else's, or no file.
pub fn read_own(path: &Path) -> Result<Option<String>, String> {
    check_own(path)?;
    read_text(path, Trust::Kept).map_err(|error| error.to_string())
}

/// The bytes of such a file, be they text or not.
///
/// # Errors
/// In words, where it is somebody else's, no file, or larger than `size_max`.
pub fn read_own_bytes(path: &Path, size_max: usize) -> Result<Vec<u8>, String> {
    check_own(path)?;
    let bytes = read_bytes(path, Trust::Kept).map_err(|error| error.to_string())?;
    match bytes {
        Some(bytes) if bytes.len() <= size_max => Ok(bytes),
        Some(_) => Err("it is too large".to_owned()),
        None => Err("it is gone".to_owned()),
    }
}

/// A file in a directory of such files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// The time of its last change.
    pub modified: SystemTime,
}

/// The regular files in a directory, in no order; `None` if there is more in it than `count_max`.
///
/// # Errors
/// Where it cannot be listed.
pub fn list_kept(directory: &Path, count_max: usize) -> io::Result<Option<Vec<KeptFile>>> {
    let mut files = Vec::new();
    for (count, entry) in fs::read_dir(directory)?.enumerate() {
        if count == count_max {
            return Ok(None);
        }
        // What another run removed meanwhile is not there
        let Ok((path, metadata)) = entry.and_then(|entry| Ok((entry.path(), entry.metadata()?)))
        else {
            continue;
        };
        if metadata.is_file() {
            files.push(KeptFile {
                path,
                size: metadata.len(),
                modified: metadata.modified()?,
            });
        }
    }
    Ok(Some(files))
}

/// Checks that a directory is this user's own: what is in it may be replaced and removed.
///
/// # Errors
/// In words, if it is somebody else's, a link, or no directory.
pub fn check_own_directory(path: &Path) -> Result<(), String> {
    check_own(path)?;
    let is_directory = is_directory(path).then_some(());
    is_directory.ok_or_else(|| "it is no directory".to_owned())
}

fn check_own(path: &Path) -> Result<(), String> {
    if is_link(path) {
        return Err("it is a link".to_owned());
    }
    match owner(path) {
        Ok(Some(owner)) if owner != user() => Err("it belongs to another user".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// The time of the last change of what has this path; `None` if that cannot be known.
pub fn modified(path: &Path) -> Option<SystemTime> {
    fs::symlink_metadata(path).ok()?.modified().ok()
}

/// Makes a directory, and those above it, for this user alone (XDG Base Directory Specification).
///
/// # Errors
/// Where it cannot be made.
pub fn make_private_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Gives a file this content, or creates it, in one step. A link is replaced, and not followed.
///
/// # Errors
/// Where its directory or disk does not take it.
pub fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let _hold = hold();
    let mut file = tempfile::NamedTempFile::new_in(parent(path))?;
    file.write_all(bytes)?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Removes such a file. One that is not there has been.
///
/// # Errors
/// Where it cannot be removed.
pub fn remove_kept(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
