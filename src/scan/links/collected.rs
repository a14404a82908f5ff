//! What all files of a run say of others, by the files that it is said of.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Link, Statement};
use crate::files::{normal, parent, repository_root};
use crate::scan::kind::FileKind;
use crate::scan::surroundings::SaidOfFile;

/// The links of a run.
#[derive(Default)]
pub(in crate::scan) struct CollectedLinks {
    /// The statements on each file, by its place, in the order in which the files that make them were read.
    by_target: BTreeMap<PathBuf, Vec<Statement>>,
}

impl CollectedLinks {
    /// Whether no file says anything of another one.
    pub(in crate::scan) fn is_empty(&self) -> bool {
        self.by_target.is_empty()
    }

    /// Takes what the file at a place says.
    pub(in crate::scan) fn take(&mut self, place: &Path, links: Vec<Link>) {
        let directory = parent(place);
        // Asked for once, and only if it matters
        let is_from_root = |link: &Link| link.target.is_absolute();
        let root = links.iter().any(is_from_root);
        let root = root.then(|| repository_root(directory)).flatten();
        let root = root.as_deref().unwrap_or(directory);
        for link in links {
            let target = match link.target.strip_prefix("/") {
                Ok(target) => normal(&root.join(target)),
                Err(_) => normal(&directory.join(&link.target)),
            };
            let statements = self.by_target.entry(target).or_default();
            statements.push(link.statement);
        }
    }

    /// The places of files of which something is said, with the kind that the first statement makes them.
    pub(in crate::scan) fn kinds(&self) -> impl Iterator<Item = (&Path, FileKind)> {
        let targets = self.by_target.iter();
        targets.filter_map(|(place, said)| Some((place.as_path(), kind(said.first()?))))
    }

    /// What is said of the files that are read otherwise for it, by their places.
    pub(in crate::scan) fn said(&self) -> impl Iterator<Item = (&Path, Arc<SaidOfFile>)> {
        let targets = self.by_target.iter();
        targets.filter_map(|(place, statements)| {
            let contexts = contexts(statements);
            let said = SaidOfFile { contexts };
            (said != SaidOfFile::default()).then(|| (place.as_path(), Arc::new(said)))
        })
    }
}

/// The kind that a statement makes a file.
fn kind(statement: &Statement) -> FileKind {
    match statement {
        Statement::ComposeFile => FileKind::Compose,
        Statement::Pipeline => FileKind::GitLab,
        Statement::Build(_) => FileKind::Dockerfile,
    }
}

/// The names that every build of a Dockerfile replaces.
fn contexts(statements: &[Statement]) -> BTreeSet<String> {
    let builds = statements.iter().filter_map(|it| match it {
        Statement::Build(names) => Some(names),
        Statement::ComposeFile | Statement::Pipeline => None,
    });
    let common = builds.cloned().reduce(|one, other| &one & &other);
    common.unwrap_or_default()
}

/// The places of files: their paths behind the links of their directories, by which links find them.
#[derive(Default)]
pub(in crate::scan) struct FilePlaces {
    /// The places of directories, asked for once each.
    directories: HashMap<PathBuf, PathBuf>,
}

impl FilePlaces {
    pub(in crate::scan) fn place(&mut self, path: &Path) -> PathBuf {
        let directory = parent(path);
        let name = path.file_name().unwrap_or_default();
        if let Some(place) = self.directories.get(directory) {
            return place.join(name);
        }
        let place = directory
            .canonicalize()
            .unwrap_or_else(|_| directory.to_owned());
        let file = place.join(name);
        self.directories.insert(directory.to_owned(), place);
        file
    }
}
