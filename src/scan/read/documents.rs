//! Files that are YAML: parsed once, and given to the reader of their kind.

use std::collections::BTreeSet;

use super::words::Words;
use super::{repeats, shape, unrendered};
use crate::document::{Problem, Source};
use crate::scan::kind::FileKind;
use crate::scan::mention::{Mention, Mentions};
use crate::scan::readers::{bake, compose, gitlab, helm, kubernetes, workflow};
use crate::yaml::{Yaml, old_line_end};

/// How many images a file may use: each takes some kilobytes of memory until all is told of it.
const IMAGES_MAX: usize = 100_000;

/// What was read of a file, and what is doubtful in it.
pub(super) type ReadResult = Result<(Vec<Mention>, Vec<Problem>), Box<Problem>>;

/// All images of a file. One of which no name says what it is has none where it has not the words of any kind.
pub(super) fn read(kind: FileKind, source: &Source) -> ReadResult {
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
    match mentions.get(IMAGES_MAX) {
        None => Ok((mentions, warnings)),
        Some(more) => {
            let message = format!("this file uses more than {IMAGES_MAX} images");
            Err(Box::new(Problem::new(more.span.clone(), message)))
        }
    }
}

/// All images of the documents of a file.
pub(super) fn mentions(kind: FileKind, source: &Source, yaml: &Yaml) -> Mentions {
    let mut mentions = by_name(kind, source, yaml)?;
    // Whoever applies an object of Kubernetes does not mind what its file is called
    if !matches!(kind, FileKind::Kubernetes | FileKind::Kustomize) {
        let known: BTreeSet<usize> = mentions.iter().map(|mention| mention.span.start).collect();
        let objects = kubernetes::objects(source, yaml).into_iter();
        mentions.extend(objects.filter(|mention| !known.contains(&mention.span.start)));
        mentions.sort_by_key(|mention| mention.span.start);
    }
    Ok(mentions)
}

/// The images of a file that is what its name says.
fn by_name(kind: FileKind, source: &Source, yaml: &Yaml) -> Mentions {
    shape::mappings(kind, yaml)?;
    match kind {
        FileKind::Bake => bake::of_json(source, yaml),
        FileKind::Compose => compose::mentions(source, yaml),
        FileKind::GitLab => gitlab::mentions(source, yaml),
        FileKind::HelmValues => helm::mentions(source, yaml),
        FileKind::Kubernetes => Ok(by_content(source, yaml)),
        FileKind::Kustomize => Ok(kubernetes::kustomizations(source, yaml)),
        FileKind::Workflow => Ok(workflow::mentions(source, yaml)),
        FileKind::Dockerfile | FileKind::Template => Ok(Vec::new()),
    }
}

/// Whether a file is of the kind that it is read as: what its name says, or its documents.
pub(super) fn is_of_kind(kind: FileKind, yaml: &Yaml) -> bool {
    let is = |document| {
        kubernetes::is_object(document)
            || kubernetes::is_patch(document)
            || compose::has_services(document)
    };
    kind != FileKind::Kubernetes || yaml.documents().any(is)
}

/// The images of documents that say themselves what they are: manifests of Kubernetes, and compose files.
fn by_content(source: &Source, yaml: &Yaml) -> Vec<Mention> {
    let mut mentions = kubernetes::objects(source, yaml);
    let others = yaml
        .documents()
        .filter(|document| !kubernetes::is_object(*document));
    mentions.extend(compose::leniently(source, others));
    mentions.sort_by_key(|mention| mention.span.start);
    mentions
}
