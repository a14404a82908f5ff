//! Appending to a file that somebody else made for it.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use super::FileError;
use crate::signals::hold;

/// Writes at the end of a file, and creates it where there is none.
///
/// # Errors
/// Where the file cannot be opened or written.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let failed = |source| FileError::Write(path.to_owned(), source);
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .map_err(failed)?;
    // A pipe may take for ever
    let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
    let _hold = is_file.then(hold);
    file.write_all(bytes).map_err(failed)
}
