//! One text, read by the reader of its kind.
//!
//! YAML is parsed once. One that is none before a template engine has been over it is read as far as that goes.

use super::documents::ReadResult;
use super::words::Words;
use super::{repeats, unrendered};
use crate::document::{Problem, Source};
use crate::scan::kind::FileKind;
use crate::scan::mention::{MENTIONS_MAX, Mentions, in_order, too_many};
use crate::yaml::{Yaml, old_line_end};

/// The most images that a file of YAML may use: each takes some kilobytes of memory until all is told of it.
const YAML_MENTIONS_MAX: usize = 100_000;
/// The text that Git LFS commits in the place of a file (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>).
const POINTER: &str = "version https://git-lfs.github.com/spec/";

/// All places of a file at which images are named, in the order of the text.
///
/// # Errors
/// Where the text is no such file.
pub fn read(kind: FileKind, source: &Source) -> Mentions {
    Ok(read_with_warnings(kind, source)?.0)
}

/// The same, with what is doubtful.
pub(super) fn read_with_warnings(kind: FileKind, source: &Source) -> ReadResult {
    no_pointer(kind, source)?;
    let Some(mentions) = kind.read_text(source) else {
        return read_yaml(kind, source);
    };
    let mentions = in_order(mentions?);
    if mentions.len() > MENTIONS_MAX {
        return Err(too_many());
    }
    Ok((mentions, Vec::new()))
}

/// Refuses a pointer that stands in the place of a file which its name makes known.
fn no_pointer(kind: FileKind, source: &Source) -> Result<(), Box<Problem>> {
    let text = source.text.trim_start();
    if kind == FileKind::Kubernetes || !text.starts_with(POINTER) {
        return Ok(());
    }
    let start = source.text.len() - text.len();
    let message = "this is a Git LFS pointer, not the file itself";
    let problem = Problem::new(start..start + POINTER.len(), message);
    let problem = problem.help("run `git lfs pull` to fetch the file");
    Err(Box::new(problem))
}

/// All images of a file of YAML. One of which no name says what it is has none where it has not the words of any kind.
fn read_yaml(kind: FileKind, source: &Source) -> ReadResult {
    if kind == FileKind::Kubernetes && !Words::of(&source.text).may_use_images() {
        return Ok((Vec::new(), Vec::new()));
    }
    let (mentions, warnings) = match Yaml::parse(source) {
        Ok(mut yaml) => repeats::read(kind, source, &mut yaml)?,
        // Where a line ends, a template could not tell either
        Err(problem) if old_line_end(&source.text).is_some() => return Err(problem),
        Err(problem) => (
            unrendered::mentions(kind, source).unwrap_or(Err(problem))?,
            Vec::new(),
        ),
    };
    match mentions.get(YAML_MENTIONS_MAX) {
        None => Ok((mentions, warnings)),
        Some(more) => {
            let message = format!("this file uses more than {YAML_MENTIONS_MAX} images");
            Err(Problem::at(more.span.clone(), message))
        }
    }
}
