//! Directories that variables of the environment name, and those of users.

use std::path::PathBuf;

use super::environment::value_of;

/// The directory that a variable names; `None` if it is unset or empty.
pub fn directory(variable: &str) -> Option<PathBuf> {
    value_of(variable).map(PathBuf::from)
}

/// A directory of a user: the one that is named, else this one below their home. One that is empty or relative counts
/// as unset (XDG Base Directory Specification).
pub fn of_user(named: Option<PathBuf>, home: Option<PathBuf>, below: &str) -> Option<PathBuf> {
    let absolute = |directory: &PathBuf| directory.is_absolute();
    let own = home.filter(absolute).map(|home| home.join(below));
    named.filter(absolute).or(own)
}
