//! What git knows: the commit that a revision names, files as they were in it, and which files belong to a directory.
//!
//! git is asked for these, and which of the files it writes otherwise than they are committed, nothing else. It is told
//! which repository it is in, the nearest `.git`, and never looks for one itself: a directory of files that look like a
//! repository could be anybody's. Whatever a repository's configuration says, no hook, filter, monitor, diff or pager
//! runs, and nothing is fetched.

mod attributes;
mod base;
mod child;
mod commit;
mod committed;
mod environment;
mod error;
mod files;
mod owner;
mod repository;
mod run;

pub use attributes::{may_be_rewritten_in, rewritten};
pub use base::{Base, SeenSource};
pub use commit::Commit;
pub use error::{GitError, History, WITH_GIT};
pub use files::{files, listing};
pub use repository::GitRepository;

/// The most that is read of one file, in bytes.
const MAX_SIZE: u64 = 16 * 1024 * 1024;
/// The most commits that may be the base of one change: a history that crosses more often was made to.
const MAX_BASES: usize = 16;
