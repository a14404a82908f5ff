//! The file that says something of others, from which the paths lead to these.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::builds::{DockerfileBuild, NamedBuild};
use super::{BuildInputs, Link, Statement};
use crate::files::{normal, parent, repository_root};

/// A file that says something of others.
pub(super) struct Speaker<'p> {
    /// Its place, and its path as people are shown it.
    pub(super) by: Arc<(PathBuf, PathBuf)>,
    directory: &'p Path,
    /// The root of the repository, if a path begins there; the directory otherwise.
    root: PathBuf,
    /// The builds that it told: the parts of a file share names, and tell them once.
    builds: BTreeSet<(PathBuf, [usize; 2])>,
}

impl<'p> Speaker<'p> {
    /// The file at a place that is shown as the second path, and says these links.
    pub(super) fn new(place: &'p Path, shown: &Path, links: &[Link]) -> Self {
        let directory = parent(place);
        // Asked for once, and only if it matters
        let may_be_from_root = |link: &Link| {
            link.target.is_absolute() || matches!(link.statement, Statement::Build(_))
        };
        let root = links.iter().any(may_be_from_root);
        let root = root.then(|| repository_root(directory)).flatten();
        Self {
            by: Arc::new((place.to_owned(), shown.to_owned())),
            directory,
            root: root.unwrap_or_else(|| directory.to_owned()),
            builds: BTreeSet::new(),
        }
    }

    /// Its place.
    pub(super) fn place(&self) -> &Path {
        &self.by.0
    }

    /// The file at a path that it names.
    pub(super) fn target(&self, path: &Path) -> PathBuf {
        match path.strip_prefix("/") {
            Ok(path) => normal(&self.root.join(path)),
            Err(_) => normal(&self.directory.join(path)),
        }
    }

    /// A build that it tells of a Dockerfile, unless it told the same before.
    pub(super) fn build(&mut self, path: &Path, inputs: BuildInputs) -> Option<NamedBuild> {
        let beside = self.target(path);
        let is_new = self.builds.insert((beside.clone(), inputs.addresses()));
        let by = Arc::clone(&self.by);
        is_new.then(|| NamedBuild {
            beside,
            at_root: normal(&self.root.join(path)),
            build: DockerfileBuild { inputs, by },
        })
    }
}
