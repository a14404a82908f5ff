//! The files of a directory that belong to it, as git sees it: what is committed, and what is not ignored.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Output;

use super::GitError;
use super::run::{first_line, git, paths};
use crate::files::{TemporaryDirectory, is_directory, is_link, is_there};

/// Tracked files, also those that a later `.gitignore` names, and untracked ones that nobody ignores.
const LIST: [&str; 7] =
    ["-c", "core.fsmonitor=false", "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
/// How git says that a directory is in no repository; of one that is broken it says something else.
const NO_REPOSITORY: &str = "not a git repository (or any";

/// The files below a directory, by their paths from there, sorted bytewise: what git tracks, since what is committed
/// counts whoever ignores it, and what `.gitignore` does not name. Submodules are repositories of their own and left
/// out; links are listed, wherever they lead. Outside of any repository `.gitignore` holds all the same.
///
/// # Errors
/// Where git cannot be run, or fails.
pub fn files(directory: &Path) -> Result<Vec<PathBuf>, GitError> {
    let mut output = git(directory, LIST)?;
    if says(&output).contains(NO_REPOSITORY) {
        output = list_without_repository(directory)?;
    }
    if !output.status.success() {
        return Err(failed(directory, &output));
    }
    let is_file = |path: &PathBuf| {
        let place = directory.join(path);
        is_link(&place) || (is_there(&place) && !is_directory(&place))
    };
    Ok(paths(&output.stdout).into_iter().filter(is_file).collect())
}

/// The same with an empty repository elsewhere, that knows no file.
fn list_without_repository(directory: &Path) -> Result<Output, GitError> {
    let temporary = TemporaryDirectory::create().map_err(GitError::NoTemporary)?;
    // No template: somebody's hooks are not wanted there
    let arguments = ["init", "-q", "--bare", "--template="].map(OsStr::new);
    let made = git(directory, arguments.into_iter().chain([temporary.path().as_os_str()]))?;
    if !made.status.success() {
        return Err(failed(directory, &made));
    }
    let git_directory: [OsString; 4] =
        ["--git-dir".into(), temporary.path().into(), "--work-tree".into(), ".".into()];
    git(directory, git_directory.into_iter().chain(LIST.map(OsString::from)))
}

fn failed(directory: &Path, output: &Output) -> GitError {
    GitError::Failed { file: directory.display().to_string(), said: first_line(&says(output)).to_owned() }
}

fn says(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
