//! What a lock said before, as far as git knows: the files of a change follow their lock from there.

use std::path::{Path, absolute};

use super::base::CommitTree;
use crate::error::{BaseError, Error, ProjectError};
use crate::files::parent;
use crate::git::GitError;
use crate::lock::Lock;

/// The commit that is checked out.
const HEAD: &str = "HEAD";

/// The lock of the commit that is checked out, and what was there before the last commit that changed it. None outside
/// of git, where nobody has committed it, and where what was committed is no lock.
#[derive(Debug, Default)]
pub struct LockHistory {
    pub locks: Vec<Lock>,
    /// Whether a shallow clone lacks what was there before.
    pub is_cut: bool,
    /// Why what was there before cannot be read. A partial clone has the lock that is checked out, and often no older
    /// one.
    pub unread: Option<Error>,
}

impl LockHistory {
    /// The history of the lock at a path.
    ///
    /// # Errors
    /// Where git fails, or the repository lacks the lock that is checked out.
    pub fn of(path: &Path) -> Result<Self, Error> {
        let directory = absolute(parent(path)).map_err(ProjectError::NoDirectory)?;
        let head = match CommitTree::open(HEAD, &directory) {
            Err(Error::Git(GitError::NoRepository { .. } | GitError::NoCommit { .. })) => {
                return Ok(Self::default());
            }
            head => head?,
        };
        let mut history = Self {
            locks: lock_of(&head, path)?.into_iter().collect(),
            ..Self::default()
        };
        history.unread = history.add_before(&head, path).err();
        Ok(history)
    }

    /// Adds what was there before the last commit that changed it.
    fn add_before(&mut self, head: &CommitTree, path: &Path) -> Result<(), Error> {
        let (before, is_cut) = head.before_last_change(path)?;
        self.is_cut = is_cut;
        for commit in &before {
            self.locks.extend(lock_of(commit, path)?);
        }
        Ok(())
    }
}

/// The lock of a commit. What is none has locked nothing.
fn lock_of(commit: &CommitTree, path: &Path) -> Result<Option<Lock>, Error> {
    match commit.lock(path) {
        Err(
            Error::Base(BaseError::Unreadable(_))
            | Error::Git(GitError::NotAFile { .. } | GitError::NotText(_)),
        ) => Ok(None),
        lock => lock,
    }
}
