//! Kustomizations: the images that they put in the place of those of manifests, and those that their patches bring in
//! (<https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/>).

mod entry;
mod links;
mod patches;

use entry::image;
pub(in crate::scan) use links::replaced_names;
use patches::{ReadPatch, get};
pub(in crate::scan) use patches::{is_replacement, mentions as patches, of_replacements};

use crate::document::Source;
use crate::scan::ignore::Comments;
use crate::scan::links::Link;
use crate::scan::mention::Mention;
use crate::yaml::{Node, Yaml};

/// The kinds of objects that patch others, and the one that changes images, where a kustomization names their files.
pub(in crate::scan) const TRANSFORMERS: [&str; 5] = [
    IMAGE_TRANSFORMER,
    "PatchTransformer",
    "PatchJson6902Transformer",
    "PatchStrategicMergeTransformer",
    "ReplacementTransformer",
];
const IMAGE_TRANSFORMER: &str = "ImageTagTransformer";
/// The kinds of documents that change images; Flux has one by the same name.
pub(in crate::scan) const KINDS: [&str; 2] = ["Kustomization", "Component"];

/// What a kustomization says of other files.
pub(in crate::scan) fn links(source: &Source, yaml: &Yaml) -> Vec<Link> {
    let comments = Comments::of(source);
    let links = yaml
        .documents()
        .flat_map(|document| links::of_document(document, &comments));
    links.collect()
}

/// The images of a kustomization's entries: at the top, or in Flux's `spec`.
pub(in crate::scan) fn images(document: Node<'_>) -> Vec<Mention> {
    let holders = [Some(document), get(document, "spec")]
        .into_iter()
        .flatten();
    let lists = holders.filter_map(|holder| get(holder, "images"));
    lists.flat_map(Node::items).filter_map(image).collect()
}

/// The images of a transformer's object.
pub(in crate::scan) fn transformer(
    source: &Source,
    object: Node<'_>,
    read_patch: ReadPatch,
) -> Vec<Mention> {
    let mut mentions = patches::of_transformer(source, object, read_patch);
    mentions.extend(get(object, "imageTag").and_then(image));
    mentions
}
