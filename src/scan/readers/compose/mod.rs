//! Compose files (<https://docs.docker.com/reference/compose-file/>): images of services, of their volumes and of what
//! they are built from.
//!
//! The variables of a file named `.env` beside it count before the defaults. Not read is what the environment says
//! instead of either. What `args` of a build say counts in its Dockerfile.

mod build;
pub mod interpolation;
mod links;
mod reader;

use crate::document::Source;
use crate::scan::kind::names::is_compose;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::links::Link;
use crate::scan::mention::{MENTIONS_MAX, Mention, Mentions, Obstacle};
use crate::scan::surroundings::Surroundings;
use crate::yaml::{Node, Yaml};
use reader::{ComposeReader, SERVICES};

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "a compose file",
    all: Some("compose files"),
    is_named: is_compose,
    reader: KindReader::YamlOrTemplateAround(mentions),
    is_new: false,
};

/// All images of a compose file.
pub(in crate::scan) fn mentions(
    source: &Source,
    yaml: &Yaml,
    surroundings: &Surroundings,
) -> Mentions {
    // Several documents are files that override each other
    let documents = yaml.documents().filter(|document| !document.is_null());
    let documents: Vec<Node<'_>> = documents.collect();
    let mut reader = ComposeReader::new(source, surroundings, documents.len());
    for document in &documents {
        reader.document(*document)?;
    }
    reader.take_unpulled();
    Ok(reader.mentions())
}

/// What a compose file says of other files.
pub(in crate::scan) fn links(source: &Source, yaml: &Yaml) -> Vec<Link> {
    let documents = yaml.documents();
    let links = documents.flat_map(|document| links::of_document(source, document));
    links.collect()
}

/// The same of a document in a file whose name says nothing, if the document is a compose file by what it says.
pub(in crate::scan) fn links_leniently(source: &Source, document: Node<'_>) -> Vec<Link> {
    match has_services(document) {
        true => links::of_document(source, document),
        false => Vec::new(),
    }
}

/// The images of documents that are compose files by what they say, whatever their file is called. What has another
/// shape is nobody's mistake.
pub(in crate::scan) fn leniently<'y>(
    source: &'y Source,
    surroundings: &'y Surroundings,
    documents: impl Iterator<Item = Node<'y>>,
) -> Vec<Mention> {
    let mut reader = ComposeReader::new(source, surroundings, 1);
    let documents = documents.filter(|document| has_services(*document));
    for services in documents.filter_map(|it| it.get(SERVICES)) {
        for (_, service) in services.entries() {
            // Whatever is read before the first thing that has another shape is kept
            drop(reader.service(service));
        }
    }
    reader.take_unpulled();
    let mut mentions = reader.mentions();
    if mentions.len() <= MENTIONS_MAX {
        mentions.retain(|mention| !matches!(mention.image, Err(Obstacle::Invalid(_))));
    }
    mentions
}

/// Whether a document has services, as compose files have them: one has an image at least, or is built.
pub(in crate::scan) fn has_services(document: Node<'_>) -> bool {
    let is_service = |(_, it): &(Node<'_>, Node<'_>)| {
        let image = it.get("image").filter(|image| image.scalar().is_some());
        let mut said = [image, it.get("build")].into_iter().flatten();
        said.any(|node| !node.is_null())
    };
    let services = document.get(SERVICES);
    services.is_some_and(|services| services.entries().iter().any(is_service))
}
