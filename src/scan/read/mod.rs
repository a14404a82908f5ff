//! Reading: many files on all cores, one file, one text.
//!
//! Puts the mentions of a text in order. Knows no kind of file: the table of kinds does.

mod documents;
mod file;
mod filled;
mod repeats;
mod text;
mod unrendered;
mod used;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle};

use crate::document::Problems;
use crate::git::{self, GitError};
use crate::scan::chart::ChartFiles;
use crate::scan::error::ScanError;
use crate::scan::find::{Candidate, CandidateOrigin, FindError};
use file::{ScannedFile, scan_file};
pub use text::read;
pub use used::Used;

/// The images of many files.
#[derive(Debug, Default)]
pub struct Scan {
    /// Those that use images, in the order given.
    pub used: Vec<Used>,
    /// The files of which nobody can tell, in the same order.
    pub unreadable: Vec<(PathBuf, ScanError)>,
    /// Warnings about files that can be read.
    pub doubtful: Vec<Problems>,
}

type ScanResult = Result<ScannedFile, ScanError>;

/// Reads all files.
pub fn scan(candidates: &[Candidate]) -> Scan {
    let mut scan = Scan::default();
    let rewritten = rewritten(candidates, &mut scan);
    let charts = ChartFiles::among(candidates);
    let read = |candidate: &Candidate| match rewritten.get(candidate.path.as_path()) {
        Some(attribute) => {
            let file = candidate.path.clone();
            Err(FindError::Git(GitError::Rewritten { file, attribute }).into())
        }
        None => scan_file(candidate, &charts),
    };
    for (candidate, file) in on_all_cores(candidates, read) {
        match file {
            Ok(file) => {
                scan.used.extend(file.used);
                scan.doubtful.extend(file.doubtful);
            }
            Err(error) => scan.unreadable.push((candidate.path.clone(), error)),
        }
    }
    scan
}

/// The files of which there is something to tell, in the order given.
fn on_all_cores(
    candidates: &[Candidate],
    read: impl Fn(&Candidate) -> ScanResult + Copy + Send + Sync,
) -> Vec<(&Candidate, ScanResult)> {
    let is_something = |(_, file): &(_, ScanResult)| match file {
        Ok(file) => file.used.is_some() || file.doubtful.is_some(),
        Err(_) => true,
    };
    let read_all = |part| {
        <[Candidate]>::iter(part)
            .map(|candidate| (candidate, read(candidate)))
            .filter(is_something)
            .collect::<Vec<_>>()
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let length = candidates.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let start = |part| {
            // Where there is no thread for it, this one does it
            let worker = thread::Builder::new().spawn_scoped(scope, move || read_all(part));
            worker.map_err(|_| read_all(part))
        };
        let parts: Vec<_> = candidates.chunks(length).map(start).collect();
        // A worker that panics ends the run as any panic does
        let end = |worker: ScopedJoinHandle<'_, _>| {
            let read = worker.join();
            read.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        let parts = parts.into_iter();
        let read = parts.map(|part| part.map_or_else(|read| read, end));
        read.flatten().collect()
    })
}

/// The files that git has written otherwise than they are committed, with the attributes that say so.
fn rewritten<'c>(candidates: &'c [Candidate], scan: &mut Scan) -> BTreeMap<&'c Path, &'static str> {
    let may_be = |it: &&Candidate| it.may_be_rewritten && it.origin != CandidateOrigin::Link;
    let suspects = candidates.iter().filter(may_be);
    let suspects: Vec<&Path> = suspects.map(|it| it.path.as_path()).collect();
    git::rewritten(suspects.iter().copied()).unwrap_or_else(|error| {
        let path = suspects.first().map(|path| path.to_path_buf());
        scan.unreadable
            .push((path.unwrap_or_default(), FindError::Git(error).into()));
        BTreeMap::new()
    })
}
