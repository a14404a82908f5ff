//! Why git gives no file, and the way out.

use std::io;
use std::path::PathBuf;

use super::{MAX_BASES, MAX_SIZE};
use crate::exit::{Diagnosis, Reason};
use crate::files::{FileError, shell_word};

/// The way out where there is no git; nobody installs one in the container image from scratch.
pub const WITH_GIT: &str = "install git, or use imagelock's container image with `-git` in its tag";

/// The reason why git gives no file. A `file` is `revision:path`.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    #[error("cannot run `git`")]
    Missing(#[source] io::Error),
    #[error("cannot create a temporary directory for `git`")]
    NoTemporary(#[source] io::Error),
    #[error("cannot read `{revision}`: `{}` is not in a git repository", .directory.display())]
    NoRepository {
        revision: String,
        directory: PathBuf,
    },
    #[error("cannot read `{}`", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// The configuration of a repository cannot be read.
    #[error(transparent)]
    Configuration(FileError),
    #[error("`{}` is broken: it does not name a git repository", .0.display())]
    Broken(PathBuf),
    #[error("`{}` is broken: not a git repository: {}", .path.display(), .named.display())]
    Lost { path: PathBuf, named: PathBuf },
    #[error("dubious ownership in the git repository `{}`: `{}` belongs to another user", .root.display(), .part.display())]
    Owner {
        /// The directory of its files.
        root: PathBuf,
        /// The part of it that belongs to another user.
        part: PathBuf,
    },
    #[error("`{revision}` is not a commit{}", .history.end_of_message())]
    NoCommit { revision: String, history: History },
    #[error("`{0}` is ambiguous: it names several things in this repository")]
    Ambiguous(String),
    #[error("`{revision}` is a revision of a submodule of `{}`, which proves nothing about the outer repository", .superproject.display())]
    Submodule {
        revision: String,
        /// The repository that it is a part of.
        superproject: PathBuf,
    },
    #[error(
        "cannot read `{file}`: this partial clone lacks one of its objects, and imagelock does not fetch it"
    )]
    NotFetched {
        file: String,
        /// The command that fetches it.
        command: String,
    },
    #[error("cannot read `{0}`: the repository lacks one of its objects")]
    Lacking(String),
    #[error("cannot determine where this change branched off `{0}`: the clone is shallow")]
    Shallow(String),
    #[error(
        "this change has more than {MAX_BASES} merge bases with `{0}`, because their histories cross"
    )]
    TooManyBases(String),
    #[error("cannot trust `{}`: `.gitattributes` makes git check out other content than is committed (`{attribute}`)", .file.display())]
    Rewritten {
        /// The file, as it is shown.
        file: PathBuf,
        attribute: &'static str,
    },
    #[error("cannot read `{}`: the sparse checkout leaves it out", .file.display())]
    LeftOut {
        /// The manifest, as it is shown.
        file: PathBuf,
        /// Its directory, from the root of the repository.
        directory: PathBuf,
    },
    #[error("cannot read `{file}`: git says: {said}")]
    Failed {
        file: String,
        /// The first line of what it says.
        said: String,
    },
    #[error("`{file}` is {what}, not a file")]
    NotAFile { file: String, what: &'static str },
    #[error("`{0}` is not UTF-8 text of at most {mib} MiB", mib = MAX_SIZE / 1024 / 1024)]
    NotText(String),
}

/// What a repository has of its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// No commit yet.
    Empty,
    /// Commits, of which somebody has fetched the last ones only.
    Shallow,
    /// Commits.
    Whole,
}

impl History {
    fn end_of_message(self) -> &'static str {
        match self {
            Self::Empty => ": this repository has no commit yet",
            Self::Shallow | Self::Whole => " in this repository",
        }
    }
}

impl GitError {
    /// The exit status, the reason and the way out. Faults of the repository itself are no faults of a base.
    pub fn diagnosis(&self) -> Diagnosis<'_> {
        let base = Diagnosis::wrong_question(Reason::BaseUnreadable);
        let repository = Diagnosis::wrong_question(Reason::File);
        match self {
            Self::Missing(_) => base.hint(format!(
                "{WITH_GIT}; `--base` also accepts a file that ends in `.lock`"
            )),
            Self::NoTemporary(_) | Self::NoRepository { .. } => base,
            Self::Unreadable(..) | Self::Configuration(_) => repository,
            Self::Broken(_) | Self::Lost { .. } => {
                repository.hint("repair that repository, or remove its `.git`")
            }
            Self::Owner { root, .. } => {
                let root = shell_word(&root.display().to_string());
                repository.hint(format!(
                    "if you trust its owner, run `git config --global --add safe.directory {root}`"
                ))
            }
            Self::NoCommit { history, .. } => base.hint(match history {
                History::Empty => "make the first commit, then run the command again",
                History::Shallow => {
                    "this clone is shallow, so it has the last commits only: run `git fetch --unshallow`, or set a larger \
                     `fetch-depth` for `actions/checkout`"
                }
                History::Whole => "check the spelling, or fetch it first with `git fetch`",
            }),
            Self::Ambiguous(_) => {
                base.hint("write its full name, like `refs/remotes/origin/main`")
            }
            Self::Submodule { .. } => base.hint(
                "run this in a clone of that repository, or replace the submodule with a directory",
            ),
            Self::NotFetched { command, .. } => {
                base.hint(format!("fetch it with `{command}`"))
            }
            Self::Lacking(_) => {
                base.hint("run `git fsck` to see what is missing, then clone the repository again")
            }
            Self::Shallow(_) => {
                base.hint("fetch the rest of the history first with `git fetch --unshallow`")
            }
            Self::TooManyBases(revision) => {
                let merge = format!("`git merge {}`", shell_word(revision));
                base.hint(format!("merge it into this branch to get a single merge base: {merge}"))
            }
            Self::Rewritten { file, attribute } => {
                let name = shell_word(&file.file_name().unwrap_or_default().to_string_lossy());
                // This one git does not let anybody deny
                let no = if *attribute == "ident" { '-' } else { '!' };
                base.hint(format!(
                    "remove the attribute (`{name} {no}{attribute}` in `.gitattributes`), then check the file out again"
                ))
            }
            Self::LeftOut { directory, .. } if directory.as_os_str().is_empty() => {
                base.hint("run `git sparse-checkout disable`")
            }
            Self::LeftOut { directory, .. } => {
                let directory = shell_word(&directory.display().to_string());
                base.hint(format!("run `git sparse-checkout add {directory}`"))
            }
            Self::Failed { .. } | Self::NotAFile { .. } | Self::NotText(_) => base,
        }
    }
}
