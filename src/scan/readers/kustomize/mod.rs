//! Kustomizations: the images that they put in the place of those of manifests, and those that their patches bring in
//! (<https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/>).

mod links;
mod patches;

pub(in crate::scan) use links::replaced_names;
use patches::{ReadPatch, get};
pub(in crate::scan) use patches::{is_replacement, mentions as patches, of_replacements};

use crate::document::Source;
use crate::scan::actions::{has_action, shortened};
use crate::scan::ignore::Comments;
use crate::scan::links::Link;
use crate::scan::mention::{Mention, Obstacle, Pinning};
use crate::scan::number::printed_otherwise;
use crate::scan::scalar::{self, own_place, place, unaliased, verbatim};
use crate::yaml::{Node, Yaml};

/// The kinds of objects that patch others, and the one that changes images, where a kustomization names their files.
pub(in crate::scan) const TRANSFORMERS: [&str; 5] = [
    IMAGE_TRANSFORMER,
    "PatchTransformer",
    "PatchJson6902Transformer",
    "PatchStrategicMergeTransformer",
    "ReplacementTransformer",
];
/// The image that a project of kubebuilder builds, by the name that its own kustomization gives it again.
const BUILT: &str = "controller:latest";
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

/// The image of an entry. kustomize puts name, tag and digest together as they are written
/// (`api/filters/imagetag/updater.go`), so that a tag may have a digest behind it.
fn image(entry: Node<'_>) -> Option<Mention> {
    let new_name = said(entry, "newName");
    let name = new_name.or_else(|| said(entry, "name"))?;
    let (tag, digest) = (said(entry, "newTag"), said(entry, "digest"));
    let mut written = name.as_str()?.to_owned();
    for (sign, part) in [(':', tag), ('@', digest)] {
        if let Some(text) = part.and_then(Node::as_str) {
            written.push(sign);
            written.push_str(text);
        }
    }
    let span = place(name);
    let unresolved = |why| Some(Mention::unresolved(span.clone(), &*written, why));
    let read = |pinning| Some(Mention::read(span.clone(), &*written, pinning));
    if let Some(suffix) = said(entry, "tagSuffix").and_then(Node::as_str) {
        let expression = format!("tagSuffix: {}", shortened(suffix));
        return unresolved(Obstacle::Expression(expression));
    }
    // What a project of kubebuilder builds, which nothing replaced yet
    if written.contains('$') || has_action(&written) || written == BUILT {
        return unresolved(Obstacle::Expression(shortened(&written)));
    }
    let plain = tag.and_then(Node::scalar).filter(|scalar| scalar.is_plain);
    if let Some(number) = plain.and_then(|scalar| printed_otherwise(&scalar.text)) {
        return unresolved(Obstacle::Number(number));
    }
    match (digest, tag) {
        // A name alone maps nothing
        (None, None) => new_name.and_then(|_| unresolved(Obstacle::NoTag)),
        (None, Some(tag)) => read(unaliased(tag, verbatim(tag), Pinning::Tag)),
        (Some(digest), tag) => {
            let pinning = unaliased(digest, verbatim(digest), Pinning::Digest);
            read(pinning).map(|it| it.with_tag_at(tag.and_then(own_place)))
        }
    }
}

/// A text that an entry has, where it says something.
fn said<'y>(entry: Node<'y>, key: &str) -> Option<Node<'y>> {
    get(entry, key).filter(|node| scalar::said(*node).is_some())
}
