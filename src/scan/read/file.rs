//! One file: its text, its images, and the reason why it cannot be read.

use std::path::{Path, PathBuf};

use super::text::read_with_warnings;
use super::words::Words;
use crate::document::{Problem, Problems, Source};
use crate::files::{FileError, Trust, read_pieces, read_text};
use crate::scan::find::{Candidate, CandidateOrigin, FindError};
use crate::scan::ignore::Comments;
use crate::scan::kind::FileKind;
use crate::scan::mention::Mention;

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

/// The outcome of one file that can be read.
#[derive(Default)]
pub(super) struct ScannedFile {
    /// The file with its images; `None` where it has none, or is gone.
    pub(super) used: Option<Used>,
    pub(super) doubtful: Option<Problems>,
}

/// Reads a file. Somebody who names a file to a gate may be led by somebody else, so that links out of the repository are not
/// followed then either.
pub(super) fn scan_file(candidate: &Candidate) -> Result<ScannedFile, ScanError> {
    let text = match read_text(&candidate.path, Trust::Found) {
        Ok(Some(text)) => text,
        Ok(None) => return Ok(ScannedFile::default()),
        Err(error) if is_nothing(candidate, &error) => return Ok(ScannedFile::default()),
        Err(error) => return Err(error.into()),
    };
    let source = Source::new(candidate.path.display().to_string(), text);
    let (mentions, warnings) = match read_with_warnings(candidate.kind, &source) {
        Ok(read) => read,
        Err(problem) => return Err(problems(source, vec![*problem]).into()),
    };
    if mentions.is_empty() && warnings.is_empty() && is_unknown(candidate, &source) {
        return Err(FindError::NoKind(candidate.path.clone()).into());
    }
    let doubtful = (!warnings.is_empty()).then(|| problems(source.clone(), warnings));
    let used = (!mentions.is_empty()).then(|| used(candidate, source, mentions));
    Ok(ScannedFile { used, doubtful })
}

fn problems(source: Source, list: Vec<Problem>) -> Problems {
    let source = source.unquoted();
    Problems { source, list }
}

fn used(candidate: &Candidate, source: Source, mentions: Vec<Mention>) -> Used {
    let comments = Comments::of(&source);
    let mentions = mentions.into_iter();
    let (ignored, mentions) = mentions.partition(|mention| comments.leave_out(mention));
    Used {
        path: candidate.path.clone(),
        kind: candidate.kind,
        source,
        mentions,
        ignored,
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
