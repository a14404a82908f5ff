//! Reading: whole, as text, within bounds, and for files found by search only what the repository holds.

use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::obstacle::not_a_file;
use super::{FileError, GIT, MAX_SIZE, parent, repository_root, resolve};
use crate::document::Source;

/// The size of a piece of a file, in bytes.
const PIECE_SIZE: usize = 64 * 1024;

/// The reason why a file is read, which decides what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The user named it: anything that can be read, a FIFO and `/dev/stdin` too.
    Named,
    /// A tool keeps it in a place of its own: a regular file, wherever links lead. Nobody waits for a FIFO there.
    Kept,
    /// It was found by search, in a repository that someone else may have written: a regular file that lies, links
    /// resolved, inside the repository or its own directory. What git keeps below `.git` is not inside: a `config`
    /// there may hold a token.
    Found,
}

/// The text of a file of at most [`MAX_SIZE`] bytes; `None` where there is no such file.
///
/// # Errors
/// Where it is there and cannot be read, or may not be: nothing of its content is in the error.
pub fn read_text(path: &Path, trust: Trust) -> Result<Option<String>, FileError> {
    let bytes = read_bytes(path, trust)?;
    bytes.map(|bytes| text(path, bytes)).transpose()
}

/// The bytes of such a file, be they text or not.
///
/// # Errors
/// As [`read_text`].
pub fn read_bytes(path: &Path, trust: Trust) -> Result<Option<Vec<u8>>, FileError> {
    match place_of_file(path, trust)? {
        Some((place, size)) => read_bounded(path, &place, size).map(Some),
        None => Ok(None),
    }
}

/// Hands on the bytes of such a file piece by piece, however many they are, until `take` breaks off; none where there
/// is no such file.
///
/// # Errors
/// As [`read_text`], but for its size and for what is no text.
pub fn read_pieces(
    path: &Path,
    trust: Trust,
    mut take: impl FnMut(&[u8]) -> ControlFlow<()>,
) -> Result<(), FileError> {
    let Some((place, _)) = place_of_file(path, trust)? else {
        return Ok(());
    };
    let mut file = File::open(place).map_err(unreadable(path))?;
    let mut piece = vec![0; PIECE_SIZE];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => match take(&piece[..length]) {
                ControlFlow::Continue(()) => {}
                ControlFlow::Break(()) => return Ok(()),
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(path)(error)),
        }
    }
}

/// The path of a file that may be read, and the size that it claims; `None` where there is none.
fn place_of_file(path: &Path, trust: Trust) -> Result<Option<(PathBuf, u64)>, FileError> {
    let place = place(path, trust)?;
    let metadata = match place.as_deref().map(fs::metadata) {
        Some(Ok(metadata)) => metadata,
        Some(Err(source)) if source.kind() != io::ErrorKind::NotFound => {
            return Err(unreadable(path)(source));
        }
        _ => return absent(path),
    };
    let place = place.unwrap_or_else(|| path.to_owned());
    if metadata.is_dir() {
        return Err(not_a_file(path, &place));
    }
    // Asked before it is opened: opening a FIFO waits for its writer
    if trust != Trust::Named && !metadata.is_file() {
        return Err(FileError::Irregular(path.to_owned()));
    }
    Ok(Some((place, metadata.len())))
}

/// The path of a file that may be opened; `None` where a directory on the way is missing.
pub(super) fn place(path: &Path, trust: Trust) -> Result<Option<PathBuf>, FileError> {
    match trust {
        Trust::Named | Trust::Kept => Ok(Some(path.to_owned())),
        Trust::Found => contained(path),
    }
}

/// The path of the file, links resolved, provided that its repository or directory holds it; `None` where a directory
/// on the way is missing.
fn contained(path: &Path) -> Result<Option<PathBuf>, FileError> {
    let target = resolve(path)?;
    let directory = canonical(path, parent(path))?;
    let Some((directory, home)) = directory.zip(canonical(path, parent(&target))?) else {
        return Ok(None);
    };
    let Some(name) = target.file_name() else {
        return Err(FileError::Directory(path.to_owned()));
    };
    let place = home.join(name);
    let root = repository_root(&directory).unwrap_or(directory);
    if holds(&root, &place) {
        Ok(Some(place))
    } else {
        Err(FileError::Outside(path.to_owned(), root))
    }
}

fn canonical(path: &Path, directory: &Path) -> Result<Option<PathBuf>, FileError> {
    match fs::canonicalize(directory) {
        Ok(directory) => Ok(Some(directory)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(unreadable(path)(source)),
    }
}

/// Compared without regard to case, since `.GIT` is `.git` on some file systems.
fn holds(root: &Path, place: &Path) -> bool {
    let is_inside = |inner: &Path| inner.iter().all(|part| !part.eq_ignore_ascii_case(GIT));
    place.strip_prefix(root).is_ok_and(is_inside)
}

/// A link to nothing is not the same as nothing: something was meant to be there.
fn absent<T>(path: &Path) -> Result<Option<T>, FileError> {
    match fs::read_link(path) {
        Ok(target) => Err(FileError::Dangling(path.to_owned(), target)),
        Err(_) => Ok(None),
    }
}

/// Bounded by what is read and not by the size, which is zero for many things that have content; where it is true, it
/// spares the moves of a growing buffer.
fn read_bounded(path: &Path, place: &Path, size: u64) -> Result<Vec<u8>, FileError> {
    let size = usize::try_from(size).unwrap_or(MAX_SIZE).min(MAX_SIZE);
    let mut bytes = Vec::with_capacity(size + 1);
    let file = File::open(place).map_err(unreadable(path))?;
    let read = file.take(MAX_SIZE as u64 + 1).read_to_end(&mut bytes);
    read.map_err(unreadable(path))?;
    if bytes.len() > MAX_SIZE {
        return Err(FileError::TooLarge(path.to_owned()));
    }
    Ok(bytes)
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<String, FileError> {
    String::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
        let (line, column) = Source::new("", good).position(usize::MAX);
        FileError::NotUtf8(path.to_owned(), line, column)
    })
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> FileError {
    move |source| FileError::Read(path.to_owned(), source)
}
