//! What keeps a file from being replaced although a new one can be created beside it: found out by looking, since the
//! only way to try it is to do it.

use std::fs::Metadata;
use std::path::Path;

use super::attribute::attribute;
use super::mount::is_mount_point;
use super::shell::directory_to_mount;
use super::{FileError, is_empty, resolve};

/// Finds out whether a rename could put another file in place of one that is there. `named` is how the user calls it,
/// `file` is what is behind its links, and `directory` is where that lies.
///
/// # Errors
/// Where the file is mounted by itself (`rename(2)`: EBUSY), it or its directory has an attribute (EPERM), or it
/// belongs to another user in a sticky directory (EPERM).
pub(super) fn check_replaceable(
    named: &Path,
    (file, old): (&Path, &Metadata),
    directory: &Path,
) -> Result<(), FileError> {
    if is_mount_point(file) {
        return Err(mounted(named, file));
    }
    for place in [file, directory] {
        if let Some(attribute) = attribute(place) {
            let (named, place) = (named.to_owned(), place.to_owned());
            return Err(FileError::Attribute(named, place, attribute));
        }
    }
    if is_kept_by_sticky(old, directory) {
        return Err(FileError::Sticky(named.to_owned(), directory.to_owned()));
    }
    Ok(())
}

/// Finds out whether something is mounted at just this path, so that it can neither be replaced nor moved away: that is
/// told before what is wrong with its content.
///
/// # Errors
/// Where it is.
pub fn check_mount(named: &Path) -> Result<(), FileError> {
    match resolve(named) {
        Ok(file) if is_mount_point(&file) && file.is_dir() => Err(not_a_file(named, &file)),
        Ok(file) if is_mount_point(&file) => Err(mounted(named, &file)),
        // It is for the reader to say what is wrong with a link
        Ok(_) | Err(_) => Ok(()),
    }
}

fn mounted(named: &Path, file: &Path) -> FileError {
    FileError::Mounted(named.to_owned(), directory_to_mount(file))
}

/// The error of a directory in place of a file, links resolved. Docker makes one where the file to mount is missing.
pub(super) fn not_a_file(named: &Path, place: &Path) -> FileError {
    let is_of_docker = is_mount_point(place) && is_empty(place).is_ok_and(|is_empty| is_empty);
    if is_of_docker {
        FileError::MountedDirectory(named.to_owned(), directory_to_mount(place))
    } else {
        FileError::Directory(named.to_owned())
    }
}

/// Whether a directory like `/tmp` keeps a file for its owner. Root may replace what it likes.
#[cfg(unix)]
fn is_kept_by_sticky(file: &Metadata, directory: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    const STICKY: u32 = 0o1000;
    let user = super::user();
    let is_others = |metadata: &Metadata| metadata.uid() != user;
    let directory = directory.metadata();
    let is_kept = |directory: &Metadata| directory.mode() & STICKY != 0 && is_others(directory);
    user != 0 && is_others(file) && directory.is_ok_and(|directory| is_kept(&directory))
}

/// There are no such directories elsewhere.
#[cfg(not(unix))]
fn is_kept_by_sticky(_: &Metadata, _: &Path) -> bool {
    false
}
