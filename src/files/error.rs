//! Why a file cannot be read, replaced or locked: a variant for each cause that a user can act on.

use std::io;
use std::path::{Path, PathBuf};

use super::MAX_SIZE;
use crate::exit::{Diagnosis, Reason};

/// Why a file cannot be read, replaced or locked.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is a directory.
    #[error("`{path}` is a directory, not a file")]
    Directory {
        /// As it was named.
        path: PathBuf,
    },
    /// It is a FIFO, a socket or a device, where only a file will do.
    #[error("`{path}` is not a regular file")]
    Irregular {
        /// As it was named.
        path: PathBuf,
    },
    /// It is a device, whose content has no end, or is not there.
    #[error("`{path}` is a device, and neither a file nor a pipe")]
    Device {
        /// As it was named.
        path: PathBuf,
    },
    /// It was found by search, and is a link to something that the repository does not hold.
    #[error("`{path}` leads out of the files of `{root}`")]
    Outside {
        /// As it was found.
        path: PathBuf,
        /// The repository, or the file's own directory where there is none.
        root: PathBuf,
    },
    /// It is a link to something that is not there.
    #[error("`{path}` is a link to `{target}`, which does not exist")]
    Dangling {
        /// As it was named.
        path: PathBuf,
        /// What the link says.
        target: PathBuf,
    },
    /// Its links go round in a circle, or there are too many of them.
    #[error("`{path}` is a link that leads to no end")]
    Links {
        /// As it was named.
        path: PathBuf,
    },
    /// The system refuses to open or read it.
    #[error("`{path}` cannot be read")]
    Read {
        /// As it was named.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is there already, and is never written over.
    #[error("`{path}` exists already")]
    Exists {
        /// As it was named.
        path: PathBuf,
    },
    /// There is more of it than is ever read.
    #[error("`{path}` is larger than {} MiB", MAX_SIZE / 1024 / 1024)]
    TooLarge {
        /// As it was named.
        path: PathBuf,
    },
    /// It is not text. What stands there is not shown.
    #[error("`{path}` is not UTF-8 text: line {line}, column {column}")]
    NotUtf8 {
        /// As it was named.
        path: PathBuf,
        /// The line of the first bad byte, from 1.
        line: usize,
        /// Its column in characters, from 1.
        column: usize,
    },
    /// The directory in which it would be written is not there.
    #[error("`{path}` cannot be written: there is no directory `{directory}`")]
    NoDirectory {
        /// As it was named.
        path: PathBuf,
        /// Where it would be, links resolved.
        directory: PathBuf,
    },
    /// No file can be created beside it, so it cannot be replaced.
    #[error("`{path}` cannot be written: no file can be created in `{directory}`")]
    Create {
        /// As it was named.
        path: PathBuf,
        /// Where it would be, links resolved.
        directory: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The new content does not reach the disk. The file is what it was.
    #[error("`{path}` cannot be written")]
    Write {
        /// As it was named.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The new content is on the disk, but does not get the file's name. The file is what it was.
    #[error("`{path}` cannot be replaced")]
    Rename {
        /// As it was named.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl FileError {
    /// The exit status, the reason and the way out.
    pub fn diagnosis(&self) -> Diagnosis<'_> {
        let wrong = Diagnosis::wrong_question(Reason::File).file(self.path());
        match self {
            Self::Outside { .. } => wrong.hint(
                "a file that is found by search must lie inside the repository; name it with `--manifest-path` or \
                 `--lock-path` if it is meant",
            ),
            Self::Exists { path } if path.extension().is_some_and(|it| it == "lock") => {
                wrong.hint("move it away, or name another file with `--lock-path`")
            }
            Self::Exists { .. } => wrong.hint(
                "add to it with `imagelock add`, move it away, or name another file with `--manifest-path`",
            ),
            Self::Directory { .. }
            | Self::Irregular { .. }
            | Self::Device { .. }
            | Self::Dangling { .. }
            | Self::Links { .. }
            | Self::Read { .. }
            | Self::TooLarge { .. }
            | Self::NotUtf8 { .. }
            | Self::NoDirectory { .. }
            | Self::Create { .. }
            | Self::Write { .. }
            | Self::Rename { .. } => wrong,
        }
    }

    /// The file, as it was named.
    pub fn path(&self) -> &Path {
        match self {
            Self::Directory { path }
            | Self::Irregular { path }
            | Self::Device { path }
            | Self::Outside { path, .. }
            | Self::Dangling { path, .. }
            | Self::Links { path }
            | Self::Read { path, .. }
            | Self::Exists { path }
            | Self::TooLarge { path }
            | Self::NotUtf8 { path, .. }
            | Self::NoDirectory { path, .. }
            | Self::Create { path, .. }
            | Self::Write { path, .. }
            | Self::Rename { path, .. } => path,
        }
    }
}
