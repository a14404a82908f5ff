//! A run over many files, in steps: each is read alone, those that others name are read as what they are named, and
//! those of which something is said are read again with that.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::file::{ScannedFile, scan_file};
use super::used::Used;
use crate::document::Problems;
use crate::git::{self, GitError};
use crate::scan::chart::{ChartFiles, ChartReaders};
use crate::scan::cores::on_all_cores;
use crate::scan::error::ScanError;
use crate::scan::find::{Candidate, CandidateOrigin, FindError, FoundFiles, Neighbour};
use crate::scan::kind::FileKind;
use crate::scan::links::{
    CollectedLinks, Environments, FilePlaces, KnownFile, link_reader, said_of_files,
};
use crate::scan::readers::{helm, template};
use crate::scan::surroundings::Surroundings;

/// The readers of the files that charts decide about.
const CHART_READERS: ChartReaders = ChartReaders {
    values: helm::mentions,
    template: template::places,
};

type ScanResult = Result<ScannedFile, ScanError>;

/// The images of many files.
#[derive(Debug, Default)]
pub struct Scan {
    /// Those that use images, in the order given.
    pub used: Vec<Used>,
    /// The files that cannot be read, in the order given, behind a failure of git.
    pub unreadable: Vec<(PathBuf, ScanError)>,
    /// Warnings about files that can be read.
    pub doubtful: Vec<Problems>,
    /// The files that were read since others name them, as what these make them.
    pub followed: Vec<(PathBuf, FileKind)>,
    /// The files of which nothing but their contents says that they are of a kind that uses images.
    pub known: BTreeSet<PathBuf>,
}

/// A run, step by step.
pub(super) struct ScanRun<'f> {
    pub(super) found: &'f FoundFiles,
    charts: ChartFiles,
    pub(super) links: CollectedLinks,
    places: FilePlaces,
    /// What there is to tell of files, by their numbers: those of the candidates, and behind them those of the
    /// neighbours.
    pub(super) results: BTreeMap<usize, ScanResult>,
    /// The kinds that other files say, by the numbers of the files.
    pub(super) kinds: BTreeMap<usize, FileKind>,
    /// The files beside those that are looked into which only these make readable, by their numbers.
    pub(super) brought: BTreeSet<usize>,
    /// git's failure to tell what it has written otherwise, at the first file that it was asked about.
    failed: Option<(PathBuf, ScanError)>,
}

/// A file that is about to be read.
struct FileReading<'f> {
    number: usize,
    candidate: Cow<'f, Candidate>,
    surroundings: Surroundings,
}

impl<'f> ScanRun<'f> {
    pub(super) fn new(found: &'f FoundFiles) -> Self {
        Self {
            found,
            charts: ChartFiles::among(found, CHART_READERS),
            links: CollectedLinks::default(),
            places: FilePlaces::default(),
            results: BTreeMap::new(),
            kinds: BTreeMap::new(),
            brought: BTreeSet::new(),
            failed: None,
        }
    }

    /// Reads each file alone, and besides those that may say something of others.
    pub(super) fn read_alone(&mut self) {
        let speaks = |it: &Neighbour| it.kind.is_some_and(|kind| link_reader(kind).is_some());
        let beside = self.found.neighbours.iter().enumerate();
        let beside = beside.filter(|(_, it)| speaks(it));
        let first = self.found.candidates.len();
        let numbers = beside.map(|(index, _)| first + index);
        let numbers: Vec<usize> = (0..first).chain(numbers).collect();
        self.read_without_surroundings(&numbers);
    }

    /// Reads files as if nobody said anything of them, apart from what they are.
    pub(super) fn read_without_surroundings(&mut self, numbers: &[usize]) {
        let readings = numbers.iter().filter_map(|number| {
            let candidate = self.candidate(*number)?;
            Some(FileReading {
                number: *number,
                candidate,
                surroundings: Surroundings::default(),
            })
        });
        let readings = readings.collect();
        self.read(readings);
    }

    /// Reads files as what others say that they are, until nobody says anything new.
    pub(super) fn follow(&mut self) {
        if self.links.is_empty() {
            return;
        }
        let numbers = self.numbers();
        loop {
            self.links.find_meant(&numbers);
            let said = self.links.kinds();
            let said = said.filter_map(|(place, kind)| Some((*numbers.get(place)?, kind)));
            let new = said.filter(|(number, kind)| self.may_become(*number, *kind));
            let new: Vec<(usize, FileKind)> = new.collect();
            if new.is_empty() {
                break;
            }
            self.kinds.extend(new.iter().copied());
            let new: Vec<usize> = new.into_iter().map(|(number, _)| number).collect();
            self.read_without_surroundings(&new);
        }
        self.bring_in(&numbers);
        self.read_again(&numbers);
    }

    /// Reads those files again of which something is said.
    fn read_again(&mut self, numbers: &HashMap<PathBuf, usize>) {
        let files = self.known_files(numbers);
        let environments = Environments::of(&self.links, &files);
        self.bring_in_variables(numbers, &environments.files);
        for place in environments.images.keys() {
            if let Some(number) = numbers.get(place) {
                self.kinds.insert(*number, FileKind::Environment);
            }
        }
        let compose_files = self.compose_files(numbers);
        let links = std::mem::take(&mut self.links);
        let said = said_of_files(links, environments, &files, &compose_files, numbers.keys());
        let readings = said.into_iter().filter_map(|(place, said)| {
            let number = *numbers.get(&place)?;
            let candidate = self.candidate(number)?;
            let file = self.results.get(&number).and_then(|it| it.as_ref().ok());
            let used = file.and_then(|file| file.used.as_ref());
            let is_concerned = said.concerns(used.map_or(&[], |used| &used.mentions));
            let surroundings = Surroundings::said(said);
            (self.is_told(number) && is_concerned).then_some(FileReading {
                number,
                candidate,
                surroundings,
            })
        });
        let readings: Vec<FileReading<'f>> = readings.collect();
        self.read(readings);
    }

    /// All files, in the order of their numbers.
    fn known_files<'n>(&self, numbers: &'n HashMap<PathBuf, usize>) -> Vec<KnownFile<'n>>
    where
        'f: 'n,
    {
        let first = self.found.candidates.len();
        let known = numbers.iter().map(|(place, number)| {
            let neighbour = number.checked_sub(first);
            let neighbour = neighbour.and_then(|index| self.found.neighbours.get(index));
            let file = KnownFile {
                place,
                path: self.path(*number),
                is_tracked: neighbour.is_none_or(|it| it.is_tracked),
                is_pipeline: self.kind(*number) == Some(FileKind::GitLab),
            };
            (*number, file)
        });
        let known: BTreeMap<usize, KnownFile<'n>> = known.collect();
        known.into_values().collect()
    }

    /// The places of the compose files.
    fn compose_files<'n>(&self, numbers: &'n HashMap<PathBuf, usize>) -> Vec<&'n Path> {
        let is_compose = |number: usize| {
            let known = self.found.candidates.get(number).map(|it| it.kind);
            let kind = self.kinds.get(&number).copied().or(known);
            kind == Some(FileKind::Compose)
        };
        let files = numbers.iter().filter(|(_, number)| is_compose(**number));
        files.map(|(place, _)| place.as_path()).collect()
    }

    fn path(&self, number: usize) -> &'f Path {
        match self.found.candidates.get(number) {
            Some(candidate) => &candidate.path,
            None => &self.found.neighbours[number - self.found.candidates.len()].path,
        }
    }

    /// The numbers of all files by their places.
    fn numbers(&mut self) -> HashMap<PathBuf, usize> {
        let candidates = self.found.candidates.iter().map(|it| it.path.as_path());
        let neighbours = self.found.neighbours.iter().map(|it| it.path.as_path());
        let paths = candidates.chain(neighbours).enumerate();
        let places = paths.map(|(number, path)| (self.places.place(path), number));
        places.collect()
    }

    /// A file by its number, as what it is read: what others say that it is, if its name does not say it. `None` if
    /// nobody says what it is.
    pub(super) fn candidate(&self, number: usize) -> Option<Cow<'f, Candidate>> {
        let said = self.kinds.get(&number).copied();
        if let Some(candidate) = self.found.candidates.get(number) {
            return Some(match said {
                None => Cow::Borrowed(candidate),
                Some(kind) => Cow::Owned(Candidate {
                    kind,
                    ..candidate.clone()
                }),
            });
        }
        let index = number - self.found.candidates.len();
        let neighbour = self.found.neighbours.get(index)?;
        let origin = match self.brought.contains(&number) {
            true => CandidateOrigin::Listed,
            false => neighbour.origin,
        };
        Some(Cow::Owned(Candidate {
            path: neighbour.path.clone(),
            kind: said.or(neighbour.kind)?,
            origin,
            may_be_rewritten: neighbour.may_be_rewritten,
        }))
    }

    fn kind(&self, number: usize) -> Option<FileKind> {
        self.candidate(number).map(|candidate| candidate.kind)
    }

    /// Whether a file is read as another kind than before if another file says so: of what its own name says, only that
    /// it may be anything is less.
    fn may_become(&self, number: usize, kind: FileKind) -> bool {
        if self.kinds.contains_key(&number) {
            return false;
        }
        match self.kind(number) {
            None | Some(FileKind::Template) => true,
            Some(FileKind::Kubernetes) => kind != FileKind::Dockerfile,
            Some(_) => false,
        }
    }

    /// Reads files on all cores, and takes in their order what comes of them.
    fn read(&mut self, readings: Vec<FileReading<'f>>) {
        let rewritten = self.rewritten(&readings);
        let charts = &self.charts;
        let read = |reading: &FileReading<'f>| {
            let path = reading.candidate.path.as_path();
            match rewritten.get(path) {
                Some(attribute) => {
                    let file = path.to_owned();
                    Err(FindError::Git(GitError::Rewritten { file, attribute }).into())
                }
                None => scan_file(&reading.candidate, charts, reading.surroundings.clone()),
            }
        };
        let results = on_all_cores(&readings, |reading| {
            let result = read(reading);
            is_something(&result).then_some((reading, result))
        });
        for reading in &readings {
            self.results.remove(&reading.number);
        }
        for (reading, mut result) in results {
            if let Ok(file) = &mut result
                && !file.links.is_empty()
                && reading.surroundings.is_nothing()
            {
                let place = self.places.place(&reading.candidate.path);
                let links = std::mem::take(&mut file.links);
                self.links.take((&place, &reading.candidate.path), links);
            }
            if reading.candidate.origin != CandidateOrigin::Beside {
                self.results.insert(reading.number, result);
            }
        }
    }

    /// The files that git has written otherwise than they are committed, with the attributes that say so.
    fn rewritten<'r>(
        &mut self,
        readings: &'r [FileReading<'f>],
    ) -> BTreeMap<&'r Path, &'static str> {
        let may_be = |it: &&Candidate| it.may_be_rewritten && it.origin != CandidateOrigin::Link;
        let suspects = readings.iter().map(|it| it.candidate.as_ref());
        let suspects = suspects.filter(may_be).map(|it| it.path.as_path());
        let suspects: Vec<&Path> = suspects.collect();
        git::rewritten(suspects.iter().copied()).unwrap_or_else(|error| {
            let path = suspects.first().map(|path| path.to_path_buf());
            let error = FindError::Git(error).into();
            self.failed.get_or_insert((path.unwrap_or_default(), error));
            BTreeMap::new()
        })
    }

    /// What there is to tell, in the order of the files.
    pub(super) fn finish(mut self) -> Scan {
        let mut scan = Scan::default();
        scan.unreadable.extend(self.failed.take());
        scan.followed = self.followed();
        self.refuse_unknown();
        let first = self.found.candidates.len();
        let has_neighbours = self.results.keys().any(|number| *number >= first);
        let results = std::mem::take(&mut self.results).into_iter();
        let results = results.map(|(number, result)| (self.path(number), result));
        let mut results: Vec<(&Path, ScanResult)> = results.collect();
        if has_neighbours {
            results.sort_by_key(|(path, _)| path.as_os_str().as_encoded_bytes());
        }
        for (path, result) in results {
            match result {
                Ok(file) => {
                    scan.known.extend(file.is_known.then(|| path.to_owned()));
                    scan.used.extend(file.used);
                    scan.doubtful.extend(file.doubtful);
                }
                Err(error) => scan.unreadable.push((path.to_owned(), error)),
            }
        }
        scan
    }
}

/// Whether there is something to tell of a file.
fn is_something(file: &ScanResult) -> bool {
    match file {
        Ok(file) => {
            let has_something = file.used.is_some() || file.doubtful.is_some();
            has_something || !file.links.is_empty() || file.is_known
        }
        Err(_) => true,
    }
}
