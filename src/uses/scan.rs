//! Reading many files, on all cores: what each of them uses, and why some cannot be read.

use std::path::PathBuf;
use std::thread;

use super::find::Origin;
use super::{Candidate, FindError, Kind, Mention, ignore, other, read};
use crate::document::{Problems, Source};
use crate::files::{FileError, Trust, read_text};

/// What some editors put before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A file that uses images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// Where it is, as it is shown.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// Its text, without a byte order mark.
    pub source: Source,
    /// Whether it begins with a byte order mark.
    pub has_mark: bool,
    /// What it uses, in the order of the text.
    pub mentions: Vec<Mention>,
    /// What it uses and asks to leave out.
    pub ignored: Vec<Mention>,
}

/// Why nobody can tell what a file uses.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is not what its name says.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// It was named, and is none of the files that use images.
    #[error(transparent)]
    Unknown(#[from] FindError),
}

/// What many files use.
#[derive(Debug, Default)]
pub struct Scan {
    /// Those that use images, in the order given.
    pub used: Vec<Used>,
    /// The files of which nobody can tell, in the same order.
    pub unreadable: Vec<(PathBuf, Unreadable)>,
}

/// Reads all files.
pub fn scan(candidates: &[Candidate]) -> Scan {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let length = candidates.len().div_ceil(workers).max(1);
    let read = |candidate| used(candidate).map(|result| (candidate, result));
    let read_all = |part| <[Candidate]>::iter(part).filter_map(read).collect::<Vec<_>>();
    let results: Vec<_> = thread::scope(|scope| {
        let parts: Vec<_> =
            candidates.chunks(length).map(|part| scope.spawn(move || read_all(part))).collect();
        // A worker that panics ends the run as any panic does
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut scan = Scan::default();
    for (candidate, result) in results {
        match result {
            Ok(used) => scan.used.push(used),
            Err(error) => scan.unreadable.push((candidate.path.clone(), error)),
        }
    }
    scan
}

/// What a file uses; `None` where that is nothing, or the file is gone. Somebody who names a file to a gate may be led by
/// somebody else, so that links out of the repository are not followed then either.
fn used(candidate: &Candidate) -> Option<Result<Used, Unreadable>> {
    let Candidate { path, kind, origin } = candidate;
    let text = match read_text(path, Trust::Found) {
        Ok(text) => text?,
        Err(error) if is_nothing(candidate, &error) => return None,
        Err(error) => return Some(Err(error.into())),
    };
    let has_mark = text.starts_with(BYTE_ORDER_MARK);
    let source = Source::new(path.display().to_string(), text);
    let mentions = match read(*kind, &source) {
        Ok(mentions) => mentions,
        Err(problem) => {
            return Some(Err(Problems { source: source.unquoted(), list: vec![*problem] }.into()));
        }
    };
    if mentions.is_empty() {
        let is_unknown =
            *origin == Origin::Named && *kind == Kind::Kubernetes && !other::is_known(&source.text);
        return is_unknown.then(|| Err(FindError::NoKind(path.clone()).into()));
    }
    let (ignored, mentions) = mentions.into_iter().partition(|mention| ignore::is_ignored(&source, mention));
    Some(Ok(Used { path: path.clone(), kind: *kind, source, has_mark, mentions, ignored }))
}

/// Whether what cannot be read is none of the files that use images: JSON that is huge or no text, or a link to a directory
/// of this repository, whose files are listed themselves.
fn is_nothing(candidate: &Candidate, error: &FileError) -> bool {
    let is_json = candidate.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let is_other = candidate.kind == Kind::Kubernetes && candidate.origin == Origin::Listed;
    match error {
        FileError::TooLarge { .. } | FileError::NotUtf8 { .. } => is_other && is_json,
        FileError::Directory { .. } | FileError::Dangling { .. } => candidate.origin == Origin::Link,
        _ => false,
    }
}
