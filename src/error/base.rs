//! Errors of the base that a change is held against.

use std::path::PathBuf;

use super::Error;
use crate::exit::{Diagnosis, Reason};

/// The base cannot be read, or the change has other files than its base.
#[derive(Debug, thiserror::Error)]
pub enum BaseError {
    /// A manifest or a lock of the base is not valid.
    #[error("the base cannot be read")]
    Unreadable(#[source] Box<Error>),
    /// A base is a lock without a manifest beside it, so that nobody can tell what a change weakens.
    #[error("`{}` does not exist: a base has its manifest beside its lock", .0.display())]
    NoManifest(PathBuf),
    #[error("`{}` is the manifest of `{base}`, and is not the one here any more", .path.display())]
    ManifestRemoved { path: PathBuf, base: String },
    /// A change adds or removes a manifest above or below one that is verified alone.
    #[error("this change {} `{}`, and only `{}` was to be verified", if *.is_added { "adds" } else { "removes" }, .path.display(), .own.display())]
    ManifestNear {
        /// From the root of the repository, as `own` is.
        path: PathBuf,
        own: PathBuf,
        is_added: bool,
    },
    #[error("`{}` is a link here, and a file in `{base}`", .path.display())]
    LinkInPlaceOfFile { path: PathBuf, base: String },
}

impl BaseError {
    pub(super) fn diagnosis(&self) -> Diagnosis<'_> {
        match self {
            Self::Unreadable(_) => Diagnosis::wrong_question(Reason::BaseUnreadable)
                .hint("who mends the base merges without this gate"),
            Self::NoManifest(_) => Diagnosis::wrong_question(Reason::BaseUnreadable),
            Self::ManifestRemoved { .. } => Diagnosis::no(Reason::ManifestRemoved).hint(
                "without its manifest nothing would be verified; who means to remove it merges without this gate",
            ),
            Self::ManifestNear { .. } => Diagnosis::no(Reason::ManifestNotVerified).hint(
                "verify every `images.toml` of the repository: `imagelock verify --all --base REV`",
            ),
            Self::LinkInPlaceOfFile { .. } => {
                Diagnosis::no(Reason::LinkInPlaceOfFile).hint("put the file itself there")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl BaseError {
        /// The sample behind another, or the first. An error that is not listed does not compile.
        pub(in crate::error) fn sample(behind: Option<&Self>, text: &str) -> Option<Self> {
            let (path, base) = (PathBuf::from(text), text.to_owned());
            let Some(behind) = behind else {
                let problems = crate::error::samples::problems(text);
                return Some(Self::Unreadable(Box::new(problems.into())));
            };
            Some(match behind {
                Self::Unreadable(_) => Self::NoManifest(path),
                Self::NoManifest(_) => Self::ManifestRemoved { path, base },
                Self::ManifestRemoved { .. } => Self::ManifestNear {
                    own: path.clone(),
                    path,
                    is_added: true,
                },
                Self::ManifestNear { .. } => Self::LinkInPlaceOfFile { path, base },
                Self::LinkInPlaceOfFile { .. } => return None,
            })
        }
    }
}
