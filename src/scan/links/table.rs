//! Which kinds of files say something of other files, and who reads that.

use super::Link;
use crate::document::Source;
use crate::scan::kind::FileKind;
use crate::scan::readers::{
    bake, compose, devcontainer, gitlab, kustomize, other, terraform, workflow,
};
use crate::yaml::Yaml;

/// The function that finds what a file says of others.
#[derive(Clone, Copy)]
pub(in crate::scan) enum LinkReader {
    Text(fn(&Source) -> Vec<Link>),
    Yaml(fn(&Source, &Yaml) -> Vec<Link>),
    /// A text of its own, and the same in JSON.
    TextOrJson(fn(&Source) -> Vec<Link>, fn(&Source, &Yaml) -> Vec<Link>),
}

/// The kinds that say something of other files.
static READERS: &[(FileKind, LinkReader)] = &[
    (
        FileKind::Bake,
        LinkReader::TextOrJson(bake::links, bake::links_of_json),
    ),
    (FileKind::Compose, LinkReader::Yaml(compose::links)),
    (
        FileKind::DevContainer,
        LinkReader::Text(devcontainer::links),
    ),
    (FileKind::GitLab, LinkReader::Yaml(gitlab::links)),
    (FileKind::Kubernetes, LinkReader::Yaml(other::links)),
    (FileKind::Kustomize, LinkReader::Yaml(kustomize::links)),
    (FileKind::Workflow, LinkReader::Yaml(workflow::links)),
    (FileKind::Terraform, LinkReader::Text(terraform::links)),
];

/// The reader of the links of a kind; `None` where files of it say nothing of others.
pub(in crate::scan) fn link_reader(kind: FileKind) -> Option<LinkReader> {
    let mut readers = READERS.iter();
    let reader = readers.find(|(reads, _)| *reads == kind);
    reader.map(|(_, reader)| *reader)
}
