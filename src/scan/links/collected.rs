//! What all files of a run say of others, by the files that it is said of.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::wildcards::{has_wildcard, matching};
use super::{Link, Statement};
use crate::files::{normal, parent, repository_root};
use crate::scan::kind::FileKind;

/// The most compose files that include one another, one below the other.
const INCLUDES_MAX: usize = 16;

/// The most paths with wildcards for which all files are searched: GitLab includes no more than 150 files.
const WILDCARDS_MAX: usize = 50;

/// The links of a run.
#[derive(Default)]
pub(in crate::scan) struct CollectedLinks {
    /// The statements on each file, by its place, in the order in which the files that make them were read.
    by_target: BTreeMap<PathBuf, Vec<Statement>>,
    /// The files of variables that each compose file is read with, as it and those say that include it.
    environments: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// The compose files that include or extend each compose file.
    parents: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// The builds whose Dockerfiles are not found yet.
    builds: Vec<NamedBuild>,
    /// What each pipeline of GitLab includes, in order.
    pub(super) includes: BTreeMap<PathBuf, Vec<IncludedFile>>,
    /// The files that match each path with wildcards.
    matches: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// How often each compose file uses a variable as an image as a whole.
    images: BTreeMap<PathBuf, BTreeMap<String, usize>>,
}

/// A build of a Dockerfile, whose path begins at the file that says so, or where people run the tool: at the root.
struct NamedBuild {
    beside: PathBuf,
    at_root: PathBuf,
    names: BTreeSet<String>,
}

/// A file that a pipeline includes, or many, if its path has wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IncludedFile {
    pub(super) target: PathBuf,
    /// Whether a rule decides it.
    pub(super) is_conditional: bool,
}

impl CollectedLinks {
    /// Whether no file says anything of another one.
    pub(in crate::scan) fn is_empty(&self) -> bool {
        self.by_target.is_empty()
            && self.builds.is_empty()
            && self.environments.is_empty()
            && self.includes.is_empty()
    }

    /// Takes what the file at a place says.
    pub(in crate::scan) fn take(&mut self, place: &Path, links: Vec<Link>) {
        // It may be read again, as what another file says that it is
        self.images.remove(place);
        self.includes.remove(place);
        let directory = parent(place);
        // Asked for once, and only if it matters
        let may_be_from_root = |link: &Link| {
            link.target.is_absolute() || matches!(link.statement, Statement::Build(_))
        };
        let root = links.iter().any(may_be_from_root);
        let root = root.then(|| repository_root(directory)).flatten();
        let root = root.as_deref().unwrap_or(directory);
        let target = |path: &Path| match path.strip_prefix("/") {
            Ok(path) => normal(&root.join(path)),
            Err(_) => normal(&directory.join(path)),
        };
        for link in links {
            match link.statement {
                Statement::Variables => {
                    let files = self.environments.entry(place.to_owned()).or_default();
                    files.insert(target(&link.target));
                }
                Statement::Image(name) => {
                    let images = self.images.entry(place.to_owned()).or_default();
                    *images.entry(name).or_default() += 1;
                }
                Statement::ComposeFile(files) => {
                    let file = target(&link.target);
                    let files_of = self.environments.entry(file.clone()).or_default();
                    files_of.extend(files.iter().map(|it| target(it)));
                    let parents = self.parents.entry(file.clone()).or_default();
                    parents.insert(place.to_owned());
                    self.say(file, Statement::ComposeFile(files));
                }
                said @ Statement::Included { is_conditional } => {
                    let target = target(&link.target);
                    if !has_wildcard(&target) {
                        self.say(target.clone(), said);
                    }
                    let includes = self.includes.entry(place.to_owned()).or_default();
                    includes.push(IncludedFile {
                        target,
                        is_conditional,
                    });
                }
                Statement::Pipeline => self.say(target(&link.target), Statement::Pipeline),
                Statement::Build(names) => self.builds.push(NamedBuild {
                    beside: target(&link.target),
                    at_root: normal(&root.join(&link.target)),
                    names,
                }),
            }
        }
    }

    /// Finds the files that are meant by what was said since the last time.
    pub(in crate::scan) fn find_meant(&mut self, known: &HashMap<PathBuf, usize>) {
        for build in std::mem::take(&mut self.builds) {
            let is_at_root =
                !known.contains_key(&build.beside) && known.contains_key(&build.at_root);
            let file = if is_at_root {
                build.at_root
            } else {
                build.beside
            };
            self.say(file, Statement::Build(build.names));
        }
        let places = || known.keys().map(PathBuf::as_path).collect();
        let includes = self.includes.values().flatten();
        let new = includes.filter(|it| has_wildcard(&it.target));
        let new = new.filter(|it| !self.matches.contains_key(&it.target));
        let new: Vec<IncludedFile> = new.cloned().collect();
        for include in new {
            if self.matches.len() >= WILDCARDS_MAX || self.matches.contains_key(&include.target) {
                continue;
            }
            let is_conditional = include.is_conditional;
            let found = matching(&include.target, places());
            for file in &found {
                self.say(file.clone(), Statement::Included { is_conditional });
            }
            self.matches.insert(include.target, found);
        }
    }

    /// The files that an entry includes.
    pub(super) fn included<'l>(&'l self, include: &'l IncludedFile) -> &'l [PathBuf] {
        let one = std::slice::from_ref(&include.target);
        self.matches.get(&include.target).map_or(one, Vec::as_slice)
    }

    fn say(&mut self, target: PathBuf, statement: Statement) {
        self.by_target.entry(target).or_default().push(statement);
    }

    /// The files of variables that each compose file may be read with. Nobody includes files deeper than this.
    pub(super) fn environments(&self) -> BTreeMap<PathBuf, BTreeSet<PathBuf>> {
        let mut environments = self.environments.clone();
        for _ in 0..INCLUDES_MAX {
            let mut is_done = true;
            for (child, parents) in &self.parents {
                let inherited = parents.iter().filter_map(|it| environments.get(it));
                let inherited: BTreeSet<PathBuf> = inherited.flatten().cloned().collect();
                let files = environments.entry(child.clone()).or_default();
                is_done &= inherited.is_subset(files);
                files.extend(inherited);
            }
            if is_done {
                break;
            }
        }
        environments
    }

    /// How often a compose file uses each variable that is an image as a whole there.
    pub(super) fn images(&self, place: &Path) -> &BTreeMap<String, usize> {
        static NONE: BTreeMap<String, usize> = BTreeMap::new();
        self.images.get(place).unwrap_or(&NONE)
    }

    /// The places of files of which something is said, with the kind that the first statement makes them.
    pub(in crate::scan) fn kinds(&self) -> impl Iterator<Item = (&Path, FileKind)> {
        let targets = self.by_target.iter();
        targets.filter_map(|(place, said)| Some((place.as_path(), kind(said.first()?))))
    }

    /// The names that every build of a Dockerfile replaces, by the places of Dockerfiles.
    pub(super) fn contexts(&self) -> impl Iterator<Item = (&Path, BTreeSet<String>)> {
        let targets = self.by_target.iter();
        let contexts = targets.map(|(place, statements)| (place.as_path(), contexts(statements)));
        contexts.filter(|(_, contexts)| !contexts.is_empty())
    }
}

/// The kind that a statement makes a file.
fn kind(statement: &Statement) -> FileKind {
    match statement {
        Statement::Pipeline | Statement::Included { .. } => FileKind::GitLab,
        Statement::Build(_) => FileKind::Dockerfile,
        Statement::ComposeFile(_) | Statement::Variables | Statement::Image(_) => FileKind::Compose,
    }
}

/// The names that every build of a Dockerfile replaces.
fn contexts(statements: &[Statement]) -> BTreeSet<String> {
    let builds = statements.iter().filter_map(|it| match it {
        Statement::Build(names) => Some(names),
        Statement::ComposeFile(_)
        | Statement::Pipeline
        | Statement::Included { .. }
        | Statement::Variables
        | Statement::Image(_) => None,
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
