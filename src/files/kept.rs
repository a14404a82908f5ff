//! Files that this program keeps for itself, which may be gone at any time: read only if they are its user's own, replaced
//! in one step, and never waited for until the disk has them.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::SystemTime;

use super::{Trust, is_directory, is_link, owner, parent, read_text, user};
use crate::signals::hold;

/// The text of a file that this user has written; `None` where there is none.
///
/// # Errors
/// In words, where it is somebody else's, or no file.
pub fn read_own(path: &Path) -> Result<Option<String>, String> {
    check_own(path)?;
    read_text(path, Trust::Kept).map_err(|error| error.to_string())
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
