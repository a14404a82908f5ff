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

use crate::document::Problems;
use crate::git::{self, GitError};
use crate::scan::chart::ChartFiles;
use crate::scan::cores::on_all_cores;
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
    let files = on_all_cores(candidates, |candidate| {
        let file = read(candidate);
        is_something(&file).then_some((candidate, file))
    });
    for (candidate, file) in files {
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

/// Whether there is something to tell of a file.
fn is_something(file: &ScanResult) -> bool {
    match file {
        Ok(file) => file.used.is_some() || file.doubtful.is_some(),
        Err(_) => true,
    }
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
