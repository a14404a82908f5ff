//! What is left out by `[files] exclude`, and what else could be.

use super::columns::Line;
use crate::document::count_of;
use crate::manifest::exclude_line;
use crate::report::Printer;

/// What is said of a file that is left out.
const WORDS: &str = "left out by `[files] exclude`";
/// How many files that cannot be read are named in a way out.
const NAMED_MAX: usize = 100;

/// How many files are left out, behind a summary; nothing where none is.
pub(super) fn counted(excluded: &[String]) -> String {
    match excluded.len() {
        0 => String::new(),
        count => format!("; {} {WORDS}", count_of(count, "file")),
    }
}

/// A line for each of them.
pub(super) fn lines(excluded: &[String]) -> Vec<Line> {
    excluded
        .iter()
        .map(|file| (' ', vec![file.clone(), WORDS.to_owned()]))
        .collect()
}

/// The line that would leave out what cannot be read.
pub(super) fn hint(printer: &Printer, manifest: &str, patterns: &[String]) {
    if let Some(way_out) = way_out(manifest, patterns, NAMED_MAX) {
        printer.hint(&way_out);
    }
}

/// The same in words, where there is something to leave out; so many are named at most.
pub fn way_out(manifest: &str, patterns: &[String], most: usize) -> Option<String> {
    let them = match patterns.len() {
        0 => return None,
        1 => "it",
        _ => "them",
    };
    let more = match patterns.len().saturating_sub(most) {
        0 => String::new(),
        more => format!(", and so on for {more} more"),
    };
    let line = exclude_line(&patterns[..patterns.len().min(most)]);
    Some(format!(
        "to leave {them} out, write `{line}`{more} below `[files]` in {manifest}"
    ))
}
