//! Reading many files, on all cores: what each of them uses, and why some cannot be read.

mod documents;
mod filled;
mod repeats;
mod text;
mod unrendered;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;

use crate::document::{Problems, Source};
use crate::files::{FileError, Trust, read_pieces, read_text};
use crate::git::{self, GitError};
use crate::scan::find::{Candidate, CandidateOrigin, FindError};
use crate::scan::ignore::Comments;
use crate::scan::kind::FileKind;
use crate::scan::mention::Mention;
pub use text::read;
use text::read_with_warnings;
use words::Words;

/// A file that uses images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The path, as people are shown it.
    pub path: PathBuf,
    /// The kind that the name says.
    pub kind: FileKind,
    /// Its text, without a byte order mark.
    pub source: Source,
    /// The images that it uses, in the order of the text.
    pub mentions: Vec<Mention>,
    /// The images that it uses and asks to leave out.
    pub ignored: Vec<Mention>,
}

/// The reason why nobody can tell what a file uses.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
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

/// The outcome of one file.
#[derive(Default)]
struct ScannedFile {
    /// The file with its images; `None` where it has none, or is gone.
    used: Option<Result<Used, ScanError>>,
    doubtful: Option<Problems>,
}

/// Reads all files.
pub fn scan(candidates: &[Candidate]) -> Scan {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let length = candidates.len().div_ceil(workers).max(1);
    let mut scan = Scan::default();
    let rewritten = rewritten(candidates, &mut scan);
    let read = |candidate: &Candidate| match rewritten.get(candidate.path.as_path()) {
        Some(attribute) => GitError::Rewritten {
            file: candidate.path.clone(),
            attribute,
        }
        .into(),
        None => looked(candidate),
    };
    let read = |candidate| (candidate, read(candidate));
    let is_something =
        |(_, looked): &(_, ScannedFile)| looked.used.is_some() || looked.doubtful.is_some();
    let read_all = |part| {
        <[Candidate]>::iter(part)
            .map(read)
            .filter(is_something)
            .collect::<Vec<_>>()
    };
    let results: Vec<_> = thread::scope(|scope| {
        let start = |part| {
            // Where there is no thread for it, this one does it
            let worker = thread::Builder::new().spawn_scoped(scope, move || read_all(part));
            worker.map_err(|_| read_all(part))
        };
        let parts: Vec<_> = candidates.chunks(length).map(start).collect();
        // A worker that panics ends the run as any panic does
        let end = |worker: thread::ScopedJoinHandle<'_, _>| {
            worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        parts
            .into_iter()
            .flat_map(|part| part.map_or_else(|read| read, end))
            .collect()
    });
    for (candidate, looked) in results {
        match looked.used {
            Some(Ok(used)) => scan.used.push(used),
            Some(Err(error)) => scan.unreadable.push((candidate.path.clone(), error)),
            None => {}
        }
        scan.doubtful.extend(looked.doubtful);
    }
    scan
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

impl From<GitError> for ScannedFile {
    fn from(error: GitError) -> Self {
        Self {
            used: Some(Err(FindError::Git(error).into())),
            ..Self::default()
        }
    }
}

/// Reads a file. Somebody who names a file to a gate may be led by somebody else, so that links out of the repository are not
/// followed then either.
fn looked(candidate: &Candidate) -> ScannedFile {
    let Candidate { path, kind, .. } = candidate;
    let failed = |error: ScanError| ScannedFile {
        used: Some(Err(error)),
        ..ScannedFile::default()
    };
    let text = match read_text(path, Trust::Found) {
        Ok(Some(text)) => text,
        Ok(None) => return ScannedFile::default(),
        Err(error) if is_nothing(candidate, &error) => return ScannedFile::default(),
        Err(error) => return failed(error.into()),
    };
    let source = Source::new(path.display().to_string(), text);
    let (mentions, warnings) = match read_with_warnings(*kind, &source) {
        Ok(read) => read,
        Err(problem) => {
            return failed(
                Problems {
                    source: source.unquoted(),
                    list: vec![*problem],
                }
                .into(),
            );
        }
    };
    let doubtful = (!warnings.is_empty()).then(|| Problems {
        source: source.clone().unquoted(),
        list: warnings,
    });
    if mentions.is_empty() {
        let unknown = (doubtful.is_none() && is_unknown(candidate, &source))
            .then(|| Err(FindError::NoKind(path.clone()).into()));
        return ScannedFile {
            used: unknown,
            doubtful,
        };
    }
    let comments = Comments::of(&source);
    let (ignored, mentions) = mentions
        .into_iter()
        .partition(|mention| comments.leave_out(mention));
    let used = Used {
        path: path.clone(),
        kind: *kind,
        source,
        mentions,
        ignored,
    };
    ScannedFile {
        used: Some(Ok(used)),
        doubtful,
    }
}

/// Whether somebody named a file that is none in which images are looked for.
fn is_unknown(candidate: &Candidate, source: &Source) -> bool {
    let is_other =
        candidate.kind == FileKind::Kubernetes && candidate.origin == CandidateOrigin::Named;
    is_other && !Words::of(&source.text).may_be_known()
}

/// Whether what cannot be read is none of the files that use images: it has not the words that one of no telling name would
/// have, or is a link to a directory of this repository, whose files are listed themselves.
fn is_nothing(candidate: &Candidate, error: &FileError) -> bool {
    let is_other =
        candidate.kind == FileKind::Kubernetes && candidate.origin == CandidateOrigin::Listed;
    match error {
        FileError::TooLarge(_) | FileError::NotUtf8(..) => {
            is_other && !may_use_images(&candidate.path)
        }
        FileError::Directory(_) | FileError::Dangling(..) => {
            candidate.origin == CandidateOrigin::Link
        }
        _ => false,
    }
}

/// Whether the words of files that use images are in a file, of any size and encoding.
fn may_use_images(path: &Path) -> bool {
    let mut words = Words::default();
    read_pieces(path, Trust::Found, |piece| words.take(piece)).is_err() || words.may_use_images()
}
