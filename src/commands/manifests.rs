//! Which manifests a run is about: the nearest, those that are named, or all of a repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::Context;
use super::excluded::excluded_manifests;
use super::project::{LOCK, MANIFEST, Place};
use crate::document::shown_path;
use crate::error::Error;
use crate::files::{Trust, repository_root};
use crate::git::{self, GitError, Listing};
use crate::report::{ManifestReport, Report};
use crate::scan::FindError;

/// The manifests that a run is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manifests {
    /// The nearest one.
    Nearest,
    /// Those that are named (`--manifest-path`), one at least.
    Named(Vec<PathBuf>),
    /// Every one below the root of the repository (`--all`).
    All,
}

impl Manifests {
    /// The one that is named; `None` where it is the nearest.
    ///
    /// # Errors
    /// Where it is not one alone.
    pub(super) fn one(&self) -> Result<Option<&Path>, Error> {
        match self {
            Self::Nearest => Ok(None),
            Self::Named(paths) => match paths.as_slice() {
                [path] => Ok(Some(path)),
                _ => Err(Error::OneManifestOnly),
            },
            Self::All => Err(Error::OneManifestOnly),
        }
    }

    /// Whether more than one was asked for, however many there turn out to be.
    pub(super) fn are_many(&self) -> bool {
        match self {
            Self::Nearest => false,
            Self::Named(paths) => paths.len() > 1,
            Self::All => true,
        }
    }

    /// What became of them: of each by itself, where more than one was asked for.
    pub(super) fn report(&self, mut parts: Vec<ManifestReport>) -> Result<Report, Error> {
        match parts.pop() {
            Some(part) if !self.are_many() => part.outcome,
            last => {
                parts.extend(last);
                Ok(Report::Many(parts))
            }
        }
    }
}

impl Place {
    /// The files of every manifest that the run is about, each once.
    ///
    /// # Errors
    /// Where there are none, or they cannot be told apart.
    pub(super) fn all(context: &Context) -> Result<Vec<Self>, Error> {
        let places = match &context.manifests {
            Manifests::Named(paths) if paths.len() > 1 => named(context, paths)?,
            Manifests::All => Survey::take()?.places(context)?,
            Manifests::Nearest | Manifests::Named(_) => return Ok(vec![Self::find(context)?]),
        };
        with_own_locks(context, places)
    }
}

/// Those that are named; two names of one file are one, but a link has a lock of its own beside it.
fn named(context: &Context, paths: &[PathBuf]) -> Result<Vec<Place>, Error> {
    let mut known = Vec::new();
    for path in paths {
        let place = settled(path);
        if !known.iter().any(|(other, _)| *other == place) {
            known.push((place, path));
        }
    }
    known
        .into_iter()
        .map(|(_, path)| Place::at(context, path.clone(), Trust::Named))
        .collect()
}

/// Each lock is the lock of one manifest, or the last one written would be all that is left.
pub(super) fn with_own_locks(context: &Context, places: Vec<Place>) -> Result<Vec<Place>, Error> {
    if context.lock_path.is_some() {
        return Err(Error::OneLockOnly);
    }
    let mut locks = BTreeMap::new();
    for place in &places {
        let lock = place
            .lock_path
            .canonicalize()
            .unwrap_or_else(|_| settled(&place.lock_path));
        if let Some(other) = locks.insert(lock, &place.manifest_path) {
            let manifests = [other.clone(), place.manifest_path.clone()];
            return Err(Error::SharedLock {
                lock: place.lock_path.clone(),
                manifests,
            });
        }
    }
    Ok(places)
}

/// A path by which a file of a directory is known, however the directory was come to.
pub(super) fn settled(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let directory = absolute
        .parent()
        .and_then(|directory| directory.canonicalize().ok());
    match (directory, absolute.file_name()) {
        (Some(directory), Some(name)) => directory.join(name),
        _ => absolute,
    }
}

/// All manifests of a repository, or of a directory that is in none.
pub(super) struct Survey {
    /// The root of the repository, or the current directory.
    pub root: PathBuf,
    /// The current directory, from the root.
    here: PathBuf,
    /// The manifests, by their paths from the root.
    pub below: Vec<PathBuf>,
}

impl Survey {
    /// Looks for them.
    pub(super) fn take() -> Result<Self, Error> {
        let here = std::env::current_dir().map_err(Error::NoDirectory)?;
        let root = repository_root(&here).unwrap_or_else(|| here.clone());
        let is_manifest = |path: &PathBuf| path.file_name().is_some_and(|name| name == MANIFEST);
        let Listing {
            files,
            left_out,
            may_be_rewritten,
            ..
        } = git::listing(&root)?;
        let below = files.into_iter().filter(is_manifest).collect();
        let here = here
            .strip_prefix(&root)
            .map(Path::to_owned)
            .unwrap_or_default();
        let survey = Self { root, here, below };
        survey.check_all_are_there(left_out.into_iter().filter(is_manifest).collect())?;
        if may_be_rewritten {
            survey.check_all_are_as_committed()?;
        }
        Ok(survey)
    }

    /// That a sparse checkout leaves out no manifest, but those that others exclude.
    fn check_all_are_there(&self, left_out: Vec<PathBuf>) -> Result<(), Error> {
        if left_out.is_empty() {
            return Ok(());
        }
        let shown: Vec<PathBuf> = self
            .below
            .iter()
            .chain(&left_out)
            .map(|below| self.shown(below))
            .collect();
        let excluded = excluded_manifests(&shown);
        match left_out
            .into_iter()
            .find(|below| !excluded.contains(&self.shown(below)))
        {
            Some(below) => {
                let directory = below.parent().unwrap_or(Path::new("")).to_owned();
                let file = self.shown(&below);
                Err(FindError::Git(GitError::LeftOut { file, directory }).into())
            }
            None => Ok(()),
        }
    }

    /// That git writes no manifest and no lock otherwise than it is committed.
    fn check_all_are_as_committed(&self) -> Result<(), Error> {
        let shown = self.below.iter().map(|below| self.shown(below));
        let files: Vec<PathBuf> = shown
            .flat_map(|path| [path.with_file_name(LOCK), path])
            .collect();
        match git::rewritten(files.iter().map(PathBuf::as_path))
            .map_err(FindError::Git)?
            .pop_first()
        {
            Some((file, attribute)) => Err(FindError::Git(GitError::Rewritten {
                file: file.to_owned(),
                attribute,
            })
            .into()),
            None => Ok(()),
        }
    }

    /// Where they and their locks are, in the order of their paths from the root; those aside that others exclude.
    pub(super) fn places(&self, context: &Context) -> Result<Vec<Place>, Error> {
        if self.below.is_empty() {
            return Err(Error::NoManifestBelow(self.root.clone()));
        }
        let shown: Vec<PathBuf> = self.below.iter().map(|below| self.shown(below)).collect();
        let excluded = excluded_manifests(&shown);
        note_excluded(context, &excluded);
        let taken = shown.into_iter().filter(|path| !excluded.contains(path));
        taken
            .map(|path| Place::at(context, path, Trust::Found))
            .collect()
    }

    /// A path from the root as somebody in the current directory would write it.
    pub(super) fn shown(&self, below: &Path) -> PathBuf {
        let both = self.here.components().zip(below.components());
        let common = both.take_while(|(one, other)| one == other).count();
        let up = self
            .here
            .components()
            .skip(common)
            .map(|_| Component::ParentDir);
        up.chain(below.components().skip(common)).collect()
    }
}

/// That manifests are left out: all of them where every step is explained.
pub(super) fn note_excluded(context: &Context, excluded: &BTreeSet<PathBuf>) {
    excluded.iter().for_each(|path| {
        context
            .printer
            .explain(&format!("{}: excluded", path.display()))
    });
    let Some(first) = excluded.first() else {
        return;
    };
    let more = match excluded.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    context.printer.note(&format!(
        "left out by `[files] exclude`: `{}`{more}",
        shown_path(first)
    ));
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
            let survey = Survey {
                root: PathBuf::new(),
                here: here.into(),
                below: Vec::new(),
            };
            assert_eq!(survey.shown(Path::new(below)), Path::new(expected));
        }
    }
}
