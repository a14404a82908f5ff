//! Documents of YAML: what the reader of their kind finds, and objects of Kubernetes in files of any kind.

use std::collections::BTreeSet;

use super::told_keys;
use crate::document::{Problem, Source};
use crate::scan::kind::FileKind;
use crate::scan::mention::{Mention, Mentions, in_order};
use crate::scan::readers::{kubernetes, other};
use crate::scan::surroundings::Surroundings;
use crate::yaml::Yaml;

/// The mentions of a file, and what is doubtful in it.
pub(super) type ReadResult = Result<(Vec<Mention>, Vec<Problem>), Box<Problem>>;

/// All images of the documents of a file.
pub(super) fn mentions(
    kind: FileKind,
    source: &Source,
    yaml: &Yaml,
    surroundings: &Surroundings,
) -> Mentions {
    let mut mentions = kind.read_yaml(source, yaml, surroundings)?;
    // Whoever applies an object of Kubernetes does not mind what its file is called
    if !matches!(kind, FileKind::Kubernetes | FileKind::Kustomize) {
        let known: BTreeSet<usize> = mentions.iter().map(|mention| mention.span.start).collect();
        let objects = kubernetes::objects(source, yaml, surroundings).into_iter();
        mentions.extend(objects.filter(|mention| !known.contains(&mention.span.start)));
    }
    mentions.retain(|mention| !surroundings.builds(mention));
    mentions.extend(told_keys::mentions(kind, source, yaml, &mentions));
    Ok(in_order(mentions))
}

/// Whether a file is of the kind that it is read as: what its name says, or its documents.
pub(super) fn is_of_kind(kind: FileKind, yaml: &Yaml) -> bool {
    kind != FileKind::Kubernetes || other::is_known(yaml)
}
