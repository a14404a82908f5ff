//! Why git gives no file, and the way out.

use std::io;
use std::path::PathBuf;

use super::{MAX_BASES, MAX_SIZE};
use crate::exit::{Diagnosis, Reason};
use crate::files::FileError;

/// The reason why git gives no file. A `file` is `revision:path`.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    #[error("`git` cannot be run")]
    Missing(#[source] io::Error),
    #[error("no temporary directory can be made for `git`")]
    NoTemporary(#[source] io::Error),
    #[error("`{revision}` cannot be read: `{}` is in no git repository", .directory.display())]
    NoRepository {
        revision: String,
        directory: PathBuf,
    },
    #[error("`{}` cannot be read", .0.display())]
    Unreadable(PathBuf, #[source] io::Error),
    /// The configuration of a repository cannot be read.
    #[error(transparent)]
    Configuration(FileError),
    #[error("`{}` is broken: it names no git repository", .0.display())]
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
    #[error("git knows no commit `{0}` here")]
    NoCommit(String),
    #[error("`{0}` names more than one thing in this repository")]
    Ambiguous(String),
    #[error("`{revision}` is one of a submodule of `{}`, whose commits prove nothing", .superproject.display())]
    Submodule {
        revision: String,
        /// The repository that it is a part of.
        superproject: PathBuf,
    },
    #[error(
        "`{file}` cannot be read: this partial clone lacks an object of it, and nothing is fetched here"
    )]
    NotFetched {
        file: String,
        /// The command that fetches it.
        command: String,
    },
    #[error("`{0}` cannot be read: the repository lacks an object of it")]
    Lacking(String),
    #[error("nobody can tell where this change left `{0}`: the clone is shallow")]
    Shallow(String),
    #[error("this change has more than {MAX_BASES} bases in `{0}`, since their histories cross")]
    TooManyBases(String),
    #[error("`{}` cannot be relied on: `.gitattributes` has git write this file otherwise than it is committed (`{attribute}`)", .file.display())]
    Rewritten {
        /// The file, as it is shown.
        file: PathBuf,
        attribute: &'static str,
    },
    #[error("`{}` cannot be read: a sparse checkout leaves it out", .file.display())]
    LeftOut {
        /// The manifest, as it is shown.
        file: PathBuf,
        /// Its directory, from the root of the repository.
        directory: PathBuf,
    },
    #[error("`{file}` cannot be read: git says: {said}")]
    Failed {
        file: String,
        /// The first line of what it says.
        said: String,
    },
    #[error("`{file}` is {what}, not a file")]
    NotAFile { file: String, what: &'static str },
    #[error("`{0}` is not text of at most {mib} MiB", mib = MAX_SIZE / 1024 / 1024)]
    NotText(String),
}

impl GitError {
    /// The exit status, the reason and the way out. Faults of the repository itself are no faults of a base.
    pub fn diagnosis(&self) -> Diagnosis<'_> {
        let base = Diagnosis::wrong_question(Reason::BaseUnreadable);
        let repository = Diagnosis::wrong_question(Reason::File);
        match self {
            Self::Missing(_) => base.hint(
                "install git, which lists the files of a repository; a base can be a file that ends in `.lock` instead",
            ),
            Self::NoTemporary(_) | Self::NoRepository { .. } => base,
            Self::Unreadable(..) | Self::Configuration(_) => repository,
            Self::Broken(_) | Self::Lost { .. } => {
                repository.hint("mend that repository, or remove its `.git`")
            }
            Self::Owner { root, .. } => {
                let root = word(&root.display().to_string());
                repository.hint(format!(
                    "if you trust who wrote it: `git config --global --add safe.directory {root}`"
                ))
            }
            Self::NoCommit(_) => base.hint(
                "fetch it first: a shallow clone has only the last commit (`git fetch`, `fetch-depth`)",
            ),
            Self::Ambiguous(_) => {
                base.hint("name it in full, like `refs/remotes/origin/main`")
            }
            Self::Submodule { .. } => base.hint(
                "put a directory of the repository in its place, or run this in that repository by itself",
            ),
            Self::NotFetched { command, .. } => {
                base.hint(format!("run `{command}`, which fetches it"))
            }
            Self::Lacking(_) => {
                base.hint("run `git fsck`, which tells what is missing, and clone it anew")
            }
            Self::Shallow(_) => {
                base.hint("fetch the rest of the history first: `git fetch --unshallow`")
            }
            Self::TooManyBases(revision) => {
                let merge = format!("`git merge {}`", word(revision));
                base.hint(format!("merge it into this branch first, which leaves one: {merge}"))
            }
            Self::Rewritten { file, attribute } => {
                let name = word(&file.file_name().unwrap_or_default().to_string_lossy());
                // This one git does not let anybody deny
                let no = if *attribute == "ident" { '-' } else { '!' };
                base.hint(format!(
                    "take the attribute away (`{name} {no}{attribute}` in `.gitattributes`) and check the file out anew"
                ))
            }
            Self::LeftOut { directory, .. } if directory.as_os_str().is_empty() => {
                base.hint("run `git sparse-checkout disable`")
            }
            Self::LeftOut { directory, .. } => {
                let directory = word(&directory.display().to_string());
                base.hint(format!("run `git sparse-checkout add {directory}`"))
            }
            Self::Failed { .. } | Self::NotAFile { .. } | Self::NotText(_) => base,
        }
    }
}

/// A word as a shell reads it: a person copies it, and somebody else may have chosen the name.
pub(super) fn word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._/-+=@%:,^~".contains(letter);
    if text.chars().all(is_plain) && !text.starts_with('~') {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn what_a_person_copies_into_a_shell_is_one_word_there() {
        let cases = [
            ("/srv/app-1.0", "/srv/app-1.0"),
            ("HEAD^1", "HEAD^1"),
            ("a b", "'a b'"),
            ("$(id)", "'$(id)'"),
            ("~root", "'~root'"),
            ("it's", r"'it'\''s'"),
        ];
        for (text, expected) in cases {
            assert_eq!(word(text), expected);
        }
    }
}
