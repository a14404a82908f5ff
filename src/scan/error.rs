//! Why it is not known what a file uses.

use super::find::FindError;
use crate::document::Problems;
use crate::files::FileError;

/// The reason why it is not known what a file uses.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is not what its name says.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// It was named, and is none of the files that use images.
    #[error(transparent)]
    Unknown(#[from] FindError),
}
