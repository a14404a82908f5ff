//! The manifests that nobody verifies, since others exclude them: here, and in the base as well.

use std::path::{Path, PathBuf};

use super::tree::CommitTree;
use super::trees::BaseTrees;
use crate::exclude::Exclude;
use crate::project::excluded::Exclusions;
use crate::project::{MANIFEST, RepositoryManifests};

/// Tells whether all commits that a change is held against exclude a manifest by one of those above it.
pub fn is_excluded(manifests: &RepositoryManifests, trees: &BaseTrees, below: &Path) -> bool {
    trees
        .commits()
        .all(|tree| is_excluded_in(manifests, tree, below))
}

/// Tells whether a commit does.
pub fn is_excluded_in(manifests: &RepositoryManifests, tree: &CommitTree, below: &Path) -> bool {
    let above = below
        .ancestors()
        .skip(2)
        .map(|directory| manifests.root.join(directory).join(MANIFEST));
    // One that cannot be read excludes nothing
    let exclude = |path: PathBuf| Some((tree.manifest(&path).ok()??.exclude, path));
    let above: Vec<(Exclude, PathBuf)> = above.filter_map(exclude).collect();
    let patterns = above
        .iter()
        .map(|(exclude, path)| (path.as_path(), Some(exclude)));
    Exclusions::new(patterns, &[])
        .excluder(&manifests.root.join(below))
        .is_some()
}
