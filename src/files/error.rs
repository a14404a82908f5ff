//! Why a file cannot be read, replaced or locked: a variant for each cause that a user can act on.

use std::io;
use std::path::{Path, PathBuf};

use super::MAX_SIZE;
use super::attribute::FileAttribute;
use super::shell::{directory_to_mount, mounting, shell_word};
use crate::exit::{Diagnosis, Reason};

/// The reason why a file cannot be read, replaced or locked, with its path as it was named or found.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is a directory.
    #[error("`{0}` is a directory, not a file")]
    Directory(PathBuf),
    /// It is an empty directory that is mounted by itself, as docker makes one where the file to mount is missing. The
    /// second is what is to be mounted instead.
    #[error("`{0}` is a directory that was mounted there, not a file")]
    MountedDirectory(PathBuf, PathBuf),
    /// It is a FIFO, a socket or a device, where only a file will do.
    #[error("`{0}` is not a regular file")]
    Irregular(PathBuf),
    /// It is a device, whose content has no end, or is not there.
    #[error("`{0}` is a device, not a file or a pipe")]
    Device(PathBuf),
    /// It was found by search, and is a link to something that the repository does not hold, or the file's own
    /// directory where there is none.
    #[error("`{0}` leads outside of `{1}`")]
    Outside(PathBuf, PathBuf),
    /// It is a link to something that is not there.
    #[error("`{0}` is a link to `{1}`, which does not exist")]
    Dangling(PathBuf, PathBuf),
    /// Its links go round in a circle, or there are too many of them.
    #[error("`{0}` is part of a loop of symbolic links")]
    Links(PathBuf),
    /// The system refuses to open or read it.
    #[error("cannot read `{0}`")]
    Read(PathBuf, #[source] io::Error),
    /// It is there already, and is never written over.
    #[error("`{0}` already exists")]
    Exists(PathBuf),
    /// There is more of it than is ever read.
    #[error("`{0}` is larger than {mib} MiB", mib = MAX_SIZE / 1024 / 1024)]
    TooLarge(PathBuf),
    /// It is not text. What stands there is not shown. The line and the column of the first bad byte are counted from
    /// 1.
    #[error("`{0}` is not UTF-8 text: line {1}, column {2}")]
    NotUtf8(PathBuf, usize, usize),
    /// The directory in which it would be written, links resolved, is not there.
    #[error("cannot write `{0}`: the directory `{1}` does not exist")]
    NoDirectory(PathBuf, PathBuf),
    /// No file can be created beside it, in its directory, links resolved, so it cannot be replaced.
    #[error("cannot write `{0}`: cannot create a file in `{1}`")]
    Create(PathBuf, PathBuf, #[source] io::Error),
    /// It is mounted by itself, so no other file can take its name. The second is the directory that is to be mounted
    /// instead.
    #[error("`{0}` is a mount point of its own, so it cannot be replaced")]
    Mounted(PathBuf, PathBuf),
    /// It or its directory has an attribute that keeps its name from changing.
    #[error("cannot replace `{0}`: `{1}` is {2}")]
    Attribute(PathBuf, PathBuf, FileAttribute),
    /// It belongs to another user, and its directory keeps it for that one.
    #[error("cannot replace `{0}`: it belongs to another user, and `{1}` is a sticky directory")]
    Sticky(PathBuf, PathBuf),
    /// The new content does not reach the disk. The file is what it was.
    #[error("cannot write `{0}`")]
    Write(PathBuf, #[source] io::Error),
    /// The new content is on the disk, but does not get the file's name. The file is what it was.
    #[error("cannot replace `{0}`")]
    Rename(PathBuf, #[source] io::Error),
    /// It cannot be removed.
    #[error("cannot remove `{0}`")]
    Remove(PathBuf, #[source] io::Error),
}

impl FileError {
    /// The exit status, the reason and the way out.
    pub fn diagnosis(&self) -> Diagnosis<'_> {
        let wrong = Diagnosis::wrong_question(Reason::File).file(self.path());
        match self {
            // Nobody names it, so no option lets it lead elsewhere
            Self::Outside(path, _) if path.extension().is_some_and(|it| it == "seen") => {
                wrong.hint("remove the link, or put the file itself there")
            }
            Self::Outside(..) => wrong.hint(
                "a file that is found by search must be inside the repository; if it is intended, pass it with \
                 `--manifest-path` or `--lock-path`",
            ),
            Self::Directory(path) if is_generated(path) => {
                wrong.hint("move it away, and run the command again")
            }
            Self::Exists(path) if path.extension().is_some_and(|it| it == "lock") => {
                wrong.hint("restore the `images.toml` that it belongs to, or move it away")
            }
            Self::Exists(_) => wrong.hint(
                "add to it with `imagelock add IMAGE`, move it away, or choose another file with `--manifest-path`",
            ),
            Self::MountedDirectory(_, directory) => wrong.hint(format!(
                "docker makes an empty directory if the file to mount is missing: remove it outside of the container, and \
                 mount the directory above, as in {}",
                mounting(directory)
            )),
            Self::Mounted(_, directory) => wrong.hint(format!(
                "mount its directory instead, as in {}",
                mounting(directory)
            )),
            Self::Attribute(_, place, attribute) => {
                let place = place.to_string_lossy();
                let (letter, place) = (attribute.letter(), shell_word(&place));
                wrong.hint(format!("run `chattr -{letter} {place}` as root"))
            }
            Self::Sticky(..) => wrong.hint("run the command as the user to whom it belongs"),
            Self::Create(..) => wrong.hint(
                "a new file takes the place of the old one, so the directory has to be writable",
            ),
            // On other systems than Linux, or on a file system that something else keeps busy
            Self::Rename(path, source) if source.kind() == io::ErrorKind::ResourceBusy => wrong
                .hint(format!(
                    "if it is mounted by itself, mount its directory instead, as in {}",
                    mounting(&directory_to_mount(path))
                )),
            Self::Links(_) => wrong.hint("remove the links, or put the file itself there"),
            Self::Write(_, source) if source.kind() == io::ErrorKind::StorageFull => {
                wrong.hint("make room on the disk, and run the command again; the file is what it was")
            }
            // Of what is written by hand nobody can say what else should stand there
            Self::Irregular(path) | Self::TooLarge(path) | Self::NotUtf8(path, ..)
                if is_generated(path) =>
            {
                wrong.hint("move it away, or restore it with git, and run the command again")
            }
            Self::Directory(_)
            | Self::Irregular(_)
            | Self::Device(_)
            | Self::Dangling(..)
            | Self::Read(..)
            | Self::TooLarge(_)
            | Self::NotUtf8(..)
            | Self::NoDirectory(..)
            | Self::Write(..)
            | Self::Rename(..)
            | Self::Remove(..) => wrong,
        }
    }

    /// Whether a file cannot be written, and nothing is wrong with reading it.
    pub fn is_of_writing(&self) -> bool {
        match self {
            Self::Exists(_)
            | Self::NoDirectory(..)
            | Self::Create(..)
            | Self::Mounted(..)
            | Self::Attribute(..)
            | Self::Sticky(..)
            | Self::Write(..)
            | Self::Rename(..)
            | Self::Remove(..) => true,
            Self::Directory(_)
            | Self::MountedDirectory(..)
            | Self::Irregular(_)
            | Self::Device(_)
            | Self::Outside(..)
            | Self::Dangling(..)
            | Self::Links(_)
            | Self::Read(..)
            | Self::TooLarge(_)
            | Self::NotUtf8(..) => false,
        }
    }

    /// The file, as it was named.
    pub fn path(&self) -> &Path {
        match self {
            Self::Directory(path)
            | Self::MountedDirectory(path, ..)
            | Self::Irregular(path)
            | Self::Device(path)
            | Self::Outside(path, ..)
            | Self::Dangling(path, ..)
            | Self::Links(path)
            | Self::Read(path, _)
            | Self::Exists(path)
            | Self::TooLarge(path)
            | Self::NotUtf8(path, ..)
            | Self::NoDirectory(path, ..)
            | Self::Create(path, ..)
            | Self::Mounted(path, ..)
            | Self::Attribute(path, ..)
            | Self::Sticky(path, ..)
            | Self::Write(path, _)
            | Self::Rename(path, _)
            | Self::Remove(path, _) => path,
        }
    }
}

/// Whether this program writes the file, so that it can be made again.
fn is_generated(path: &Path) -> bool {
    path.extension()
        .is_some_and(|it| it == "lock" || it == "seen")
}
