//! The files of a directory that belong to it, as git sees it: what is committed, and what is not ignored.

use std::path::{Path, PathBuf};
use std::process::Output;

use super::run::{Answer as _, not_fetched, paths, run};
use super::{GitError, Repository};
use crate::files::{TemporaryDirectory, is_directory, is_link, is_there};

/// Tracked files, also those that a later `.gitignore` names, and untracked ones that nobody ignores.
const LIST: [&str; 5] = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];

/// The files below a directory, by their paths from there, sorted bytewise: what git tracks, since what is committed
/// counts whoever ignores it, and what `.gitignore` does not name. Submodules are repositories of their own and left
/// out; links are listed, wherever they lead. Outside of any repository `.gitignore` holds all the same.
///
/// # Errors
/// Where git cannot be run, or fails.
pub fn files(directory: &Path) -> Result<Vec<PathBuf>, GitError> {
    let unreadable = |source| GitError::Unreadable { path: directory.to_owned(), source };
    let place = directory.canonicalize().map_err(unreadable)?;
    let output = match Repository::find(&place)? {
        Some(repository) => repository.git_listing(&place, &LIST)?,
        None => list_without_repository(&place)?,
    };
    if !output.is_good() {
        let shown = directory.display().to_string();
        // A sparse index is read with the directories that it leaves out
        let lacks = || not_fetched(&shown, "git ls-files".to_owned());
        return Err(if output.lacks_object() { lacks() } else { output.failure(&shown) });
    }
    let is_file = |path: &PathBuf| {
        let place = directory.join(path);
        is_link(&place) || (is_there(&place) && !is_directory(&place))
    };
    Ok(paths(&output.stdout).into_iter().filter(is_file).collect())
}

/// The same with an empty repository elsewhere, that knows no file.
fn list_without_repository(directory: &Path) -> Result<Output, GitError> {
    let files = [("HEAD", "ref: refs/heads/main\n")];
    let empty = TemporaryDirectory::with(&files, &["objects", "refs"]).map_err(GitError::NoTemporary)?;
    run(empty.path(), directory, directory, LIST)
}
