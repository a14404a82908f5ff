//! Files whose names say nothing: manifests of Kubernetes, compose files and tasks of Ansible by what their documents
//! say.

use super::{ansible, compose, kubernetes, skaffold};
use crate::document::Source;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::links::Link;
use crate::scan::mention::Mentions;
use crate::scan::surroundings::Surroundings;
use crate::yaml::{Node, Yaml};

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "known by its contents, as a Kubernetes manifest is",
    all: Some("Kubernetes manifests, Ansible"),
    is_named: |file| file.is_yaml() || file.ending == "json",
    reader: KindReader::YamlOrTemplateAround(mentions),
    is_new: false,
};

/// All images of the documents that say themselves what they are.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is one of the readers, and they can fail"
)]
pub(in crate::scan) fn mentions(
    source: &Source,
    yaml: &Yaml,
    surroundings: &Surroundings,
) -> Mentions {
    let mut mentions = kubernetes::objects(source, yaml, surroundings);
    let others = yaml
        .documents()
        .filter(|document| !kubernetes::is_object(*document));
    mentions.extend(compose::leniently(source, surroundings, others));
    mentions.extend(ansible::mentions(yaml));
    Ok(mentions)
}

/// What the documents that say themselves what they are say of other files.
pub(in crate::scan) fn links(source: &Source, yaml: &Yaml) -> Vec<Link> {
    let documents = yaml.documents();
    let links = documents.flat_map(|document| {
        let links = compose::links_leniently(source, document).into_iter();
        links.chain(skaffold::links(document))
    });
    links.collect()
}

/// Whether a document of a file says that it is of a kind that uses images.
pub(in crate::scan) fn is_known(yaml: &Yaml) -> bool {
    yaml.documents().any(is_known_document)
}

/// The same of one document.
pub(in crate::scan) fn is_known_document(document: Node<'_>) -> bool {
    kubernetes::is_object(document)
        || kubernetes::is_patch(document)
        || compose::has_services(document)
        || ansible::is_known(document)
}
