//! What is said of each file, out of all that is said in a run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::ArgumentsReader;
use super::builds::{BuildWay, DockerfileBuild};
use super::collected::CollectedLinks;
use super::environment::{Environments, KnownFile};
use super::kustomizations::ImageNames;
use super::modules::modules;
use super::pipelines::{handed, pipelines};
use crate::document::shown_path;
use crate::files::parent;
use crate::scan::surroundings::{SaidOfFile, short_name};

/// The most ways to build one Dockerfile whose arguments are followed: nobody writes more by hand.
const WAYS_MAX: usize = 16;

/// What is said of the files that are read otherwise for it, by their places.
pub(in crate::scan) fn said_of_files<'p>(
    links: CollectedLinks,
    environments: Environments,
    files: &[KnownFile<'_>],
    compose_files: &[&Path],
    places: impl Iterator<Item = &'p PathBuf>,
) -> BTreeMap<PathBuf, Arc<SaidOfFile>> {
    let mut all: BTreeMap<PathBuf, SaidOfFile> = BTreeMap::new();
    let built = built_in_directories(&links);
    add_builds(&mut all, &links, &built, &environments);
    add_built_names(&mut all, &links, &built, compose_files);
    for (place, variables) in environments.variables {
        all.entry(place).or_default().variables = variables;
    }
    for (place, reason) in environments.unread {
        all.entry(place).or_default().unread_variables = Some(reason);
    }
    for (place, images) in environments.images {
        all.entry(place).or_default().images = images;
    }
    for (place, handed) in handed(&links) {
        all.entry(place.to_owned()).or_default().handed = handed;
    }
    for (place, parts) in pipelines(&links, files) {
        all.entry(place).or_default().pipelines = parts;
    }
    let modules = modules(&links, files);
    for (place, directory) in links.modules() {
        if let Some(module) = modules.get(directory) {
            all.entry(place.clone()).or_default().module = Some(Arc::clone(module));
        }
    }
    if links.builds_below() {
        for place in places {
            all.entry(place.clone()).or_default().built_below = links.built_below(place);
        }
    }
    for (place, names) in links.replaced() {
        all.entry(place).or_default().replaced = names;
    }
    all.retain(|_, said| *said != SaidOfFile::default());
    let all = all.into_iter();
    all.map(|(place, said)| (place, Arc::new(said))).collect()
}

/// Adds what builds put into Dockerfiles.
fn add_builds(
    all: &mut BTreeMap<PathBuf, SaidOfFile>,
    links: &CollectedLinks,
    built: &BTreeMap<&Path, ImageNames>,
    environments: &Environments,
) {
    let places_of_names = places_of_names(links);
    let mut arguments = ArgumentsReader::new(environments);
    for (place, builds) in links.builds() {
        let contexts = every(builds);
        let replaced = some(builds, &contexts);
        let directories = builds.iter().map(|build| parent(&build.by.0));
        let directories: BTreeSet<&Path> = directories.collect();
        let built = directories.into_iter().filter_map(|it| built.get(it));
        let own = own_names(builds, &places_of_names);
        let built: Vec<ImageNames> = built.map(|it| without(it, &own)).collect();
        let ways = ways(builds, &mut arguments);
        if !contexts.is_empty() || !replaced.is_empty() || !built.is_empty() || !ways.is_empty() {
            let said = all.entry(place.to_owned()).or_default();
            said.ways = ways;
            (said.contexts, said.replaced_by_some, said.built) = (contexts, replaced, built);
        }
    }
}

/// Adds the names that other compose files of its directory give to what they build to what is said of each.
fn add_built_names(
    all: &mut BTreeMap<PathBuf, SaidOfFile>,
    links: &CollectedLinks,
    built: &BTreeMap<&Path, ImageNames>,
    compose_files: &[&Path],
) {
    for place in compose_files {
        if let Some(names) = built.get(parent(place)) {
            let own = links.built().get(*place);
            if own.is_none_or(|own| own.len() < names.len()) {
                let said = all.entry(place.to_path_buf()).or_default();
                said.built.push(Arc::clone(names));
            }
        }
    }
}

/// The names that the compose files of each directory give to what they build. Files beside each other are those of one
/// project, and change each other (<https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/>).
fn built_in_directories(links: &CollectedLinks) -> BTreeMap<&Path, ImageNames> {
    let mut directories: BTreeMap<&Path, BTreeSet<String>> = BTreeMap::new();
    for (place, names) in links.built() {
        let built = directories.entry(parent(place)).or_default();
        built.extend(names.iter().cloned());
    }
    let directories = directories.into_iter();
    directories
        .map(|(place, names)| (place, Arc::new(names)))
        .collect()
}

/// The Dockerfiles of which builds make what is called so, by the names as people know them.
fn places_of_names(links: &CollectedLinks) -> BTreeMap<String, BTreeSet<&Path>> {
    let mut all: BTreeMap<String, BTreeSet<&Path>> = BTreeMap::new();
    for (place, builds) in links.builds() {
        let names = builds.iter().filter_map(|it| it.inputs.name.as_deref());
        for name in names.filter_map(short_name) {
            all.entry(name).or_default().insert(place);
        }
    }
    all
}

/// The names of what is built of a Dockerfile alone: it is not made of itself, so that its `FROM` means what a registry
/// has.
fn own_names(
    builds: &[DockerfileBuild],
    places: &BTreeMap<String, BTreeSet<&Path>>,
) -> BTreeSet<String> {
    let names = builds.iter().filter_map(|it| it.inputs.name.as_deref());
    let names = names.filter_map(short_name);
    let is_alone = |name: &String| places.get(name).is_some_and(|places| places.len() == 1);
    names.filter(is_alone).collect()
}

fn without(built: &ImageNames, own: &BTreeSet<String>) -> ImageNames {
    match own.is_disjoint(built) {
        true => Arc::clone(built),
        false => Arc::new(built.difference(own).cloned().collect()),
    }
}

/// The names that every build of a Dockerfile replaces.
fn every(builds: &[DockerfileBuild]) -> BTreeSet<String> {
    let mut builds = builds.iter().map(|build| &build.inputs.contexts);
    let mut common = builds
        .next()
        .map_or_else(BTreeSet::new, |it| (**it).clone());
    for contexts in builds {
        common.retain(|name| contexts.contains(name));
    }
    common
}

/// The names that some builds of a Dockerfile replace, each with the first file that says so.
fn some(builds: &[DockerfileBuild], every: &BTreeSet<String>) -> BTreeMap<String, String> {
    let mut replaced = BTreeMap::new();
    for build in builds {
        for name in build
            .inputs
            .contexts
            .iter()
            .filter(|name| !every.contains(*name))
        {
            if !replaced.contains_key(name) {
                replaced.insert(name.clone(), shown_path(&build.by.1));
            }
        }
    }
    replaced
}

/// The ways to build a Dockerfile that differ in their arguments; none where no build has any, or too many do.
fn ways<'l>(builds: &'l [DockerfileBuild], arguments: &mut ArgumentsReader<'l>) -> Vec<BuildWay> {
    let mut ways: Vec<BuildWay> = Vec::new();
    for build in builds {
        if ways.len() > WAYS_MAX {
            continue;
        }
        let arguments = arguments.of(build);
        if ways.iter().any(|way| way.arguments == arguments) {
            continue;
        }
        ways.push(BuildWay {
            arguments,
            file: shown_path(&build.by.1),
        });
    }
    let have_none = ways.iter().all(|way| way.arguments.is_empty());
    match have_none || ways.len() > WAYS_MAX {
        true => Vec::new(),
        false => ways,
    }
}
