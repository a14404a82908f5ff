//! What git knows: the commit that a revision names, files as they were in it, and which files belong to a directory.
//!
//! git is asked for these three, nothing else: no hook, filter or diff runs.

mod base;
mod commit;
mod files;
mod run;

use std::io;
use std::path::PathBuf;

pub use base::{Base, BaseError};
pub use commit::Commit;
pub use files::files;

/// The most that is read of one file, in bytes.
const MAX_SIZE: u64 = 16 * 1024 * 1024;

/// Why git gives no file.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// git cannot be run.
    #[error("`git` cannot be run")]
    Missing(#[source] io::Error),
    /// There is no place for what git needs.
    #[error("no temporary directory can be made for `git`")]
    NoTemporary(#[source] io::Error),
    /// There is no repository.
    #[error("`{revision}` cannot be read: `{}` is in no git repository", .directory.display())]
    NoRepository {
        /// What was asked for.
        revision: String,
        /// Where.
        directory: PathBuf,
    },
    /// There is no such commit here.
    #[error("git knows no commit `{revision}` here")]
    NoCommit {
        /// What was asked for.
        revision: String,
    },
    /// More than one thing has that name.
    #[error("`{revision}` names more than one thing in this repository")]
    Ambiguous {
        /// What was asked for.
        revision: String,
    },
    /// The repository is a part of another one.
    #[error("`{revision}` is one of a submodule of `{}`, whose commits prove nothing", .superproject.display())]
    Submodule {
        /// What was asked for.
        revision: String,
        /// The repository that it is a part of.
        superproject: PathBuf,
    },
    /// git failed.
    #[error("`{file}` cannot be read: git says: {said}")]
    Failed {
        /// `revision:path`.
        file: String,
        /// The first line of what it says.
        said: String,
    },
    /// What is there is no file.
    #[error("`{file}` is {what}, not a file")]
    NotAFile {
        /// `revision:path`.
        file: String,
        /// What it is.
        what: &'static str,
    },
    /// It is too large, or no text.
    #[error("`{file}` is not text of at most {} MiB", MAX_SIZE / 1024 / 1024)]
    NotText {
        /// `revision:path`.
        file: String,
    },
}
