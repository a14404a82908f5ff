//! Errors of what the lock holds.

use std::path::PathBuf;

use crate::document::listed;
use crate::exit::{Diagnosis, Reason};
use crate::manifest::ImageName;
use crate::reference::Platform;

/// The lock is not there, or does not hold what is asked of it.
#[derive(Debug, thiserror::Error)]
pub enum LockedError {
    #[error("`{}` does not exist", .0.display())]
    NoLock(PathBuf),
    #[error("`{}` does not satisfy `{}`", .lock.display(), .manifest.display())]
    Unsatisfied {
        lock: PathBuf,
        manifest: PathBuf,
        /// A reason for each image whose entry does not satisfy it.
        reasons: Vec<String>,
    },
    #[error("`{platform}` is not locked for {}", listed(.names))]
    NoPlatform {
        names: Vec<ImageName>,
        platform: Platform,
    },
    #[error("the locked platforms of {} belong to another digest", listed(.0))]
    StalePlatforms(Vec<ImageName>),
}

impl LockedError {
    pub(super) fn diagnosis(&self) -> Diagnosis<'_> {
        match self {
            Self::NoLock(_) => {
                Diagnosis::no(Reason::NoLock).hint("run `imagelock lock` to create it")
            }
            Self::Unsatisfied { reasons, .. } => Diagnosis::no(Reason::LockUnsatisfied)
                .hint("run `imagelock lock`")
                .details(reasons),
            Self::NoPlatform { .. } => Diagnosis::wrong_question(Reason::PlatformNotLocked)
                .hint("add the platform to `platforms` in `images.toml` and run `imagelock lock`"),
            Self::StalePlatforms(_) => Diagnosis::no(Reason::PlatformsStale)
                .hint("run `imagelock lock` to fetch them again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl LockedError {
        /// The sample behind another, or the first. An error that is not listed does not compile.
        pub(in crate::error) fn sample(behind: Option<&Self>, text: &str) -> Option<Self> {
            let names = || vec!["web".parse().unwrap()];
            let Some(behind) = behind else {
                return Some(Self::NoLock(text.into()));
            };
            Some(match behind {
                Self::NoLock(_) => Self::Unsatisfied {
                    lock: text.into(),
                    manifest: text.into(),
                    reasons: vec![text.to_owned(), text.to_owned()],
                },
                Self::Unsatisfied { .. } => Self::NoPlatform {
                    names: names(),
                    platform: "linux/amd64".parse().unwrap(),
                },
                Self::NoPlatform { .. } => Self::StalePlatforms(names()),
                Self::StalePlatforms(_) => return None,
            })
        }
    }
}
