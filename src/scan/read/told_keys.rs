//! Images under keys that are called after one, and that no reader knows: `sidecarImage`, `BUILD_IMAGE`.
//!
//! They are told, and only where the text can hardly be anything else. A key that is `image` and nothing more is the
//! business of the readers, which know of names that are no images.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::document::Source;
use crate::reference::Reference;
use crate::scan::kind::FileKind;
use crate::scan::mention::{MENTIONS_MAX, Mention, Pinning};
use crate::scan::readers::other;
use crate::scan::scalar::{place, unaliased, verbatim};
use crate::yaml::{Node, Yaml};

/// The ends of such keys.
const ENDS: [&str; 7] = [
    "Image",
    "ImageName",
    "_IMAGE",
    "_image",
    "-IMAGE",
    "-image",
    "imageName",
];
/// The whole keys and further ends, and the key of a default below one, in files of CI: parameters are called as people
/// like.
const CI_NAME: &str = "image";
const CI_END: &str = "IMAGE";
const DEFAULT: &str = "default";
/// The key of a machine in CI, which has an image of its own kind.
const MACHINE: &str = "machine";
/// The word in the name of a variable of a container, whose value stands beside the name (`env` of Kubernetes).
const WORD: &str = "IMAGE";
const NAME: &str = "name";
const VALUE: &str = "value";
/// The kind of objects that describe others.
const SCHEMA: &str = "CustomResourceDefinition";
/// Keys below which things are described, and not used.
const DESCRIPTIONS: [&str; 6] = [
    "description",
    "example",
    "examples",
    "openAPIV3Schema",
    "properties",
    "schema",
];
/// The fewest digits of a port as people write one behind a host.
const PORT_DIGITS: usize = 4;

/// The images of a file's documents at places where no reader has found one.
pub(super) fn mentions(
    kind: FileKind,
    source: &Source,
    yaml: &Yaml,
    known: &[Mention],
) -> Vec<Mention> {
    let is_ci = is_of_ci(kind);
    let words = [&WORD].into_iter().chain(is_ci.then_some(&CI_NAME));
    if !ENDS.iter().chain(words).any(|it| source.text.contains(it)) {
        return Vec::new();
    }
    let places = known_places(known);
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let is_read = |it: &Node<'_>| {
        let is_schema = it.get("kind").and_then(Node::as_str) == Some(SCHEMA);
        !is_schema && (kind != FileKind::Kubernetes || other::is_known_document(*it))
    };
    let mut rest: Vec<Node<'_>> = yaml.documents().filter(is_read).collect();
    while let Some(node) = rest.pop() {
        if !seen.insert(node.id()) || found.len() > MENTIONS_MAX {
            continue;
        }
        rest.extend(node.items());
        for (meaning, value) in meanings(node, is_ci) {
            match meaning {
                KeyMeaning::Description => {}
                _ if value.scalar().is_none() => rest.push(value),
                KeyMeaning::Image | KeyMeaning::Parameter if seen.insert(value.id()) => {
                    found.extend(mention(value, &places));
                }
                _ => {}
            }
        }
    }
    found
}

/// The places of the images that are known, in the order of the text; one may be within another. The variable of an
/// image is where its digest is written.
fn known_places(known: &[Mention]) -> Vec<Range<usize>> {
    let places = known.iter().map(|it| [Some(&it.span), it.pinning.span()]);
    let mut places: Vec<Range<usize>> = places.flatten().flatten().cloned().collect();
    places.sort_by_key(|place| place.start);
    places
}

/// What a key says of what it holds, by its name.
#[derive(Clone, Copy)]
enum KeyMeaning {
    Image,
    /// A parameter in a file of CI is called after an image.
    Parameter,
    /// It is described there, or is the machine of a job.
    Description,
    Other,
}

impl KeyMeaning {
    fn of(name: &str, is_ci: bool) -> Self {
        if is_ci && (name == CI_NAME || name.ends_with(CI_END)) {
            Self::Parameter
        } else if name == WORD || ENDS.iter().any(|end| name.ends_with(end)) {
            Self::Image
        } else if DESCRIPTIONS.contains(&name) || is_ci && name == MACHINE {
            Self::Description
        } else {
            Self::Other
        }
    }
}

/// The meanings of the keys of a mapping, each with the value: of a parameter, its default.
fn meanings(mapping: Node<'_>, is_ci: bool) -> impl Iterator<Item = (KeyMeaning, Node<'_>)> {
    let entries = mapping.entries();
    let pair = entries.iter().find(|(key, _)| key.as_str() == Some(NAME));
    let pair = pair.and_then(|(_, name)| name.as_str());
    entries.into_iter().map(move |(key, value)| {
        let name = match (key.as_str(), pair) {
            (Some(VALUE), Some(name)) if name.contains(WORD) => WORD,
            (name, _) => name.unwrap_or_default(),
        };
        let meaning = KeyMeaning::of(name, is_ci);
        let default = value.get(DEFAULT).filter(|it| it.scalar().is_some());
        match (meaning, default) {
            (KeyMeaning::Parameter, Some(default)) => (meaning, default),
            _ => (meaning, value),
        }
    })
}

/// Whether a kind has parameters that people call `image`, and hand to what is no image of the file.
fn is_of_ci(kind: FileKind) -> bool {
    use FileKind::{Azure, Buildkite, CircleCi, Workflow};
    [Azure, Buildkite, CircleCi, Workflow].contains(&kind)
}

/// The mention of a scalar that is an image, where none is known.
fn mention(node: Node<'_>, known: &[Range<usize>]) -> Option<Mention> {
    let (text, span) = (node.as_str()?, node.span());
    let first = known.partition_point(|it| it.start < span.start);
    let is_known = known.get(first).is_some_and(|it| it.start <= span.end);
    if is_known || !is_image(text) {
        return None;
    }
    let pinning = unaliased(node, verbatim(node), Pinning::Reference);
    Mention::read(place(node), text, pinning).told()
}

/// Whether a text is an image, and not something else that reads as one: `std:image`, `localhost:8080`.
fn is_image(text: &str) -> bool {
    let Ok(image) = text.parse::<Reference>() else {
        return false;
    };
    let is_port = |tag: &str| tag.len() >= PORT_DIGITS && tag.bytes().all(|it| it.is_ascii_digit());
    let is_version = |tag: &str| {
        let number = tag.strip_prefix('v').unwrap_or(tag);
        number.starts_with(|it: char| it.is_ascii_digit()) || tag == "latest"
    };
    let tag = image.tag.as_ref().map(|tag| tag.as_str());
    match (tag, image.digest.is_some()) {
        (_, true) => true,
        (Some(_), false) if text.contains('/') => true,
        (Some(tag), false) => is_version(tag) && !is_port(tag) && !text.starts_with("localhost:"),
        (None, false) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_an_image_if_it_can_hardly_be_anything_else() {
        for text in [
            "nginx:1.27",
            "nginx:v2",
            "redis:latest",
            "quay.io/acme/web:main",
            "acme/web@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert!(is_image(text), "{text}");
        }
        for text in [
            "nginx",
            "acme/web",
            "foo:bar",
            "std:image",
            "localhost:8080",
            "localhost:80",
            "db:5432",
            "C:\\x",
            "logo.png",
            "img/logo.png",
            "https://a.example/x:1",
            "docker://a:1",
            "$A:1",
            "a:{{ b }}",
            "a: 1",
            "",
        ] {
            assert!(!is_image(text), "{text}");
        }
    }
}
