//! Running git: in the repository that it is told, whatever a hook of git or a configuration has set.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[cfg(unix)]
use rustix::io::Errno;

use super::GitError;
use super::child::{GitOutput, output};
#[cfg(unix)]
use super::environment::search_path;
#[cfg(unix)]
use crate::files::{find_program, without_relative};

/// The variables that git sets for its hooks and its own processes to say which repository they are at work in, and
/// which objects, paths and history there are (`git rev-parse --local-env-vars`). A setting by `GIT_CONFIG_COUNT`, like
/// `safe.directory`, is somebody's wish and stays.
const OF_HOOKS: [&str; 18] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];
/// No pager, no objects in the place of others, no index written by the way, no path that is a pattern.
const OPTIONS: [&str; 4] = [
    "--no-pager",
    "--no-replace-objects",
    "--no-optional-locks",
    "--literal-pathspecs",
];
/// The settings in which a repository's configuration has no say: what runs when the index is read, and what is
/// fetched. The rest that git would run belongs to commands that are not asked here.
const SETTINGS: [&str; 5] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    // Microsoft's git lists files by a hook of this name
    "core.virtualFilesystem=",
    "core.warnAmbiguousRefs=true",
    "protocol.allow=never",
];
/// The settings that are variables, and in no configuration: that a partial clone fetches nothing (by two ways, since
/// git before 2.39.4 knows only the second), and that no commit has other parents than its own.
const VARIABLES: [(&str, &str); 5] = [
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_GRAFT_FILE", ""),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("LC_ALL", "C"),
];
const GIT: &str = "git";
/// A repository that is none, so that a configuration is this user's alone.
const NOWHERE: &str = "/dev/null";
/// The words of git for a partial clone that lacks what it is asked for.
const NOT_FETCHED: [&str; 2] = ["from promisor remote", "lazy fetching disabled"];
/// The exit status of git where a setting is not there.
const NOT_SET: i32 = 1;

/// Runs git in a directory of a repository.
pub(super) fn run<S: AsRef<OsStr>>(
    git_directory: &Path,
    work_tree: &Path,
    directory: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Result<GitOutput, GitError> {
    let mut git = git()?;
    for variable in OF_HOOKS {
        git.env_remove(variable);
    }
    git.args(["-C".as_ref(), directory])
        .args(["--git-dir".as_ref(), git_directory])
        .args(["--work-tree".as_ref(), work_tree])
        .args(OPTIONS)
        .args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
    output(git.args(arguments).envs(VARIABLES).stdin(Stdio::null()))
}

/// git, by the absolute directories of `PATH`. Those it is left with as well: it starts itself for some answers.
#[cfg(unix)]
fn git() -> Result<Command, GitError> {
    let directories = search_path();
    let missing = || GitError::Missing(Errno::NOENT.into());
    let mut git = Command::new(find_program(&directories, GIT.as_ref()).ok_or_else(missing)?);
    git.env("PATH", without_relative(&directories));
    Ok(git)
}

/// The system looks for it.
#[cfg(not(unix))]
fn git() -> Result<Command, GitError> {
    Ok(Command::new(GIT))
}

/// The values of a setting of this user and this machine, as a path where they begin with `~`; those of the repository
/// with this root are none of them.
///
/// # Errors
/// Where git cannot be run, or fails.
pub(super) fn user_settings(root: &Path, key: &str) -> Result<Vec<Vec<u8>>, GitError> {
    let output = run(
        Path::new(NOWHERE),
        root,
        root,
        ["config", "--path", "-z", "--get-all", key],
    )?;
    match output.status.code() {
        Some(0) => {
            let values = output.stdout.strip_suffix(b"\0").unwrap_or(&output.stdout);
            let values = values.split(|byte| *byte == 0);
            Ok(values.map(<[u8]>::to_vec).collect())
        }
        Some(NOT_SET) => Ok(Vec::new()),
        _ => Err(output.failure(key)),
    }
}

impl GitOutput {
    /// Whether it says that something is wrong.
    pub(super) fn complains(&self) -> bool {
        let said = String::from_utf8_lossy(&self.stderr);
        said.lines().any(is_failure)
    }

    /// Whether git has done what it was asked for. Where an object is missing it may say so, leave out what is in it,
    /// and end as if all were well.
    pub(super) fn is_good(&self) -> bool {
        self.status.success() && !self.complains()
    }

    /// The answer about a file. `fetch` gives the command that fetches what a partial clone lacks of it.
    ///
    /// # Errors
    /// Where git has failed.
    pub(super) fn answer(
        self,
        file: &str,
        fetch: impl Fn() -> String,
    ) -> Result<Vec<u8>, GitError> {
        if self.is_good() {
            return Ok(self.stdout);
        }
        let said = String::from_utf8_lossy(&self.stderr);
        if NOT_FETCHED.iter().any(|words| said.contains(words)) {
            let (file, command) = (file.to_owned(), fetch());
            return Err(GitError::NotFetched { file, command });
        }
        Err(self.failure(file))
    }

    /// The error for a failure, with the file that was asked for.
    pub(super) fn failure(&self, file: &str) -> GitError {
        let text = String::from_utf8_lossy(&self.stderr);
        // Warnings and advice come first
        let failure = text.lines().find(|line| is_failure(line));
        let said = failure.or(text.lines().next()).unwrap_or_default();
        let (file, said) = (file.to_owned(), said.to_owned());
        GitError::Failed { file, said }
    }
}

/// Whether bytes have these among them.
pub(super) fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|part| part == word)
}

fn is_failure(line: &str) -> bool {
    line.starts_with("fatal:") || line.starts_with("error:")
}

/// A list of paths as `-z` writes it, sorted bytewise. What is in a conflict is listed more than once, and is here
/// once.
pub(super) fn paths(listed: &[u8]) -> Vec<PathBuf> {
    let names = listed.split(|byte| *byte == 0);
    let mut names: Vec<&[u8]> = names.filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(path).collect()
}

/// A path as git writes it.
#[cfg(unix)]
pub(super) fn path(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    OsStr::from_bytes(name).into()
}

/// Git for Windows writes UTF-8.
#[cfg(not(unix))]
pub(super) fn path(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}
