//! The files that no scan sees, in words: other repositories, and those that a sparse checkout leaves out.

use std::path::Path;

use crate::document::{count_of, first_listed, shown_path};
use crate::scan::Unseen;

/// The most paths that are named before the rest is counted.
const NAMED_MAX: usize = 3;

/// The first of some paths, and how many more there are.
pub fn named<P: AsRef<Path>>(paths: impl ExactSizeIterator<Item = P>) -> String {
    first_listed(paths.map(|path| shown_path(path.as_ref())), NAMED_MAX)
}

/// A line for each kind of it.
pub fn lines(unseen: &Unseen) -> Vec<String> {
    let repositories = match unseen.repositories.len() {
        0 => None,
        1 => Some("a repository of its own"),
        _ => Some("repositories of their own"),
    };
    let repositories = repositories
        .map(|words| format!("files in {}, {words}", named(unseen.repositories.iter())));
    let left_out = match unseen.left_out.len() {
        0 => None,
        count => Some(count_of(count, "file") + " that a sparse checkout leaves out"),
    };
    repositories.into_iter().chain(left_out).collect()
}
