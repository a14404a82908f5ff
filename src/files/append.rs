//! Appending to a file that somebody else made for it.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use super::FileError;

/// Writes at the end of a file, and creates it where there is none.
///
/// # Errors
/// Where the file cannot be opened or written.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    let mut file = OpenOptions::new().append(true).create(true).open(path).map_err(failed)?;
    file.write_all(bytes).map_err(failed)
}
