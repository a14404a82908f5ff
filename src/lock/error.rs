//! Why a lock cannot be read or written: a variant for each cause that a user can act on.

use std::fmt;

use crate::document::Problems;
use crate::exit::{Diagnosis, Reason};
use crate::files::FileError;

/// Why `images.lock`, or `images.seen` beside it, cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The file cannot be.
    #[error(transparent)]
    File(#[from] FileError),
    /// Its content is no lock that can be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// Its content is no `images.seen` that can be read.
    #[error(transparent)]
    Seen(DecodeError),
    /// The same of one that somebody has named beside the project's own.
    #[error(transparent)]
    SeenElsewhere(DecodeError),
}

impl LockError {
    /// The exit status, the reason and the way out.
    pub fn diagnosis(&self) -> Diagnosis<'_> {
        match self {
            Self::File(error) => error.diagnosis(),
            Self::Decode(error) => error.diagnosis(),
            Self::Seen(error) => of_seen(error),
            Self::SeenElsewhere(error) => of_seen_elsewhere(error),
        }
    }

    /// The same error of a file that `--seen-from` names.
    #[must_use]
    pub fn elsewhere(self) -> Self {
        match self {
            Self::Seen(error) => Self::SeenElsewhere(error),
            Self::File(_) | Self::Decode(_) | Self::SeenElsewhere(_) => self,
        }
    }

    /// The places in the file: where it is ours, and its content is what is wrong.
    pub fn problems(&self) -> Option<&Problems> {
        match self {
            Self::File(_) => None,
            Self::Decode(error) | Self::Seen(error) | Self::SeenElsewhere(error) => {
                error.problems()
            }
        }
    }
}

/// Why a text is not a lock that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// It is something else, which must not be overwritten.
    #[error("`{name}` was not written by imagelock: {what}")]
    Foreign {
        /// The file's name as it is shown.
        name: String,
        /// What it is.
        what: Foreign,
    },
    /// It has a higher version, or a key that this version does not know.
    #[error("`{}` was written by a newer version of imagelock", .0.source.name)]
    Newer(Problems),
    /// It has the markers of a merge conflict.
    #[error("`{}` has an unresolved merge conflict", .0.source.name)]
    Conflict(Problems),
    /// It is ours, but no TOML, or not what a lock holds.
    #[error("`{}` is damaged", .0.source.name)]
    Damaged(Problems),
}

impl DecodeError {
    /// The exit status, the reason and the way out.
    pub fn diagnosis(&self) -> Diagnosis<'_> {
        let wrong = Diagnosis::wrong_question;
        match self {
            Self::Foreign { .. } => wrong(Reason::ForeignLock)
                .hint("move it away, or choose another file with `--lock-path`"),
            Self::Newer(_) => wrong(Reason::NewerLock).hint("upgrade imagelock"),
            Self::Conflict(_) => wrong(Reason::Conflict),
            Self::Damaged(_) => wrong(Reason::DamagedLock).hint(
                "restore the file from the last commit, or delete it and run `imagelock lock`",
            ),
        }
    }

    /// The places in the file: for all but foreign ones.
    pub fn problems(&self) -> Option<&Problems> {
        match self {
            Self::Foreign { .. } => None,
            Self::Newer(problems) | Self::Conflict(problems) | Self::Damaged(problems) => {
                Some(problems)
            }
        }
    }
}

/// The exit status, the reason and the way out where a text is no `images.seen`.
fn of_seen(error: &DecodeError) -> Diagnosis<'_> {
    let wrong = Diagnosis::wrong_question;
    match error {
        DecodeError::Foreign { .. } => wrong(Reason::ForeignSeen)
            .hint("move it away; without the file, each digest that waits is counted from today"),
        DecodeError::Newer(_) => wrong(Reason::NewerSeen).hint("upgrade imagelock"),
        DecodeError::Conflict(_) => wrong(Reason::Conflict),
        DecodeError::Damaged(_) => wrong(Reason::DamagedSeen).hint(
            "restore the file from the last commit, or delete it: each digest that waits is then counted from today",
        ),
    }
}

/// The same where somebody else may write it, and it is only read here.
fn of_seen_elsewhere(error: &DecodeError) -> Diagnosis<'_> {
    let diagnosis = of_seen(error);
    match error {
        DecodeError::Foreign { .. } => diagnosis.hint("name an `images.seen` with `--seen-from`"),
        DecodeError::Damaged(_) | DecodeError::Conflict(_) => diagnosis.hint(
            "repair it where it is kept, or remove it there: each digest that waits is then counted from the next update",
        ),
        DecodeError::Newer(_) => diagnosis,
    }
}

/// The kind of a file that is not ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foreign {
    /// JSON, as of npm.
    Json,
    /// YAML, with its `kind` where it has one: carvel has an `ImagesLock` that is called `images.lock` too.
    Yaml {
        /// The value of `kind`.
        kind: Option<String>,
    },
    /// TOML with `[[package]]`: the lock of cargo, uv or poetry.
    Packages,
    /// TOML with a top-level key that is none of ours.
    Toml {
        /// The first such key.
        key: String,
    },
    /// TOML with `images` and without `version`: a manifest, most likely.
    Unversioned,
    /// Neither.
    Unknown,
}

impl fmt::Display for Foreign {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => out.write_str("it is JSON"),
            Self::Yaml { kind: Some(kind) } => write!(out, "it is YAML with `kind: {kind}`"),
            Self::Yaml { kind: None } => out.write_str("it is YAML"),
            Self::Packages => out.write_str("it has `[[package]]`, like `Cargo.lock`"),
            Self::Toml { key } => write!(out, "it has the key `{key}` at the top level"),
            Self::Unversioned => {
                out.write_str("it has no `version`, as if it were an `images.toml`")
            }
            Self::Unknown => out.write_str("it is not TOML"),
        }
    }
}
