//! Running git: where it is told to, whatever a hook of git has set for itself.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::GitError;

/// What git sets for its hooks to say which repository it is at work in (`git rev-parse --local-env-vars`). Where the
/// repository is follows from the directory; a setting by `GIT_CONFIG_COUNT`, like `safe.directory`, is somebody's wish
/// and stays.
const OF_HOOKS: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE"];

/// What git answers in a directory.
pub(super) fn git<S: AsRef<OsStr>>(
    directory: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Result<Output, GitError> {
    let mut git = Command::new("git");
    for variable in OF_HOOKS {
        git.env_remove(variable);
    }
    git.arg("-C")
        .arg(directory)
        .args(arguments)
        .env("LC_ALL", "C")
        // A partial clone fetches what it lacks, and must not ask anybody for a password
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .output()
        .map_err(GitError::Missing)
}

/// What it says of why it failed.
pub(super) fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// A list of paths as `-z` writes it, sorted bytewise. What is in a conflict is listed more than once, and is here once.
pub(super) fn paths(listed: &[u8]) -> Vec<PathBuf> {
    let mut names: Vec<&[u8]> = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(path).collect()
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(name).into()
}

/// Git for Windows writes UTF-8.
#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}
