//! Files that are looked into since others make them readable, and those of which nobody says what they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::run::ScanRun;
use crate::scan::find::{CandidateOrigin, FindError, Neighbour};
use crate::scan::kind::FileKind;
use crate::scan::links::is_of_variables;

impl ScanRun<'_> {
    /// Whether a file is looked into, and does more than to say something of others.
    pub(super) fn is_told(&self, number: usize) -> bool {
        let candidate = self.candidate(number);
        candidate.is_some_and(|it| it.origin != CandidateOrigin::Beside)
    }

    /// Looks into the neighbours whose kind is known only through files that were asked for: whoever names a compose
    /// file names the files that it includes, too.
    pub(super) fn bring_in(&mut self, numbers: &HashMap<PathBuf, usize>) {
        let is_beside = |it: &Neighbour| it.origin == CandidateOrigin::Beside;
        if !self.found.neighbours.iter().any(is_beside) {
            return;
        }
        let is_told = |place: &Path| numbers.get(place).is_some_and(|it| self.is_told(*it));
        let mut open: Vec<&Path> = self.links.speakers().filter(|it| is_told(it)).collect();
        let mut brought = BTreeSet::new();
        while let Some(place) = open.pop() {
            for target in self.links.targets_of(place) {
                let number = numbers.get(target).filter(|it| self.kinds.contains_key(it));
                let number = number.filter(|it| !self.is_told(**it));
                if number.is_some_and(|number| brought.insert(*number)) {
                    open.push(target);
                }
            }
        }
        let new: Vec<usize> = brought.iter().copied().collect();
        self.brought.extend(brought);
        self.read_without_surroundings(&new);
    }

    /// The same for files of variables, by the places of the compose files that are read with them.
    pub(super) fn bring_in_variables(
        &mut self,
        numbers: &HashMap<PathBuf, usize>,
        files: &BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    ) {
        for (place, files) in files {
            let is_told = numbers.get(place).is_some_and(|it| self.is_told(*it));
            let first = self.found.candidates.len();
            let numbers = files.iter().filter_map(|file| numbers.get(file));
            for number in numbers.filter(|number| **number >= first) {
                self.kinds.entry(*number).or_insert(FileKind::Environment);
                if is_told {
                    self.brought.insert(*number);
                }
            }
        }
    }

    /// The files that were read since others name them.
    pub(super) fn followed(&self) -> Vec<(PathBuf, FileKind)> {
        let kinds = self.kinds.iter();
        let followed = kinds.filter_map(|(number, kind)| {
            let neighbour = self.neighbour(*number)?;
            let is_read = neighbour.is_tracked || *kind != FileKind::Environment;
            let is_told = is_read && self.is_told(*number);
            is_told.then(|| (neighbour.path.clone(), *kind))
        });
        followed.collect()
    }

    /// Refuses the files that somebody named and of which nobody says what they are. A file of variables without images
    /// is nothing to look into.
    pub(super) fn refuse_unknown(&mut self) {
        let first = self.found.candidates.len();
        for (index, neighbour) in self.found.neighbours.iter().enumerate() {
            let path = &neighbour.path;
            let is_known = self.kinds.contains_key(&(first + index)) || is_of_variables(path);
            if neighbour.origin == CandidateOrigin::Named && !is_known {
                let error = FindError::NoKind(path.clone());
                self.results.insert(first + index, Err(error.into()));
            }
        }
    }

    fn neighbour(&self, number: usize) -> Option<&Neighbour> {
        let index = number.checked_sub(self.found.candidates.len())?;
        self.found.neighbours.get(index)
    }
}
