//! The image that an entry of `images` puts in the place of another.

use super::patches::get;
use crate::scan::actions::{has_action, shortened};
use crate::scan::mention::{Mention, Obstacle, Pinning};
use crate::scan::number::printed_otherwise;
use crate::scan::scalar::{self, misread, own_place, place, unaliased, verbatim};
use crate::yaml::Node;

/// The image that a project of kubebuilder builds, by the name that its own kustomization gives it again.
const BUILT: &str = "controller:latest";

/// The image of an entry. kustomize puts name, tag and digest together as they are written
/// (`api/filters/imagetag/updater.go`), so that a tag may have a digest behind it.
pub(super) fn image(entry: Node<'_>) -> Option<Mention> {
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
    if let Some(number) = tag.and_then(|tag| misread(tag, printed_otherwise)) {
        return unresolved(Obstacle::Number(number));
    }
    match (digest, tag) {
        // A name alone maps nothing
        (None, None) => new_name.and_then(|_| unresolved(Obstacle::NoNewTag)),
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
