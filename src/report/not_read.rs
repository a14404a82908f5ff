//! Files that commonly name images, and that nothing reads yet.

use crate::document::first_listed;

/// How many files are named.
const NAMED_MAX: usize = 3;

/// The line that names the first of them; `None` if there are none.
pub(super) fn line(files: &[String]) -> Option<String> {
    let named = || first_listed(files, NAMED_MAX);
    let words = || {
        format!(
            "not read, because imagelock has no reader for these files: {}",
            named()
        )
    };
    (!files.is_empty()).then(words)
}
