//! Files as they were in a commit, read by git itself.
//!
//! git is asked for what a revision names and for the content of files, nothing else: no hook, filter or diff runs.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::str::FromStr;

/// The ending of a lock, which no branch and no tag can have (`git check-ref-format`, rule 1).
const LOCK_ENDING: &str = ".lock";
/// How git writes the mode of a link.
const LINK: &str = "120000";
/// The most that is read of one file, in bytes.
const MAX_SIZE: u64 = 16 * 1024 * 1024;

/// What something is compared with. What ends in `.lock` is a file, and so is what begins with `/` or `.`; everything
/// else is a revision, so that no file of a pull request can stand in for a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// A commit, by any name that git knows for it.
    Revision(String),
    /// A lock.
    File(PathBuf),
}

/// Why a text names no base.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is a revision of git, like `origin/main` or `HEAD~1`, or a file that ends in `.lock`")]
pub struct BaseError;

impl FromStr for Base {
    type Err = BaseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.ends_with(LOCK_ENDING) || text.starts_with(['/', '.']) {
            return Ok(Self::File(text.into()));
        }
        // What begins with a dash would be an option of git, and a colon a file
        let is_wrong = |letter: char| letter.is_control() || letter.is_whitespace() || letter == ':';
        if text.is_empty() || text.starts_with('-') || text.contains(is_wrong) {
            return Err(BaseError);
        }
        Ok(Self::Revision(text.to_owned()))
    }
}

impl fmt::Display for Base {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Revision(revision) => out.write_str(revision),
            Self::File(path) => write!(out, "{}", path.display()),
        }
    }
}

/// Why git gives no file.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// git cannot be run.
    #[error("`git` cannot be run")]
    Missing(#[source] io::Error),
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
    /// Where there is none, or no git.
    pub fn find(root: &Path, revision: &str) -> Result<Self, GitError> {
        let (root, revision) = (root.to_owned(), revision.to_owned());
        let name = format!("{revision}^{{commit}}");
        let output = git(&root, &["rev-parse", "--verify", "--quiet", &name])?;
        match String::from_utf8(output.stdout) {
            Ok(id) if output.status.success() => Ok(Self { root, revision, id: id.trim().to_owned() }),
            _ => Err(GitError::NoCommit { revision }),
        }
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
        let said = said.lines().next().unwrap_or_default().to_owned();
        Err(GitError::Failed { file: file.to_owned(), said })
    }
}

fn git(root: &Path, arguments: &[&str]) -> Result<std::process::Output, GitError> {
    Command::new("git")
        .arg("-C")
        .arg(root)
        .args(arguments)
        .env("LC_ALL", "C")
        // A partial clone fetches what it lacks, and must not ask anybody for a password
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .output()
        .map_err(GitError::Missing)
}

/// A path as git writes it.
fn slashes(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_branch_is_never_a_file() {
        let cases = [
            ("origin/main", true),
            ("HEAD~1", true),
            ("HEAD^1", true),
            ("v1.0", true),
            ("images.lock", false),
            ("sub/base.lock", false),
            ("./main", false),
            ("../base.lock", false),
            ("/tmp/base", false),
        ];
        for (text, is_revision) in cases {
            let base: Base = text.parse().unwrap();
            assert_eq!(matches!(base, Base::Revision(_)), is_revision, "{text}");
            assert_eq!(base.to_string(), text);
        }
    }

    #[test]
    fn what_git_could_take_for_something_else_is_refused() {
        for text in ["", "-x", "--output=x", "main:file", "a b", "a\nb"] {
            assert_eq!(text.parse::<Base>(), Err(BaseError), "{text:?}");
        }
    }
}
