//! The manifests above and below one that is verified alone: a change of them changes what it answers for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::trees::BaseTrees;
use crate::error::{BaseError, Error};
use crate::git;
use crate::project::{MANIFEST, ProjectFiles};

/// Checks that a change adds and removes no manifest above or below one, but for those that the run is about.
pub fn check(
    trees: &BaseTrees,
    places: &[ProjectFiles],
    place: &ProjectFiles,
) -> Result<(), Error> {
    let own = trees.below(&place.manifest_path)?;
    let verified = places.iter().map(|place| trees.below(&place.manifest_path));
    let verified: Vec<PathBuf> = verified.filter_map(Result::ok).collect();
    let is_ours = |path: &PathBuf| is_near(path, &own) && !verified.contains(path);
    let files = git::files(trees.root())?.into_iter();
    let is_manifest = |path: &PathBuf| path.file_name().is_some_and(|name| name == MANIFEST);
    let here: BTreeSet<PathBuf> = files.filter(is_manifest).collect();
    let (bases, tip) = (trees.manifests_of_bases()?, trees.manifests_of_tip()?);
    let is_changed = |path: &PathBuf| {
        let differs = |there: &BTreeSet<PathBuf>| there.contains(path) != here.contains(path);
        // A merge keeps what both sides have, and what the change has not touched
        bases.iter().any(differs) && tip.as_ref().is_none_or(differs)
    };
    let all: BTreeSet<&PathBuf> = bases.iter().flatten().chain(&here).collect();
    let mut all = all.into_iter();
    match all.find(|path| is_ours(path) && is_changed(path)) {
        Some(path) => Err(BaseError::ManifestNear {
            path: path.clone(),
            own,
            base: trees.revision.clone(),
            is_added: here.contains(path),
        }
        .into()),
        None => Ok(()),
    }
}

/// Tells whether one of the directories of two files holds the other.
fn is_near(one: &Path, other: &Path) -> bool {
    let directory = |path: &Path| path.parent().map(Path::to_owned).unwrap_or_default();
    let (one, other) = (directory(one), directory(other));
    one.starts_with(&other) || other.starts_with(&one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_above_or_below_is_near_and_a_sibling_is_not() {
        let near = |one: &str, other: &str| is_near(Path::new(one), Path::new(other));
        assert!(near("images.toml", "a/images.toml") && near("a/images.toml", "images.toml"));
        assert!(near("a/b/c/images.toml", "a/images.toml"));
        assert!(!near("a/images.toml", "b/images.toml"));
        assert!(!near("ab/images.toml", "a/images.toml"));
    }
}
