//! Kustomizations: the images that they put in the place of those of manifests, and those that their patches bring in
//! (<https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/>).

mod keys;
mod patches;

use std::ops::Range;

use patches::ReadPatch;
pub(in crate::scan) use patches::{is_replacement, mentions as patches, of_replacements};

use crate::document::Source;
use crate::scan::actions::{has_action, shortened};
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning};
use crate::scan::number::printed_otherwise;
use crate::scan::scalar::{place, verbatim};
use crate::yaml::Node;
use keys::get;

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

/// The images of a kustomization's entries: at the top, or in Flux's `spec`.
pub(in crate::scan) fn images(document: Node<'_>) -> Vec<Mention> {
    let spec = get(document, "spec");
    let lists = [
        get(document, "images"),
        spec.and_then(|spec| get(spec, "images")),
    ];
    lists
        .into_iter()
        .flatten()
        .flat_map(Node::items)
        .filter_map(image)
        .collect()
}

/// The images of a transformer's object.
pub(in crate::scan) fn transformer(
    source: &Source,
    object: Node<'_>,
    read_patch: ReadPatch,
) -> Vec<Mention> {
    let tagged = get(object, "imageTag").and_then(image);
    tagged
        .into_iter()
        .chain(patches::of_transformer(source, object, read_patch))
        .collect()
}

/// The image of an entry. kustomize puts name, tag and digest together as they are written
/// (`api/filters/imagetag/updater.go`), so that a tag may have a digest behind it.
fn image(entry: Node<'_>) -> Option<Mention> {
    let new_name = said(entry, "newName");
    let name = new_name.or_else(|| said(entry, "name"))?;
    let (tag, digest) = (said(entry, "newTag"), said(entry, "digest"));
    let part = |before: char, node: Option<Node<'_>>| {
        node.and_then(Node::as_str)
            .map(|text| format!("{before}{text}"))
            .unwrap_or_default()
    };
    let written = format!("{}{}{}", name.as_str()?, part(':', tag), part('@', digest));
    let span = place(name);
    let unresolved = |obstacle| Some(Mention::unresolved(span.clone(), written.clone(), obstacle));
    if let Some(suffix) = said(entry, "tagSuffix").and_then(Node::as_str) {
        return unresolved(Obstacle::Expression(format!(
            "tagSuffix: {}",
            shortened(suffix)
        )));
    }
    if written.contains('$') || has_action(&written) {
        return unresolved(Obstacle::Expression(shortened(&written)));
    }
    let plain = tag.and_then(Node::scalar).filter(|scalar| scalar.is_plain);
    if let Some(number) = plain.and_then(|scalar| printed_otherwise(&scalar.text)) {
        return unresolved(Obstacle::Number(number));
    }
    match (digest, tag) {
        // A name alone maps nothing
        (None, None) => new_name.and_then(|_| unresolved(Obstacle::NoTag)),
        (None, Some(tag)) => Some(Mention::read(span, written, pinning(tag, Pinning::Tag))),
        (Some(digest), _) => Some(Mention::read(
            span,
            written,
            pinning(digest, Pinning::Digest),
        )),
    }
}

fn pinning(node: Node<'_>, at: fn(Range<usize>) -> Pinning) -> Pinning {
    if node.aliases() > 0 {
        Pinning::Unsafe(Hindrance::Shared)
    } else {
        Pinning::at(verbatim(node), at)
    }
}

/// A text that an entry has, where it says something.
fn said<'y>(entry: Node<'y>, key: &str) -> Option<Node<'y>> {
    get(entry, key)
        .filter(|node| !node.is_null() && node.as_str().is_some_and(|text| !text.is_empty()))
}
