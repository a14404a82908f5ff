//! The files that `[files] exclude` of a manifest leaves out of a scan.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::files::read_manifest;
use super::paths::{settled, settled_parent};
use crate::document::shown_path;
use crate::exclude::{Exclude, Search, pattern_of};
use crate::files::{Trust, is_directory};
use crate::scan::FoundFiles;

/// The patterns of several manifests, each for what lies below its directory.
#[derive(Default)]
pub struct Exclusions<'a> {
    /// The directories of the manifests with their patterns and numbers, the outermost first.
    searches: Vec<(PathBuf, Search<'a>, usize)>,
    count: usize,
    /// The files that are read all the same: the manifests themselves, and those that somebody named.
    read: BTreeSet<PathBuf>,
    /// The real paths of directories, asked for once each.
    settled: HashMap<PathBuf, PathBuf>,
}

impl<'a> Exclusions<'a> {
    /// Those of manifests at these paths, in this order. None of them holds for these manifests, nor for a file among
    /// the paths that are named.
    pub fn new(
        manifests: impl IntoIterator<Item = (&'a Path, Option<&'a Exclude>)>,
        named: &[PathBuf],
    ) -> Self {
        let files = named.iter().filter(|path| !is_directory(path));
        let mut it = Self {
            read: files.map(|path| settled(path)).collect(),
            ..Self::default()
        };
        for (manifest, exclude) in manifests {
            it.read.insert(settled(manifest));
            it.add(manifest, exclude);
        }
        it
    }

    fn add(&mut self, manifest: &Path, exclude: Option<&'a Exclude>) {
        if let Some(exclude) = exclude.filter(|exclude| !exclude.is_empty()) {
            let directory = settled_parent(manifest);
            let searches = &mut self.searches;
            searches.push((directory, exclude.search(), self.count));
            searches.sort_by_key(|(directory, ..)| directory.components().count());
        }
        self.count += 1;
    }

    /// The number of the first manifest that excludes a file or another manifest.
    pub fn excluder(&mut self, path: &Path) -> Option<usize> {
        if self.searches.is_empty() {
            return None;
        }
        let path = self.settled(path);
        if self.read.contains(&path) {
            return None;
        }
        let excludes = |(directory, search, number): &mut (PathBuf, Search<'a>, usize)| {
            let below = path.strip_prefix(directory).ok()?;
            search.excludes(below).then_some(*number)
        };
        self.searches.iter_mut().find_map(excludes)
    }

    fn settled(&mut self, path: &Path) -> PathBuf {
        let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else {
            return settled(path);
        };
        if let Some(directory) = self.settled.get(directory) {
            return directory.join(name);
        }
        let path = settled(path);
        let parent = path.parent().unwrap_or(Path::new("")).to_owned();
        self.settled.insert(directory.to_owned(), parent);
        path
    }

    /// Takes what is excluded out of what was found: the files that each manifest excludes, as they are shown.
    pub fn take_out(mut self, found: &mut FoundFiles) -> Vec<Vec<String>> {
        let mut excluded = vec![BTreeSet::new(); self.count];
        let mut stays = |path: &Path| {
            let Some(number) = self.excluder(path) else {
                return true;
            };
            excluded[number].insert(shown_path(path));
            false
        };
        found.candidates.retain(|candidate| stays(&candidate.path));
        found.others.retain(|manifest| stays(manifest));
        let mut is_read = |path: &PathBuf| self.excluder(path).is_none();
        found.unread.retain(&mut is_read);
        found.neighbours.retain(|it| is_read(&it.path));
        excluded.into_iter().map(Vec::from_iter).collect()
    }
}

/// The manifests that others among them exclude, as far as those are not excluded themselves.
pub fn excluded_manifests(paths: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut outermost_first: Vec<&PathBuf> = paths.iter().collect();
    outermost_first.sort_by_key(|path| settled(path).components().count());
    let lists = outermost_first.iter().map(|path| exclude_of(path));
    let lists: Vec<Option<Exclude>> = lists.collect();
    let mut exclusions = Exclusions::default();
    let mut excluded = BTreeSet::new();
    for (path, list) in outermost_first.into_iter().zip(&lists) {
        if exclusions.excluder(path).is_some() {
            excluded.insert(path.clone());
        } else {
            exclusions.add(path, list.as_ref());
        }
    }
    excluded
}

/// The patterns of a manifest; none where it cannot be read, so that more files are.
pub fn exclude_of(path: &Path) -> Option<Exclude> {
    let (_, manifest) = read_manifest(path, Trust::Found).ok()?;
    Some(manifest.exclude)
}

/// The patterns that would exclude these files from a manifest: those of what lies below it, unless it is named and
/// read all the same.
pub fn patterns_for<'p>(
    manifest: &Path,
    named: &[PathBuf],
    paths: impl IntoIterator<Item = &'p Path>,
) -> Vec<String> {
    let directory = settled_parent(manifest);
    let below = |path: &Path| Some(pattern_of(settled(path).strip_prefix(&directory).ok()?));
    paths
        .into_iter()
        .filter(|path| !named.iter().any(|named| named == path))
        .filter_map(below)
        .collect()
}
