//! Paths of manifests and locks, compared and shown.

use std::path::{Path, PathBuf};

/// Tells whether two paths are one by how they are written.
pub fn is_same_path(one: &Path, other: &Path) -> bool {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute(one) == absolute(other)
}

/// A path found in or above a directory, as a person there would write it.
pub fn relative(found: &Path, here: &Path) -> PathBuf {
    let directory = found.parent();
    let Some(Ok(below)) = directory.map(|directory| here.strip_prefix(directory)) else {
        return found.to_owned();
    };
    let name = found.file_name().and_then(|name| name.to_str());
    below.components().map(|_| "..").chain(name).collect()
}

/// A path by which a file of a directory is known, however the directory was come to.
pub fn settled(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let directory = absolute.parent().map(Path::canonicalize);
    match (directory, absolute.file_name()) {
        (Some(Ok(directory)), Some(name)) => directory.join(name),
        _ => absolute,
    }
}

/// The directory of a file, by which it is known in the same way.
pub fn settled_parent(path: &Path) -> PathBuf {
    let settled = settled(path);
    settled.parent().map(Path::to_owned).unwrap_or_default()
}
