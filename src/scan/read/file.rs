//! One file: its text, its images, and the reason why it cannot be read.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::text::{ReadText, read_with_links};
use super::used::Used;
use super::words::Words;
use crate::document::{Problem, Problems, Source};
use crate::files::{FileError, Trust, read_pieces, read_text};
use crate::scan::chart::ChartFiles;
use crate::scan::error::ScanError;
use crate::scan::find::{Candidate, CandidateOrigin, FindError};
use crate::scan::ignore::Comments;
use crate::scan::kind::FileKind;
use crate::scan::links::Link;
use crate::scan::mention::Mention;
use crate::scan::readers::dockerfile;
use crate::scan::surroundings::Surroundings;
use crate::scan::unread::may_have_word;

/// The beginning of a digest behind a name.
const DIGEST: &str = "@sha";

/// The outcome of one file that can be read.
#[derive(Default)]
pub(super) struct ScannedFile {
    /// The file with its images; `None` where it has none, or is gone.
    pub(super) used: Option<Used>,
    pub(super) doubtful: Option<Problems>,
    /// What it says of other files, apart from what comments leave out.
    pub(super) links: Vec<Link>,
    /// Whether its contents alone say that it is of a kind that uses images.
    pub(super) is_known: bool,
}

/// Reads a file. Somebody who names a file to a gate may be led by somebody else, so that links out of the repository
/// are not followed then either.
pub(super) fn scan_file(
    candidate: &Candidate,
    charts: &ChartFiles,
    surroundings: Surroundings,
) -> Result<ScannedFile, ScanError> {
    let text = match read_text(&candidate.path, Trust::Found) {
        Ok(Some(text)) => text,
        Ok(None) => return Ok(ScannedFile::default()),
        Err(error) if is_nothing(candidate, &error) => return Ok(ScannedFile::default()),
        Err(error) => return Err(error.into()),
    };
    let source = Source::new(candidate.path.display().to_string(), text);
    let ReadText {
        mentions,
        warnings,
        mut links,
        is_known,
    } = match read_with_links(candidate.kind, &source, &surroundings) {
        Ok(read) => read,
        Err(problem) => return Err(broken(candidate.kind, source, *problem).into()),
    };
    if mentions.is_empty() && warnings.is_empty() && is_unknown(candidate, &source) {
        return Err(FindError::NoKind(candidate.path.clone()).into());
    }
    if !links.is_empty() {
        let comments = Comments::of(&source);
        links.retain(|link| !comments.leave_out(&link.span));
    }
    let doubtful = (!warnings.is_empty()).then(|| problems(source.clone(), warnings));
    let used =
        (!mentions.is_empty()).then(|| used(candidate, charts, (source, surroundings), mentions));
    let used = used.transpose()?;
    // What its chart decides elsewhere is no use
    let used = used.filter(|it| !it.mentions.is_empty() || !it.ignored.is_empty());
    Ok(ScannedFile {
        used,
        doubtful,
        links,
        is_known,
    })
}

/// The problem of a file that is not what its name says. Of a Dockerfile the line is shown, where it is commonly no
/// secret.
fn broken(kind: FileKind, source: Source, problem: Problem) -> Problems {
    match kind == FileKind::Dockerfile && dockerfile::may_be_shown(&source.text, &problem) {
        true => Problems::one(source, problem),
        false => problems(source, vec![problem]),
    }
}

fn problems(source: Source, list: Vec<Problem>) -> Problems {
    let source = source.unquoted();
    Problems { source, list }
}

fn used(
    candidate: &Candidate,
    charts: &ChartFiles,
    (source, mut surroundings): (Source, Surroundings),
    mentions: Vec<Mention>,
) -> Result<Used, ScanError> {
    surroundings.chart = charts.chart_for(candidate, &mentions)?.map(Arc::new);
    Ok(Used::new(candidate, surroundings, source, mentions))
}

/// Whether somebody named a file that is none in which images are looked for.
fn is_unknown(candidate: &Candidate, source: &Source) -> bool {
    let is_other =
        candidate.kind == FileKind::Kubernetes && candidate.origin == CandidateOrigin::Named;
    is_other && !Words::of(&source.text).may_be_known()
}

/// Whether what cannot be read is none of the files that use images: it has not the words that one of no telling name
/// would have, or is a link to a directory of this repository, whose files are listed themselves.
fn is_nothing(candidate: &Candidate, error: &FileError) -> bool {
    let is_other =
        candidate.kind == FileKind::Kubernetes && candidate.origin == CandidateOrigin::Listed;
    match error {
        // Of what is only told, nothing fails without a digest
        FileError::TooLarge(_) | FileError::NotUtf8(..) if candidate.kind.only_tells() => {
            !may_have_word(&candidate.path, DIGEST)
        }
        FileError::TooLarge(_) | FileError::NotUtf8(..) => {
            is_disk(candidate) || is_other && !may_use_images(&candidate.path)
        }
        FileError::Directory(_) | FileError::MountedDirectory(..) | FileError::Dangling(..) => {
            candidate.origin == CandidateOrigin::Link
        }
        _ => false,
    }
}

/// Whether what is no text may be the image of a disk, which has the name of a unit of podman.
fn is_disk(candidate: &Candidate) -> bool {
    let is_unit = candidate.path.extension() == Some("container".as_ref());
    candidate.kind == FileKind::Quadlet && !is_unit
}

/// Whether the words of files that use images are in a file, of any size and encoding.
fn may_use_images(path: &Path) -> bool {
    let mut words = Words::default();
    let read = read_pieces(path, Trust::Found, |piece| {
        words.take(piece);
        match words.may_use_images() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    read.is_err() || words.may_use_images()
}
