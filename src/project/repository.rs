//! All manifests of a repository.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::excluded::excluded_manifests;
use super::{LOCK, MANIFEST, ProjectFiles};
use crate::context::Context;
use crate::document::{first_listed, shown_path};
use crate::error::{Error, ProjectError};
use crate::files::{Trust, repository_root};
use crate::git::{self, GitError};
use crate::scan::FindError;

/// All manifests of a repository, or of a directory that is in none.
pub struct RepositoryManifests {
    /// The root of the repository, or the current directory.
    pub root: PathBuf,
    /// The current directory, from the root.
    here: PathBuf,
    /// The manifests, by their paths from the root.
    pub below: Vec<PathBuf>,
}

impl RepositoryManifests {
    pub fn take() -> Result<Self, Error> {
        let here = std::env::current_dir().map_err(ProjectError::NoDirectory)?;
        let root = repository_root(&here).unwrap_or_else(|| here.clone());
        let is_manifest = |path: &PathBuf| path.file_name().is_some_and(|name| name == MANIFEST);
        let listing = git::listing(&root).map_err(FindError::Git)?;
        let below = listing.files.into_iter().filter(is_manifest).collect();
        let here = here.strip_prefix(&root).unwrap_or(Path::new("")).to_owned();
        let it = Self { root, here, below };
        let left_out = listing.left_out.into_iter().filter(is_manifest);
        it.check_all_are_there(left_out.collect())?;
        if listing.may_be_rewritten {
            it.check_all_are_as_committed()?;
        }
        Ok(it)
    }

    /// Checks that a sparse checkout leaves out no manifest, but those that others exclude.
    fn check_all_are_there(&self, left_out: Vec<PathBuf>) -> Result<(), Error> {
        if left_out.is_empty() {
            return Ok(());
        }
        let all = self.below.iter().chain(&left_out);
        let shown: Vec<PathBuf> = all.map(|below| self.shown(below)).collect();
        let excluded = excluded_manifests(&shown);
        for below in left_out {
            let file = self.shown(&below);
            if !excluded.contains(&file) {
                let directory = below.parent().unwrap_or(Path::new("")).to_owned();
                return Err(FindError::Git(GitError::LeftOut { file, directory }).into());
            }
        }
        Ok(())
    }

    /// Checks that git writes no manifest and no lock otherwise than it is committed.
    fn check_all_are_as_committed(&self) -> Result<(), Error> {
        let shown = self.below.iter().map(|below| self.shown(below));
        let files: Vec<PathBuf> = shown
            .flat_map(|path| [path.with_file_name(LOCK), path])
            .collect();
        let rewritten = git::rewritten(files.iter().map(PathBuf::as_path));
        match rewritten.map_err(FindError::Git)?.pop_first() {
            Some((file, attribute)) => {
                let file = file.to_owned();
                Err(FindError::Git(GitError::Rewritten { file, attribute }).into())
            }
            None => Ok(()),
        }
    }

    /// The paths of them and their locks, in the order of their paths from the root, without those that others exclude.
    pub fn places(&self, context: &Context) -> Result<Vec<ProjectFiles>, Error> {
        if self.below.is_empty() {
            return Err(ProjectError::NoManifestBelow(self.root.clone()).into());
        }
        let shown: Vec<PathBuf> = self.below.iter().map(|below| self.shown(below)).collect();
        let excluded = excluded_manifests(&shown);
        note_excluded(context, &excluded);
        let taken = shown.into_iter().filter(|path| !excluded.contains(path));
        taken
            .map(|path| ProjectFiles::at(context, path, Trust::Found))
            .collect()
    }

    /// A path from the root as somebody in the current directory would write it.
    pub fn shown(&self, below: &Path) -> PathBuf {
        let both = self.here.components().zip(below.components());
        let common = both.take_while(|(one, other)| one == other).count();
        let up = self.here.components().skip(common);
        let up = up.map(|_| Component::ParentDir);
        up.chain(below.components().skip(common)).collect()
    }
}

/// Tells that manifests are left out: all of them where every step is explained.
pub fn note_excluded(context: &Context, excluded: &BTreeSet<PathBuf>) {
    for path in excluded {
        let words = format!("{}: excluded", path.display());
        context.printer.explain(&words);
    }
    if !excluded.is_empty() {
        let shown = first_listed(excluded.iter().map(|path| shown_path(path)), 1);
        let words = format!("left out by `[files] exclude`: {shown}");
        context.printer.note(&words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_as_somebody_there_would_write_them() {
        let cases = [
            ("", "images.toml", "images.toml"),
            ("", "a/b/images.toml", "a/b/images.toml"),
            ("a", "a/images.toml", "images.toml"),
            ("a", "a/b/images.toml", "b/images.toml"),
            ("a/b", "images.toml", "../../images.toml"),
            ("a/b", "a/c/images.toml", "../c/images.toml"),
        ];
        for (here, below, expected) in cases {
            let it = RepositoryManifests {
                root: PathBuf::new(),
                here: here.into(),
                below: Vec::new(),
            };
            assert_eq!(it.shown(Path::new(below)), Path::new(expected));
        }
    }
}
