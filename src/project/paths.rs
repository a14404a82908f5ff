//! Paths of manifests and locks, compared and shown.

use std::path::{Path, PathBuf};

/// Tells whether two paths are one by how they are written.
pub fn is_same_path(one: &Path, other: &Path) -> bool {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute(one) == absolute(other)
}

/// A path found in or above a directory, as a person there would write it.
pub fn relative(found: &Path, here: &Path) -> PathBuf {
    let Some(directory) = found.parent() else {
        return found.to_owned();
    };
    let Ok(below) = here.strip_prefix(directory) else {
        return found.to_owned();
    };
    below
        .components()
        .map(|_| "..")
        .chain(found.file_name().and_then(|name| name.to_str()))
        .collect()
}

/// A path by which a file of a directory is known, however the directory was come to.
pub fn settled(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let directory = absolute
        .parent()
        .and_then(|directory| directory.canonicalize().ok());
    match (directory, absolute.file_name()) {
        (Some(directory), Some(name)) => directory.join(name),
        _ => absolute,
    }
}
