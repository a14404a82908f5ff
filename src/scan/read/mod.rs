//! Reading: many files on all cores, one file, one text.
//!
//! Puts the mentions of a text in order. Knows no kind of file: the table of kinds does.

mod documents;
mod file;
mod filled;
mod repeats;
mod text;
mod unrendered;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle};

use crate::document::Problems;
use crate::git::{self, GitError};
use crate::scan::find::{Candidate, CandidateOrigin, FindError};
pub use file::{ScanError, Used};
use file::{ScannedFile, scan_file};
pub use text::read;

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

/// Reads all files.
pub fn scan(candidates: &[Candidate]) -> Scan {
    let mut scan = Scan::default();
    let rewritten = rewritten(candidates, &mut scan);
    let read = |candidate: &Candidate| match rewritten.get(candidate.path.as_path()) {
        Some(attribute) => {
            let file = candidate.path.clone();
            let error = FindError::Git(GitError::Rewritten { file, attribute });
            Err(error.into()).into()
        }
        None => scan_file(candidate),
    };
    for (candidate, file) in on_all_cores(candidates, read) {
        match file.used {
            Ok(used) => scan.used.extend(used),
            Err(error) => scan.unreadable.push((candidate.path.clone(), error)),
        }
        scan.doubtful.extend(file.doubtful);
    }
    scan
}

/// The files of which there is something to tell, in the order given.
fn on_all_cores(
    candidates: &[Candidate],
    read: impl Fn(&Candidate) -> ScannedFile + Copy + Send + Sync,
) -> Vec<(&Candidate, ScannedFile)> {
    let is_something =
        |(_, file): &(_, ScannedFile)| !matches!(file.used, Ok(None)) || file.doubtful.is_some();
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
            worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        parts
            .into_iter()
            .flat_map(|part| part.map_or_else(|read| read, end))
            .collect()
    })
}

/// The files that git has written otherwise than they are committed, with the attributes that say so.
fn rewritten<'c>(candidates: &'c [Candidate], scan: &mut Scan) -> BTreeMap<&'c Path, &'static str> {
    let may_be = |it: &&Candidate| it.may_be_rewritten && it.origin != CandidateOrigin::Link;
    let suspects: Vec<&Path> = candidates
        .iter()
        .filter(may_be)
        .map(|it| it.path.as_path())
        .collect();
    match (git::rewritten(suspects.iter().copied()), suspects.first()) {
        (Ok(rewritten), _) => rewritten,
        (Err(error), first) => {
            let path = first.copied().unwrap_or(Path::new("")).to_owned();
            scan.unreadable.push((path, FindError::Git(error).into()));
            BTreeMap::new()
        }
    }
}
