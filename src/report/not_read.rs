//! Files that commonly name images, and that nothing reads yet.

use super::body::BodyDetail;
use super::columns::headed;
use crate::document::first_listed;

/// How many files are named, unless all are.
const NAMED_MAX: usize = 3;
const WORDS: &str = "not read, because imagelock has no reader for these files";

/// The line that names the first of them; `None` if there are none, or all are listed.
pub(super) fn line(files: &[String], detail: BodyDetail) -> Option<String> {
    let line = || format!("{WORDS}: {}", first_listed(files, NAMED_MAX));
    (!files.is_empty() && !detail.is_verbose).then(line)
}

/// All of them below a heading.
pub(super) fn lines(files: &[String]) -> Vec<String> {
    headed(WORDS, files)
}
