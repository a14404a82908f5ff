//! One text, read by the reader of its kind.
//!
//! YAML is parsed once. One that is none before a template engine has been over it is read as far as that goes.

use super::documents::is_of_kind;
use super::words::Words;
use super::{repeats, unrendered};
use crate::document::{Problem, Source};
use crate::scan::chart::decided_alone;
use crate::scan::kind::FileKind;
use crate::scan::links::{LINKS_MAX, Link, LinkReader, link_reader};
use crate::scan::mention::{MENTIONS_MAX, Mention, Mentions, in_order, too_many};
use crate::scan::surroundings::Surroundings;
use crate::yaml::{Yaml, old_line_end};

/// The most images that a file of YAML may use: each takes some kilobytes of memory until all is told of it.
const YAML_MENTIONS_MAX: usize = 100_000;
/// The text that Git LFS commits in the place of a file (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>).
const POINTER: &str = "version https://git-lfs.github.com/spec/";

/// What was read of a text.
#[derive(Default)]
pub(super) struct ReadText {
    pub(super) mentions: Vec<Mention>,
    /// What is doubtful.
    pub(super) warnings: Vec<Problem>,
    /// What it says of other files.
    pub(super) links: Vec<Link>,
    /// Whether it says itself that it is of a kind that uses images, where its name does not.
    pub(super) is_known: bool,
}

/// All places of a text at which images are named, in the order of the text, if nobody says anything of the file.
///
/// # Errors
/// Where the text is no such file.
pub fn read(kind: FileKind, source: &Source) -> Mentions {
    let mentions = read_around(kind, source, &Surroundings::default())?;
    Ok(match kind {
        FileKind::Template => decided_alone(source, mentions),
        _ => mentions,
    })
}

/// The same, with what is known of the file beside its text.
pub(super) fn read_around(
    kind: FileKind,
    source: &Source,
    surroundings: &Surroundings,
) -> Mentions {
    Ok(read_with_links(kind, source, surroundings)?.mentions)
}

/// The same, with what is doubtful, and what the file says of others.
pub(super) fn read_with_links(
    kind: FileKind,
    source: &Source,
    surroundings: &Surroundings,
) -> Result<ReadText, Box<Problem>> {
    no_pointer(kind, source)?;
    let is_template = kind == FileKind::Template && old_line_end(&source.text).is_none();
    let of_pipeline = || unrendered::of_pipeline(source, surroundings);
    if let Some(mentions) = is_template.then(of_pipeline).flatten() {
        return Ok(ReadText {
            mentions: in_order(mentions),
            ..ReadText::default()
        });
    }
    let Some(mentions) = kind.read_text(source, surroundings) else {
        return read_yaml(kind, source, surroundings);
    };
    let template = |problem: Box<Problem>| match kind {
        FileKind::Dockerfile => unrendered::of_dockerfile(source, &problem).ok_or(problem),
        _ => Err(problem),
    };
    let mentions = in_order(mentions.or_else(template)?);
    if mentions.len() > MENTIONS_MAX {
        return Err(too_many());
    }
    let mut links = match link_reader(kind) {
        Some(LinkReader::Text(read) | LinkReader::TextOrJson(read, _)) => read(source),
        Some(LinkReader::Yaml(_)) | None => Vec::new(),
    };
    links.truncate(LINKS_MAX);
    Ok(ReadText {
        mentions,
        links,
        ..ReadText::default()
    })
}

/// Refuses a pointer that stands in the place of a file which its name makes known.
fn no_pointer(kind: FileKind, source: &Source) -> Result<(), Box<Problem>> {
    let text = source.text.trim_start();
    // The name of the others says nothing for sure
    let is_sure = !matches!(kind, FileKind::Kubernetes | FileKind::Quadlet);
    if !is_sure || !text.starts_with(POINTER) {
        return Ok(());
    }
    let start = source.text.len() - text.len();
    let message = "this is a Git LFS pointer, not the file itself";
    let problem = Problem::new(start..start + POINTER.len(), message);
    let problem = problem.help("run `git lfs pull` to fetch the file");
    Err(Box::new(problem))
}

/// All images of a file of YAML. One of which no name says what it is has none where it has not the words of any kind.
fn read_yaml(
    kind: FileKind,
    source: &Source,
    surroundings: &Surroundings,
) -> Result<ReadText, Box<Problem>> {
    if kind == FileKind::Kubernetes && !Words::of(&source.text).may_use_images() {
        return Ok(ReadText::default());
    }
    let (mut links, mut is_known) = (Vec::new(), false);
    let (mentions, warnings) = match Yaml::parse(source) {
        Ok(mut yaml) => {
            let read = repeats::read(kind, source, &mut yaml, surroundings)?;
            links = read_links(kind, source, &yaml);
            is_known = is_of_kind(kind, &yaml);
            read
        }
        // Where a line ends, a template could not tell either
        Err(problem) if old_line_end(&source.text).is_some() => return Err(problem),
        Err(problem) => {
            let unrendered = unrendered::mentions(kind, source, surroundings);
            (unrendered.unwrap_or(Err(problem))?, Vec::new())
        }
    };
    match mentions.get(YAML_MENTIONS_MAX) {
        None => Ok(ReadText {
            is_known: kind == FileKind::Kubernetes && (is_known || !mentions.is_empty()),
            mentions,
            warnings,
            links,
        }),
        Some(more) => {
            let message = format!("this file uses more than {YAML_MENTIONS_MAX} images");
            Err(Problem::at(more.span.clone(), message))
        }
    }
}

/// What a file of YAML says of others.
fn read_links(kind: FileKind, source: &Source, yaml: &Yaml) -> Vec<Link> {
    let mut links = match link_reader(kind) {
        Some(LinkReader::Yaml(read) | LinkReader::TextOrJson(_, read)) => read(source, yaml),
        Some(LinkReader::Text(_)) | None => Vec::new(),
    };
    links.truncate(LINKS_MAX);
    links
}
