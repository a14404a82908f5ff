//! Errors of the files that use images.

use crate::document::count_of;
use crate::exit::{Diagnosis, Reason};
use crate::files::FileError;
use crate::scan::FindError;

/// Files that use images are not found, or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ImageFileError {
    #[error(transparent)]
    Unreadable(FileError),
    #[error(transparent)]
    Find(#[from] FindError),
    /// The places of images in files that are below no manifest.
    #[error("there is no `images.toml` beside or above {}", match .0.len() { 1 => "a file that uses an image".to_owned(), count => format!("the files that use {count} images") })]
    Orphans(Vec<String>),
    /// The number of files that were looked into.
    #[error("{}", match .0 { 0 => "found no file of a kind that imagelock reads".to_owned(), count => format!("no image was found in {}", count_of(*count, "file")) })]
    NoImages(usize),
}

impl ImageFileError {
    pub(super) fn diagnosis(&self) -> Diagnosis<'_> {
        match self {
            Self::Unreadable(error @ FileError::Outside(..)) => {
                error.diagnosis().hint("replace the links with the files themselves")
            }
            Self::Unreadable(error) => error.diagnosis(),
            Self::Find(error) => error.diagnosis(),
            Self::Orphans(places) => Diagnosis::no(Reason::ImageNotDeclared)
                .hint("create it there with `imagelock init`, or name files that have one")
                .details(places),
            Self::NoImages(_) => Diagnosis::no(Reason::NoFile)
                .hint("name files or directories that use images, or add images by hand: `imagelock add IMAGE`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl ImageFileError {
        /// The sample behind another, or the first. An error that is not listed does not compile.
        pub(in crate::error) fn sample(behind: Option<&Self>, text: &str) -> Option<Self> {
            let Some(behind) = behind else {
                return Some(Self::Unreadable(FileError::NotUtf8(text.into(), 1, 1)));
            };
            Some(match behind {
                Self::Unreadable(_) => Self::Find(FindError::Missing(text.into())),
                Self::Find(_) => Self::Orphans(vec![text.to_owned(), text.to_owned()]),
                Self::Orphans(_) => Self::NoImages(1),
                Self::NoImages(_) => return None,
            })
        }
    }
}
