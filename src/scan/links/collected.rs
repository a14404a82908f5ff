//! What all files of a run say of others, by the files that it is said of.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::builds::{DockerfileBuild, NamedBuild};
use super::kustomizations::{ImageNames, Kustomizations};
use super::speaker::Speaker;
use super::wildcards::{has_wildcard, matching};
use super::{Link, Statement};
use crate::scan::kind::FileKind;
use crate::scan::pipeline::StartVariables;
use crate::scan::surroundings::short_name;

/// The most compose files that include one another, one below the other.
const INCLUDES_MAX: usize = 16;

/// The most paths with wildcards for which all files are searched: GitLab includes no more than 150 files.
const WILDCARDS_MAX: usize = 50;

/// The links of a run.
#[derive(Default)]
pub(in crate::scan) struct CollectedLinks {
    /// The statements on each file, by its place, in the order in which the files that make them were read.
    by_target: BTreeMap<PathBuf, Vec<Statement>>,
    /// The files on which each file makes such a statement, by the places of both.
    targets: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// The builds of each Dockerfile, by its place.
    builds: BTreeMap<PathBuf, Vec<DockerfileBuild>>,
    /// The names that each compose file gives to what it builds, as [`short_name`] has them, by its place.
    built: BTreeMap<PathBuf, BTreeSet<String>>,
    /// The files of variables that each compose file is read with, as it and those say that include it.
    environments: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// The compose files that include or extend each compose file.
    parents: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// The builds whose Dockerfiles are not found yet.
    named_builds: Vec<NamedBuild>,
    /// What each pipeline of GitLab includes, in order.
    pub(super) includes: BTreeMap<PathBuf, Vec<IncludedFile>>,
    /// What each job that starts a pipeline hands to it, with the file of the job, by the place of the pipeline.
    pub(super) handed: BTreeMap<PathBuf, Vec<PipelineStart>>,
    /// The files that match each path with wildcards.
    matches: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// How often each compose file uses a variable as an image as a whole.
    images: BTreeMap<PathBuf, BTreeMap<String, usize>>,
    kustomizations: Kustomizations,
    /// The names of images that are built, by the directories below which they are.
    built_below: BTreeMap<PathBuf, BTreeSet<String>>,
    /// The directory that each file of Terraform shares its variables with.
    modules: BTreeMap<PathBuf, PathBuf>,
}

/// The variables that a job hands to a pipeline, and the file of the job, by its place, and as people are shown it.
pub(super) type PipelineStart = (Arc<StartVariables>, Arc<(PathBuf, PathBuf)>);

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
            && self.named_builds.is_empty()
            && self.environments.is_empty()
            && self.includes.is_empty()
            && self.kustomizations.is_empty()
            && self.built.is_empty()
            && self.built_below.is_empty()
            && self.modules.is_empty()
    }

    /// Takes what the file at a place says, which is shown as the second path.
    pub(in crate::scan) fn take(&mut self, (place, shown): (&Path, &Path), links: Vec<Link>) {
        // It may be read again, as what another file says that it is
        self.images.remove(place);
        self.includes.remove(place);
        let mut speaker = Speaker::new(place, shown, &links);
        for Link {
            target: path,
            statement,
            ..
        } in links
        {
            let target = speaker.target(&path);
            let place = place.to_owned();
            match statement {
                Statement::Variables => {
                    self.environments.entry(place).or_default().insert(target);
                }
                Statement::Image(name) => {
                    let images = self.images.entry(place).or_default();
                    *images.entry(name).or_default() += 1;
                }
                Statement::ComposeFile(files) => self.take_compose_file(&speaker, target, files),
                Statement::TakenIn(taken) => self.kustomizations.take(&place, target, taken),
                Statement::BuiltBelow(names) => {
                    self.built_below.entry(target).or_default().extend(names);
                }
                Statement::Module => drop(self.modules.insert(place, target)),
                Statement::Included { is_conditional } => {
                    self.take_include(place, target, is_conditional);
                }
                Statement::BuiltName(name) => {
                    let built = self.built.entry(place).or_default();
                    built.extend(short_name(&name));
                }
                Statement::Pipeline(handed) => self.take_pipeline(&speaker, target, handed),
                Statement::Build(inputs) => {
                    self.named_builds.extend(speaker.build(&path, inputs));
                }
            }
        }
    }

    /// Takes a compose file that another one includes or extends, with files of variables.
    fn take_compose_file(&mut self, speaker: &Speaker<'_>, file: PathBuf, files: Vec<PathBuf>) {
        let files_of = self.environments.entry(file.clone()).or_default();
        files_of.extend(files.iter().map(|path| speaker.target(path)));
        let parents = self.parents.entry(file.clone()).or_default();
        parents.insert(speaker.place().to_owned());
        self.say(speaker.place(), file, Statement::ComposeFile(files));
    }

    /// Takes a file that a pipeline includes. Those that match a path are found when all files are known.
    fn take_include(&mut self, place: PathBuf, target: PathBuf, is_conditional: bool) {
        if !has_wildcard(&target) {
            let said = Statement::Included { is_conditional };
            self.say(&place, target.clone(), said);
        }
        self.includes.entry(place).or_default().push(IncludedFile {
            target,
            is_conditional,
        });
    }

    /// Takes a pipeline that a job starts.
    fn take_pipeline(&mut self, speaker: &Speaker<'_>, file: PathBuf, handed: Arc<StartVariables>) {
        let starts = self.handed.entry(file.clone()).or_default();
        starts.push((Arc::clone(&handed), Arc::clone(&speaker.by)));
        self.say(speaker.place(), file, Statement::Pipeline(handed));
    }

    /// Finds the files that are meant by what was said since the last time.
    pub(in crate::scan) fn find_meant(&mut self, known: &HashMap<PathBuf, usize>) {
        for build in std::mem::take(&mut self.named_builds) {
            let is_at_root =
                !known.contains_key(&build.beside) && known.contains_key(&build.at_root);
            let file = if is_at_root {
                build.at_root
            } else {
                build.beside
            };
            let inputs = build.build.inputs.clone();
            let by = Arc::clone(&build.build.by);
            let builds = self.builds.entry(file.clone()).or_default();
            builds.push(build.build);
            self.say(&by.0, file, Statement::Build(inputs));
        }
        let places = || known.keys().map(PathBuf::as_path).collect();
        let includes = self.includes.iter();
        let includes = includes.flat_map(|(place, all)| all.iter().map(move |it| (place, it)));
        let new = includes.filter(|(_, it)| has_wildcard(&it.target));
        let new = new.filter(|(_, it)| !self.matches.contains_key(&it.target));
        let new = new.map(|(place, include)| (place.clone(), include.clone()));
        let new: Vec<(PathBuf, IncludedFile)> = new.collect();
        for (place, include) in new {
            if self.matches.len() >= WILDCARDS_MAX || self.matches.contains_key(&include.target) {
                continue;
            }
            let is_conditional = include.is_conditional;
            let found = matching(&include.target, places());
            for file in &found {
                self.say(&place, file.clone(), Statement::Included { is_conditional });
            }
            self.matches.insert(include.target, found);
        }
    }

    /// The files that an entry includes.
    pub(super) fn included<'l>(&'l self, include: &'l IncludedFile) -> &'l [PathBuf] {
        let one = std::slice::from_ref(&include.target);
        self.matches.get(&include.target).map_or(one, Vec::as_slice)
    }

    fn say(&mut self, place: &Path, target: PathBuf, statement: Statement) {
        let targets = self.targets.entry(place.to_owned()).or_default();
        targets.insert(target.clone());
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

    /// The files of Terraform that share their variables with others, and their directories.
    pub(super) fn modules(&self) -> &BTreeMap<PathBuf, PathBuf> {
        &self.modules
    }

    /// How often a compose file uses each variable that is an image as a whole there.
    pub(super) fn images(&self, place: &Path) -> &BTreeMap<String, usize> {
        static NONE: BTreeMap<String, usize> = BTreeMap::new();
        self.images.get(place).unwrap_or(&NONE)
    }

    /// The places of files of which something is said, with the kind that the first statement makes them.
    pub(in crate::scan) fn kinds(&self) -> impl Iterator<Item = (&Path, FileKind)> {
        let targets = self.by_target.iter();
        targets.filter_map(|(place, said)| Some((place.as_path(), kind(said.first()?)?)))
    }

    /// The places of files that say of others what these are.
    pub(in crate::scan) fn speakers(&self) -> impl Iterator<Item = &Path> {
        self.targets.keys().map(PathBuf::as_path)
    }

    /// The places of files of which the one at a place says what they are.
    pub(in crate::scan) fn targets_of(&self, place: &Path) -> impl Iterator<Item = &Path> {
        let targets = self.targets.get(place).into_iter().flatten();
        targets.map(PathBuf::as_path)
    }

    /// The builds of each Dockerfile, by its place.
    pub(super) fn builds(&self) -> &BTreeMap<PathBuf, Vec<DockerfileBuild>> {
        &self.builds
    }

    /// The names that each compose file gives to what it builds, by its place.
    pub(super) fn built(&self) -> &BTreeMap<PathBuf, BTreeSet<String>> {
        &self.built
    }

    /// The names of images that kustomizations replace, by the places of the files that they take in.
    pub(super) fn replaced(self) -> BTreeMap<PathBuf, ImageNames> {
        self.kustomizations.all()
    }

    /// Whether something builds images for other files.
    pub(super) fn builds_below(&self) -> bool {
        !self.built_below.is_empty()
    }

    /// The names of images that are built for a file.
    pub(super) fn built_below(&self, place: &Path) -> ImageNames {
        built_below(&self.built_below, place)
    }
}

/// The kind that a statement makes a file.
fn kind(statement: &Statement) -> Option<FileKind> {
    match statement {
        Statement::Pipeline(_) | Statement::Included { .. } => Some(FileKind::GitLab),
        Statement::Build(_) => Some(FileKind::Dockerfile),
        Statement::Module => Some(FileKind::Terraform),
        Statement::ComposeFile(_)
        | Statement::Variables
        | Statement::Image(_)
        | Statement::BuiltName(_) => Some(FileKind::Compose),
        Statement::TakenIn(_) | Statement::BuiltBelow(_) => None,
    }
}

/// The names of images that are built for a file.
fn built_below(directories: &BTreeMap<PathBuf, BTreeSet<String>>, place: &Path) -> ImageNames {
    let above = place.ancestors().skip(1);
    let mut names = above.filter_map(|directory| directories.get(directory));
    let first = names.next().cloned().unwrap_or_default();
    Arc::new(names.fold(first, |names, more| &names | more))
}
