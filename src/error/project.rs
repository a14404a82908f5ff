//! Errors of the files that a run is about.

use std::io;
use std::path::PathBuf;

use crate::exit::{Diagnosis, Reason};

/// The files that a run is about cannot be told, or are not there.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    #[error("could not find `images.toml` in `{}` or any parent directory", .0.display())]
    NoManifest(PathBuf),
    /// There is a lock, though.
    #[error("could not find `images.toml` in `{}` or any parent directory", .0.display())]
    LockAlone(PathBuf),
    #[error("could not find `images.toml` in `{}` or below it; files that git ignores do not count", .0.display())]
    NoManifestBelow(PathBuf),
    #[error("this command takes one `images.toml`, but several were given")]
    OneManifestOnly,
    #[error(
        "`--lock-path` cannot be used with several `images.toml`: each has its own `images.lock` beside it"
    )]
    OneLockOnly,
    #[error("`{}` is a single file, so it cannot be the base of several `images.toml`", .0.display())]
    OneBaseOnly(PathBuf),
    #[error("`{}` would be the lock file of both `{}` and `{}`", .lock.display(), .manifests[0].display(), .manifests[1].display())]
    SharedLock {
        lock: PathBuf,
        manifests: [PathBuf; 2],
    },
    #[error("`{}` does not exist", .0.display())]
    NoFile(PathBuf),
    /// It was named in the place of the manifest in it.
    #[error("`{}` is a directory, not a file", .0.display())]
    Directory(PathBuf),
    #[error("`{}` cannot be `images.toml` and `images.lock` at the same time", .0.display())]
    OneFile(PathBuf),
    #[error("`{}` cannot be `images.lock` and `images.seen` at the same time", .0.display())]
    SeenAsLock(PathBuf),
    #[error("cannot determine the current directory")]
    NoDirectory(#[source] io::Error),
}

impl ProjectError {
    pub(super) fn diagnosis(&self) -> Diagnosis<'_> {
        let wrong = Diagnosis::wrong_question;
        match self {
            Self::NoManifest(_) | Self::NoManifestBelow(_) => wrong(Reason::NoFile).hint(
                "run `imagelock init` or `imagelock add IMAGE` to create it, or choose another file with `--manifest-path`",
            ),
            Self::LockAlone(_) => wrong(Reason::NoFile).hint(
                "pass `--lock-only` to use `images.lock` as it is, or pass the path of `images.toml` with `--manifest-path`",
            ),
            Self::NoFile(_) => wrong(Reason::NoFile),
            Self::Directory(path) => {
                let file = path.join("images.toml");
                wrong(Reason::File).hint(format!("name the file: `{}`", file.display()))
            }
            Self::OneManifestOnly | Self::OneLockOnly => wrong(Reason::BadRequest),
            Self::OneBaseOnly(_) => {
                wrong(Reason::BadRequest).hint("pass a git revision, like `--base origin/main`")
            }
            Self::SharedLock { .. } => {
                wrong(Reason::BadRequest).hint("rename one of them")
            }
            Self::OneFile(_) | Self::SeenAsLock(_) => {
                wrong(Reason::BadRequest).hint("choose another file with `--lock-path`")
            }
            Self::NoDirectory(_) => wrong(Reason::File),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl ProjectError {
        /// The sample behind another, or the first. An error that is not listed does not compile.
        pub(in crate::error) fn sample(behind: Option<&Self>, text: &str) -> Option<Self> {
            let path = || PathBuf::from(text);
            let Some(behind) = behind else {
                return Some(Self::NoManifest(path()));
            };
            Some(match behind {
                Self::NoManifest(_) => Self::LockAlone(path()),
                Self::LockAlone(_) => Self::NoManifestBelow(path()),
                Self::NoManifestBelow(_) => Self::OneManifestOnly,
                Self::OneManifestOnly => Self::OneLockOnly,
                Self::OneLockOnly => Self::OneBaseOnly(path()),
                Self::OneBaseOnly(_) => Self::SharedLock {
                    lock: path(),
                    manifests: [path(), path()],
                },
                Self::SharedLock { .. } => Self::NoFile(path()),
                Self::NoFile(_) => Self::Directory(path()),
                Self::Directory(_) => Self::OneFile(path()),
                Self::OneFile(_) => Self::SeenAsLock(path()),
                Self::SeenAsLock(_) => Self::NoDirectory(io::Error::other(text.to_owned())),
                Self::NoDirectory(_) => return None,
            })
        }
    }
}
