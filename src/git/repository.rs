//! A repository, found by its `.git` and by nothing else.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::child::GitOutput;
use super::environment::default_excludes;
use super::run::{contains, path, run, user_settings};
use super::{GitError, History, owner};
use crate::files::{GIT, Trust, is_directory, is_empty, is_there, read_bytes, repository_root};

/// The beginning of a `.git` that is a file.
const GITDIR: &[u8] = b"gitdir: ";
/// The file that says where a worktree has what it shares with others.
const COMMON: &str = "commondir";
/// The mode of another repository in the index.
const GITLINK: &[u8] = b"160000 ";

/// The words of a configuration that has a say in what this user ignores, in small letters: the key, or another file.
const EXCLUDES_WORDS: [&[u8]; 2] = [b"excludesfile", b"include"];

/// A repository that git is told to be in.
#[derive(Debug, Clone)]
pub struct GitRepository {
    /// The directory of its files, links resolved.
    root: PathBuf,
    /// The directory that git keeps for this work tree.
    directory: PathBuf,
    /// The directory that it keeps for all of them, which is the same but in a worktree.
    common: PathBuf,
}

impl GitRepository {
    /// The repository of the nearest `.git`, in a directory or above it; `None` where there is none, and where it is an
    /// empty directory: nothing further up is meant then.
    ///
    /// # Errors
    /// Where it is broken, or belongs to somebody else.
    pub fn find(directory: &Path) -> Result<Option<Self>, GitError> {
        let unreadable = |source| GitError::Unreadable(directory.to_owned(), source);
        let directory = plain(directory.canonicalize().map_err(unreadable)?);
        repository_root(&directory).map_or(Ok(None), Self::at)
    }

    /// The one with this root.
    fn at(root: PathBuf) -> Result<Option<Self>, GitError> {
        let git = root.join(GIT);
        let directory = if is_directory(&git) {
            git.clone()
        } else {
            named(&root, &git)?
        };
        let unreadable = |source| GitError::Unreadable(directory.clone(), source);
        let directory = plain(directory.canonicalize().map_err(unreadable)?);
        if is_empty(&directory).map_err(unreadable)? {
            return Ok(None);
        }
        let common = common(&directory)?;
        owner::check(&root, &[&git, &root, &directory, &common])?;
        Ok(Some(Self {
            root,
            directory,
            common,
        }))
    }

    /// The directory of its files, links resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Asks git at the root.
    pub(super) fn git<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<GitOutput, GitError> {
        run(&self.directory, &self.root, &self.root, arguments)
    }

    /// Asks git in a directory of it, for what has to do with ignored files.
    pub(super) fn git_listing(
        &self,
        directory: &Path,
        arguments: &[&str],
    ) -> Result<GitOutput, GitError> {
        let configurations = [
            self.common.join("config"),
            self.directory.join("config.worktree"),
        ];
        let setting = own_excludes(&self.root, &configurations)?;
        let setting = setting.iter().flat_map(|it| [OsStr::new("-c"), it]);
        let arguments = setting.chain(arguments.iter().map(OsStr::new));
        run(&self.directory, &self.root, directory, arguments)
    }

    /// Whether its history ends where somebody stopped fetching.
    pub(super) fn is_shallow(&self) -> bool {
        is_there(&self.common.join("shallow"))
    }

    /// What it has of its history.
    pub(super) fn history(&self) -> Result<History, GitError> {
        let any = self.git(["rev-list", "--max-count=1", "--all"])?;
        Ok(match any.is_good() && any.stdout.is_empty() {
            true => History::Empty,
            false if self.is_shallow() => History::Shallow,
            false => History::Whole,
        })
    }

    /// The root of the repository that this one is a submodule of.
    pub(super) fn superproject(&self) -> Result<Option<PathBuf>, GitError> {
        let above = self.root.parent().map(Self::find).transpose()?;
        let Some(outer) = above.flatten() else {
            return Ok(None);
        };
        let Ok(below) = self.root.strip_prefix(&outer.root) else {
            return Ok(None);
        };
        let list = ["ls-files", "-z", "--stage", "--"].map(OsStr::new);
        let listed = outer.git(list.into_iter().chain([below.as_ref()]))?;
        if !listed.is_good() {
            return Err(listed.failure(&outer.root.display().to_string()));
        }
        Ok(listed.stdout.starts_with(GITLINK).then_some(outer.root))
    }
}

/// The setting by which git reads this user's own list, if one of these files of a repository may name another.
fn own_excludes(root: &Path, configurations: &[PathBuf]) -> Result<Option<OsString>, GitError> {
    for configuration in configurations {
        let text = read_bytes(configuration, Trust::Kept).map_err(GitError::Configuration)?;
        let text = text.unwrap_or_default().to_ascii_lowercase();
        if EXCLUDES_WORDS.iter().any(|word| contains(&text, word)) {
            let own = user_settings(root, "core.excludesFile")?;
            let own = own.last().map_or_else(default_excludes, |own| path(own));
            let mut setting = OsString::from("core.excludesFile=");
            setting.push(own);
            return Ok(Some(setting));
        }
    }
    Ok(None)
}

/// The directory that a `.git` names which is a file, as in worktrees and submodules.
fn named(root: &Path, git: &Path) -> Result<PathBuf, GitError> {
    let broken = || GitError::Broken(git.to_owned());
    let text = read_bytes(git, Trust::Kept)
        .map_err(|_| broken())?
        .ok_or_else(broken)?;
    let text = text.strip_prefix(GITDIR).ok_or_else(broken)?;
    let named = path(text.trim_ascii_end());
    if named.as_os_str().is_empty() {
        return Err(broken());
    }
    let directory = root.join(&named);
    if !is_directory(&directory) {
        let path = git.to_owned();
        return Err(GitError::Lost { path, named });
    }
    Ok(directory)
}

/// The directory that a worktree shares with others.
fn common(directory: &Path) -> Result<PathBuf, GitError> {
    let file = directory.join(COMMON);
    let broken = || GitError::Broken(file.clone());
    let Some(text) = read_bytes(&file, Trust::Kept).map_err(|_| broken())? else {
        return Ok(directory.to_owned());
    };
    let common = directory.join(path(text.trim_ascii_end()));
    common.canonicalize().map(plain).map_err(|_| broken())
}

/// Git for Windows reads no path with the prefix that Windows gives to those that are resolved.
#[cfg(windows)]
fn plain(path: PathBuf) -> PathBuf {
    let text = path.to_str().and_then(|text| text.strip_prefix(r"\\?\"));
    text.filter(|text| !text.starts_with("UNC"))
        .map(PathBuf::from)
        .unwrap_or(path)
}

/// There is none elsewhere.
#[cfg(not(windows))]
fn plain(path: PathBuf) -> PathBuf {
    path
}
