//! Which files are looked into: those that are named, and those of directories that git knows or nobody ignores.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Kind;
use crate::files::{Trust, is_directory, is_there};
use crate::git::{self, GitError};

/// What a directory has that is a chart of Helm.
const CHART: &str = "Chart.yaml";

/// A file that is looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where it is, as it is shown.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// Whether somebody named it.
    pub trust: Trust,
}

/// Why files are not found.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// What was named is not there.
    #[error("`{}` does not exist", .0.display())]
    Missing(PathBuf),
    /// What was named is none of the files that use images.
    #[error("`{}` is no file in which images are looked for", .0.display())]
    NoKind(PathBuf),
    /// git does not list the files of a directory.
    #[error(transparent)]
    Git(#[from] GitError),
}

/// The files below these paths that may use images, each once, in the order of the paths.
///
/// # Errors
/// Where a path is not there or is no such file, or git cannot list a directory.
pub fn find(paths: &[PathBuf]) -> Result<Vec<Candidate>, FindError> {
    let mut candidates = Vec::new();
    for path in paths {
        if is_directory(path) {
            candidates.extend(in_directory(path)?);
        } else if is_there(path) {
            candidates.push(named(path)?);
        } else {
            return Err(FindError::Missing(path.clone()));
        }
    }
    let mut seen = BTreeSet::new();
    candidates.retain(|it| seen.insert(it.path.clone()));
    Ok(candidates)
}

fn in_directory(directory: &Path) -> Result<Vec<Candidate>, FindError> {
    let shown =
        |path: &Path| if directory == Path::new(".") { path.to_owned() } else { directory.join(path) };
    let candidate = |path: PathBuf| {
        let path = shown(&path);
        kind(&path).map(|kind| Candidate { path, kind, trust: Trust::Found })
    };
    Ok(git::files(directory)?.into_iter().filter_map(candidate).collect())
}

fn named(path: &Path) -> Result<Candidate, FindError> {
    // What lies around it says what it is, however short the name is
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let kind = kind(&absolute).ok_or_else(|| FindError::NoKind(path.to_owned()))?;
    Ok(Candidate { path: path.to_owned(), kind, trust: Trust::Named })
}

fn kind(path: &Path) -> Option<Kind> {
    Kind::of(path, |directory| is_there(&directory.join(CHART)))
}
