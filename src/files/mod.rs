//! The one door to the disk: bounded reads of files that may be read, atomic replacement, the advisory lock.
//!
//! Knows nothing of what the files mean. Everything that opens, creates or renames a file is below this module, so
//! that no other room can read without a bound or leave a file half written.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the door that the other rooms are sent to"
)]

mod attribute;
mod error;
mod exclusive;
mod kept;
mod mount;
mod names;
mod obstacle;
#[cfg(unix)]
mod program;
mod read;
mod replace;
mod shell;
mod staged;
mod temporary;

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

pub use error::FileError;
pub use exclusive::{Exclusive, FileIdentity};
pub use kept::{
    KeptFile, check_own_directory, keep, list_kept, make_private_directory, modified, read_own,
    read_own_bytes, remove_kept,
};
pub use obstacle::check_mount;
#[cfg(unix)]
pub use program::{find_program, without_relative};
pub use read::{Trust, read_bytes, read_pieces, read_text};
pub use replace::{append, check_writable, create, remove, replace, replace_if, take_back};
pub use shell::shell_word;
pub use temporary::TemporaryDirectory;

/// The most that is read of one file: 16 MiB, about forty thousand locked images.
pub const MAX_SIZE: usize = 16 * 1024 * 1024;
/// The most files of a directory that are looked at: far more than any has that is kept by hand.
const MAX_FILES: usize = 1000;
/// The most links that are followed one after another, as on Linux.
const MAX_LINKS: usize = 40;
/// The directories in which the system makes up what looks like files.
const SYSTEM: [&str; 2] = ["/dev", "/proc"];
/// The directory of real files below one of them.
const SHARED_MEMORY: &str = "/dev/shm";
/// The name by which the root of a repository is known: a directory, or a file in worktrees and submodules.
pub const GIT: &str = ".git";

/// The nearest file called `name`, in `start` or a directory above it.
///
/// A link that leads nowhere is found too: it is for the reader to say so.
pub fn find_upward(start: &Path, name: &str) -> Option<PathBuf> {
    let start = std::path::absolute(start).ok()?;
    start
        .ancestors()
        .map(|directory| directory.join(name))
        .find(|path| fs::symlink_metadata(path).is_ok())
}

/// Whether something is there, be it a link to nothing or behind a closed door: it is for the reader to say so, since a
/// configuration that is passed over silently sends requests where they were not meant to go.
pub fn is_there(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(_) => true,
        Err(error) => !matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        ),
    }
}

/// Whether a path is a link, wherever it leads.
pub fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// The target of a link, as it is written; `None` if the path is none.
pub fn link_target(path: &Path) -> Option<PathBuf> {
    fs::read_link(path).ok()
}

/// Whether something is a device, like `/dev/full`.
#[cfg(unix)]
pub fn is_device(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = fs::metadata(path).map(|metadata| metadata.file_type());
    kind.is_ok_and(|kind| kind.is_char_device() || kind.is_block_device())
}

/// Devices have names elsewhere that no path has.
#[cfg(not(unix))]
pub fn is_device(_: &Path) -> bool {
    false
}

/// Whether a path leads, by itself or by its links, to what the system makes up: a device, or a file that this process
/// has open, which is somebody else's. What is below `/dev/shm` are files.
pub fn is_of_system(path: &Path) -> bool {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let directory = parent(&path)
            .canonicalize()
            .unwrap_or_else(|_| parent(&path).to_owned());
        let is_made_up = SYSTEM.iter().any(|made_up| directory.starts_with(made_up));
        if is_made_up && !directory.starts_with(SHARED_MEMORY) {
            return true;
        }
        let Ok(target) = fs::read_link(&path) else {
            return false;
        };
        path = directory.join(target);
    }
    false
}

/// Whether a directory is there, or a link to one. One behind a closed door is not, as podman takes it.
pub fn is_directory(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// The paths in a directory, in the order of names; nothing where it may not be listed, as podman takes it.
pub fn list(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let entries = entries.take(MAX_FILES).flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Whether a directory holds nothing.
///
/// # Errors
/// Where it may not be listed.
pub fn is_empty(directory: &Path) -> io::Result<bool> {
    Ok(fs::read_dir(directory)?.next().is_none())
}

/// The repository that holds the directory `dir`: the nearest one with a `.git`.
pub fn repository_root(dir: &Path) -> Option<PathBuf> {
    find_upward(dir, GIT).and_then(|git| git.parent().map(Path::to_owned))
}

/// The number of the user to whom a file belongs, or a link where it is one; `None` where users have no numbers.
///
/// # Errors
/// Where nothing is there, or it cannot be looked at.
#[cfg(unix)]
pub fn owner(path: &Path) -> io::Result<Option<u32>> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(Some(path.symlink_metadata()?.uid()))
}

/// The number of the user whose rights this process has.
#[cfg(unix)]
pub fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Users have no numbers elsewhere.
#[cfg(not(unix))]
pub fn owner(_: &Path) -> io::Result<Option<u32>> {
    Ok(None)
}

/// Nobody is asked for theirs elsewhere.
#[cfg(not(unix))]
pub fn user() -> u32 {
    0
}

/// The repository that a file would lie in by its path as it is written, where a link to a directory on the way leads
/// out of it. A path that goes up by itself has left it before.
pub fn left_by_link(path: &Path) -> Option<PathBuf> {
    let place = parent(path).canonicalize().ok()?;
    let written = normal(&std::path::absolute(path).ok()?);
    let roots = written.ancestors().skip(1);
    let mut roots = roots
        .filter(|directory| is_there(&directory.join(GIT)))
        .filter_map(|root| root.canonicalize().ok());
    roots.find(|root| !place.starts_with(root))
}

/// A path in which `..` takes away what is written before it.
pub fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        if component == Component::ParentDir {
            normal.pop();
        } else {
            normal.push(component);
        }
    }
    normal
}

/// The path behind all links of a path's last component, which may not exist.
fn resolve(path: &Path) -> Result<PathBuf, FileError> {
    let mut resolved = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&resolved) {
            Ok(target) => resolved = parent(&resolved).join(target),
            Err(_) => return Ok(resolved),
        }
    }
    Err(FileError::Links(path.to_owned()))
}

/// The directory of a file, also of one that is named without any.
pub fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    }
}
