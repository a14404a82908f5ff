//! Errors of what is written.

use std::io;
use std::path::PathBuf;

use super::Error;
use crate::exit::{Diagnosis, Reason};

/// A result must not be written, or does not arrive.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error("`{}` is the input of the export, so it cannot be its output", .0.display())]
    OverSource(PathBuf),
    /// A device, or a file that the system makes up.
    #[error("`{}` is not a regular file, so it cannot be replaced", .0.display())]
    OverSystem(PathBuf),
    #[error("`{}` was not written by imagelock, so it is not overwritten", .0.display())]
    OverOthers(PathBuf),
    /// The path is, or leads through, a link.
    #[error("`{}` leads outside of `{}`", .path.display(), .root.display())]
    OverOutside { path: PathBuf, root: PathBuf },
    /// Somebody wrote the manifest while registries were asked.
    #[error("`{}` changed during the run, so nothing was written", .0.display())]
    ManifestChanged(PathBuf),
    /// Somebody wrote the lock while registries were asked.
    #[error("`{}` changed during the run, so it was not overwritten", .0.display())]
    LockChanged(PathBuf),
    #[error("`{}` was written, but `{}` was not", .manifest.display(), .lock.display())]
    LockNotWritten {
        manifest: PathBuf,
        lock: PathBuf,
        source: Box<Error>,
    },
    /// The result does not reach stdout, for another reason than that nobody reads any more.
    #[error("cannot write to stdout")]
    Stdout(#[source] io::Error),
}

impl OutputError {
    pub(super) fn diagnosis(&self) -> Diagnosis<'_> {
        let bad = Diagnosis::wrong_question(Reason::BadRequest);
        let file = Diagnosis::wrong_question(Reason::File);
        match self {
            Self::OverSource(_) => bad.hint("choose another file with `--output`"),
            Self::OverSystem(_) => bad.hint("print the export with `--output -`"),
            Self::OverOthers(_) => bad.hint("move it away, or choose another file with `--output`"),
            Self::OverOutside { .. } => {
                bad.hint("if that is intended, pass the target of the link with `--output`")
            }
            Self::ManifestChanged(_) | Self::LockChanged(_) => file.hint("run the command again"),
            Self::LockNotWritten { .. } => file.hint("fix that, then run `imagelock lock`"),
            Self::Stdout(_) => file,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl OutputError {
        /// The sample behind another, or the first. An error that is not listed does not compile.
        pub(in crate::error) fn sample(behind: Option<&Self>, text: &str) -> Option<Self> {
            let io = || io::Error::other(text.to_owned());
            let Some(behind) = behind else {
                return Some(Self::OverSource(text.into()));
            };
            Some(match behind {
                Self::OverSource(_) => Self::OverSystem(text.into()),
                Self::OverSystem(_) => Self::OverOthers(text.into()),
                Self::OverOthers(_) => Self::OverOutside {
                    path: text.into(),
                    root: text.into(),
                },
                Self::OverOutside { .. } => Self::ManifestChanged(text.into()),
                Self::ManifestChanged(_) => Self::LockChanged(text.into()),
                Self::LockChanged(_) => Self::LockNotWritten {
                    manifest: text.into(),
                    lock: text.into(),
                    source: Box::new(Self::Stdout(io()).into()),
                },
                Self::LockNotWritten { .. } => Self::Stdout(io()),
                Self::Stdout(_) => return None,
            })
        }
    }
}
