//! Files as they were in a commit, read by git itself.

use std::path::{Path, PathBuf};

use super::run::{first_line, git, paths};
use super::{GitError, MAX_SIZE};

/// How git writes the mode of a link.
const LINK: &str = "120000";

/// A commit of a repository.
#[derive(Debug)]
pub struct Commit {
    root: PathBuf,
    revision: String,
    id: String,
}

impl Commit {
    /// The commit that a revision names in the repository with this root.
    ///
    /// # Errors
    /// Where there is none, or several, or no git.
    pub fn find(root: &Path, revision: &str) -> Result<Self, GitError> {
        let (root, revision) = (root.to_owned(), revision.to_owned());
        let name = format!("{revision}^{{commit}}");
        let output = git(&root, ["-c", "core.warnAmbiguousRefs=true", "rev-parse", "--verify", &name])?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // A tag that is called like a branch goes before it, and may be somebody else's
        if said.contains("is ambiguous") {
            return Err(GitError::Ambiguous { revision });
        }
        match String::from_utf8(output.stdout) {
            Ok(id) if output.status.success() => Ok(Self { root, revision, id: id.trim().to_owned() }),
            _ if said.contains("Needed a single revision") => Err(GitError::NoCommit { revision }),
            _ => Err(GitError::Failed { file: revision, said: first_line(&said).to_owned() }),
        }
    }

    /// The commit at which what is checked out here has left this one; itself where they have nothing in common.
    ///
    /// # Errors
    /// Where git cannot be run.
    pub fn where_left(self) -> Result<Self, GitError> {
        let output = git(&self.root, ["merge-base", &self.id, "HEAD"])?;
        let common = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok(if output.status.success() { Self { id: common, ..self } } else { self })
    }

    /// The repository that this one is a part of: a submodule's commits are whoever's it belongs to.
    ///
    /// # Errors
    /// Where git cannot be run.
    pub fn superproject(&self) -> Result<Option<PathBuf>, GitError> {
        let output = git(&self.root, ["rev-parse", "--show-superproject-working-tree"])?;
        let path = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        Ok((!path.is_empty()).then(|| path.into()))
    }

    /// All files and links of this commit, by their paths from the root; what submodules hold is not theirs.
    ///
    /// # Errors
    /// Where git fails.
    pub fn files(&self) -> Result<Vec<PathBuf>, GitError> {
        let listed =
            self.run(&self.revision, &["ls-tree", "-r", "-z", "--name-only", "--full-tree", &self.id])?;
        Ok(paths(&listed))
    }

    /// What a file of this commit is called.
    pub fn name(&self, path: &Path) -> String {
        format!("{}:{}", self.revision, slashes(path))
    }

    /// The text of a file, by its path from the root; `None` where there is none.
    ///
    /// # Errors
    /// Where something else is there, or git fails.
    pub fn read(&self, path: &Path) -> Result<Option<String>, GitError> {
        let file = self.name(path);
        let place = slashes(path);
        let listed = self.run(&file, &["ls-tree", "-z", "-l", "--full-tree", &self.id, "--", &place])?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let Some((entry, _)) = listed.split_once('\t') else { return Ok(None) };
        let mut words = entry.split_whitespace();
        let (mode, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (id, size) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match (mode, kind) {
            (LINK, _) => return Err(GitError::NotAFile { file, what: "a link" }),
            (_, "blob") => {}
            _ => return Err(GitError::NotAFile { file, what: "a directory" }),
        }
        if size.parse::<u64>().map_or(true, |size| size > MAX_SIZE) {
            return Err(GitError::NotText { file });
        }
        let content = self.run(&file, &["show", id])?;
        String::from_utf8(content).map(Some).map_err(|_| GitError::NotText { file })
    }

    fn run(&self, file: &str, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        let output = git(&self.root, arguments)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(GitError::Failed { file: file.to_owned(), said: first_line(&said).to_owned() })
    }
}

/// A path as git writes it.
fn slashes(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
