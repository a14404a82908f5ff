//! The errors of files that commands look into.

use crate::error::Error;

/// How many files cannot be read, and how many cannot be written.
pub(super) fn unread_and_unwritten(errors: &[Error]) -> (usize, usize) {
    let unwritten = errors.iter().filter(|error| error.is_of_writing()).count();
    (errors.len() - unwritten, unwritten)
}
