//! Which file a run failed for.

use std::path::Path;

use super::Error;
use crate::lock::LockError;
use crate::scan::FindError;

impl Error {
    /// The file that cannot be read or written as a whole, where that is what failed.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(error) | Self::Used(error) | Self::Lock(LockError::File(error)) => {
                Some(error.path())
            }
            Self::Find(FindError::NoKind(path)) => Some(path),
            _ => None,
        }
    }
}
