//! Paths that begin in a repository and end elsewhere.

use std::path::{Component, Path, PathBuf};

use super::{GIT, is_there, parent};

/// The repository that a file would lie in by its path as it is written, where a link to a directory on the way leads out
/// of it. A path that goes up by itself has left it before.
pub fn left_by_link(path: &Path) -> Option<PathBuf> {
    let place = parent(path).canonicalize().ok()?;
    let written = normal(&std::path::absolute(path).ok()?);
    let roots = written
        .ancestors()
        .skip(1)
        .filter(|directory| is_there(&directory.join(GIT)));
    let mut roots = roots.filter_map(|root| root.canonicalize().ok());
    roots.find(|root| !place.starts_with(root))
}

/// A path in which `..` takes away what is written before it.
fn normal(path: &Path) -> PathBuf {
    path.components()
        .fold(PathBuf::new(), |mut path, component| {
            match component {
                Component::ParentDir => {
                    path.pop();
                }
                other => path.push(other),
            }
            path
        })
}
