//! Commits, which git itself finds, and the files that are in them.

use std::path::{Path, PathBuf};

use super::run::paths;
use super::{GitError, GitRepository, MAX_BASES};
use crate::files::shell_word;

/// The exit status of git where commits have nothing in common.
const NOTHING_IN_COMMON: i32 = 1;

/// How many digits of a commit's name are told: enough for the largest repositories.
const SHORT_ID: usize = 12;

/// A commit of a repository.
#[derive(Debug, Clone)]
pub struct Commit {
    repository: GitRepository,
    revision: String,
    pub(super) id: String,
}

/// The commits before another one.
#[derive(Debug, Default)]
pub struct CommitsBefore {
    /// One, or more before a merge.
    pub commits: Vec<Commit>,
    /// Whether there may be others that a shallow clone lacks.
    pub is_cut: bool,
}

impl Commit {
    /// The commit that a revision names in a repository.
    ///
    /// # Errors
    /// Where there is none, or several, or no git.
    pub fn find(repository: GitRepository, revision: &str) -> Result<Self, GitError> {
        let revision = revision.to_owned();
        let output =
            repository.git(["rev-parse", "--verify", &format!("{revision}^{{commit}}")])?;
        let said = String::from_utf8_lossy(&output.stderr);
        // A tag that is called like a branch goes before it, and may be somebody else's
        if said.contains("is ambiguous") {
            return Err(GitError::Ambiguous(revision));
        }
        match std::str::from_utf8(&output.stdout) {
            Ok(id) if output.is_good() => Ok(Self {
                id: id.trim().to_owned(),
                repository,
                revision,
            }),
            _ if said.contains("Needed a single revision") => Err(GitError::NoCommit {
                revision,
                history: repository.history()?,
            }),
            _ => Err(output.failure(&revision)),
        }
    }

    /// The name of it that is the same in every clone, as short as it may be.
    pub fn short_id(&self) -> &str {
        self.id.get(..SHORT_ID).unwrap_or(&self.id)
    }

    /// Whether it is the same commit as another one of the repository.
    pub fn is(&self, other: &Self) -> bool {
        self.id == other.id
    }

    /// The commits at which what is checked out here has left this one, itself where they have nothing in common. Where
    /// the histories cross there are several, and whoever wrote one of them has chosen it.
    ///
    /// # Errors
    /// Where there are more than sixteen, where the history is not there to tell, and where git fails.
    pub fn bases(&self) -> Result<Vec<Self>, GitError> {
        let output = self
            .repository
            .git(["merge-base", "--all", &self.id, "HEAD"])?;
        // A commit that is missing is none, and git says so
        let is_none = output.status.code() == Some(NOTHING_IN_COMMON) && !output.complains();
        if !output.is_good() && !is_none {
            return Err(output.failure(&self.revision));
        }
        let base = |id: &str| Self {
            id: id.to_owned(),
            ..self.clone()
        };
        let ids = String::from_utf8_lossy(&output.stdout);
        let bases: Vec<Self> = ids.lines().map(base).collect();
        let is_ancestor = bases.iter().any(|base| base.is(self));
        if self.repository.is_shallow() && !is_ancestor {
            return Err(GitError::Shallow(self.revision.clone()));
        }
        match bases.len() {
            0 => Ok(vec![self.clone()]),
            1..=MAX_BASES => Ok(bases),
            _ => Err(GitError::TooManyBases(self.revision.clone())),
        }
    }

    /// The commits before the last one that changed a file, which is this one or an ancestor of it. None where it was
    /// never there before, and where the history ends: `is_cut` tells whether somebody stopped fetching there.
    ///
    /// # Errors
    /// Where git fails, or a partial clone lacks what it has to compare.
    pub fn before_last_change(&self, path: &Path) -> Result<CommitsBefore, GitError> {
        let (file, place) = (self.name(path), slashes(path));
        let list = ["rev-list", "--max-count=1", &self.id, "--", &place];
        let fetch = || format!("git log --max-count=1 -- {}", shell_word(&place));
        let last = self.run(&file, &list, fetch)?;
        let last = String::from_utf8_lossy(&last).trim().to_owned();
        if last.is_empty() {
            return Ok(CommitsBefore::default());
        }
        let list = ["rev-list", "--parents", "--max-count=1", &last];
        let listed = self.run(&file, &list, || format!("git cat-file -e {last}"))?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let parent = |id: &str| Self {
            repository: self.repository.clone(),
            revision: id.to_owned(),
            id: id.to_owned(),
        };
        let commits: Vec<Self> = listed.split_whitespace().skip(1).map(parent).collect();
        let is_cut = commits.is_empty() && self.repository.is_shallow();
        Ok(CommitsBefore { commits, is_cut })
    }

    /// The repository that this one is a part of: a submodule's commits are whoever's it belongs to.
    ///
    /// # Errors
    /// Where git cannot be run, or that repository is broken or somebody else's.
    pub fn superproject(&self) -> Result<Option<PathBuf>, GitError> {
        self.repository.superproject()
    }

    /// All files and links of this commit, by their paths from the root; what submodules hold is not theirs.
    ///
    /// # Errors
    /// Where git fails.
    pub fn files(&self) -> Result<Vec<PathBuf>, GitError> {
        let fetch = || format!("git ls-tree -r --name-only {}", self.id);
        let list = ["ls-tree", "-r", "-z", "--name-only", "--full-tree"];
        let list = [&list[..], &[&self.id]].concat();
        Ok(paths(&self.run(&self.revision, &list, fetch)?))
    }

    /// The name of a file of this commit.
    pub fn name(&self, path: &Path) -> String {
        format!("{}:{}", self.revision, slashes(path))
    }

    /// The answer of git about an object. `fetch` is the command that fetches it into a partial clone.
    pub(super) fn run(
        &self,
        file: &str,
        arguments: &[&str],
        fetch: impl Fn() -> String,
    ) -> Result<Vec<u8>, GitError> {
        self.repository.git(arguments)?.answer(file, fetch)
    }
}

/// A path as git writes it.
pub(super) fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
