//! Errors of the base that a change is held against.

use std::path::PathBuf;

use super::Error;
use crate::exit::{Diagnosis, Reason};
use crate::files::shell_word;

/// The base cannot be read, or the change has other files than its base.
#[derive(Debug, thiserror::Error)]
pub enum BaseError {
    /// A manifest or a lock of the base is not valid.
    #[error("cannot read the base")]
    Unreadable(#[source] Box<Error>),
    /// A base is a lock without a manifest beside it, so that nobody can tell what a change weakens.
    #[error("`{}` does not exist: `--base` reads it together with the `.lock` file beside it", .0.display())]
    NoManifest(PathBuf),
    #[error("`{}` is in use in `{base}`, but this change removes or replaces it", .path.display())]
    ManifestRemoved { path: PathBuf, base: String },
    /// A change adds or removes a manifest above or below one that is verified alone.
    #[error("this change {} `{}`, but only `{}` is verified", if *.is_added { "adds" } else { "removes" }, .path.display(), .own.display())]
    ManifestNear {
        /// From the root of the repository, as `own` is.
        path: PathBuf,
        own: PathBuf,
        /// The revision of the base.
        base: String,
        is_added: bool,
    },
    #[error("`{}` is a link here, but a file in `{base}`", .path.display())]
    LinkInPlaceOfFile { path: PathBuf, base: String },
    #[error("`{}` is a link to another file than in `{base}`", .path.display())]
    OtherLink { path: PathBuf, base: String },
}

impl BaseError {
    pub(super) fn diagnosis(&self) -> Diagnosis<'_> {
        match self {
            Self::Unreadable(_) => Diagnosis::wrong_question(Reason::BaseUnreadable)
                .hint("repair the file in the base; a change that does so has to be merged without this check"),
            Self::NoManifest(_) => Diagnosis::wrong_question(Reason::BaseUnreadable),
            Self::ManifestRemoved { .. } => Diagnosis::no(Reason::ManifestRemoved).hint(
                "put it back, since nothing is verified without it; a change that is meant to remove it has to be merged without this check",
            ),
            Self::ManifestNear { base, .. } => {
                let command = format!("`imagelock verify --all --base {}`", shell_word(base));
                let every = "to verify every `images.toml` of the repository";
                Diagnosis::no(Reason::ManifestNotVerified).hint(format!("run {command} {every}"))
            }
            Self::LinkInPlaceOfFile { .. } => {
                Diagnosis::no(Reason::LinkInPlaceOfFile).hint("replace the link with the file itself")
            }
            Self::OtherLink { .. } => {
                Diagnosis::no(Reason::LinkChanged).hint("put the link back, or replace it with the file itself")
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
                    base,
                    is_added: true,
                },
                Self::ManifestNear { .. } => Self::LinkInPlaceOfFile { path, base },
                Self::LinkInPlaceOfFile { .. } => Self::OtherLink { path, base },
                Self::OtherLink { .. } => return None,
            })
        }
    }
}
