//! Locks of Carvel's tools: `ImagesLock` of imgpkg and kbld, and kbld's older `Config` with overrides.
//!
//! <https://carvel.dev/imgpkg/docs/latest/resources/#imageslock>,
//! <https://carvel.dev/kbld/docs/latest/config/#overrides>

use crate::document::{Problem, Source};
use crate::reference::{Reference, Tag};
use crate::scan::{Hindrance, Mention, Mentions, Pinning};
use crate::yaml::{Node, Yaml};

/// The groups of their kinds, without a version.
const IMGPKG: &str = "imgpkg.carvel.dev/";
const KBLD: &str = "kbld.k14s.io/";
/// The annotations in which kbld keeps what people had written.
const ID: &str = "kbld.carvel.dev/id";
const ORIGINS: &str = "kbld.carvel.dev/origins";

pub(super) fn is(root: Node<'_>) -> bool {
    is_of(root, "ImagesLock", IMGPKG) || is_of(root, "Config", KBLD)
}

fn is_of(root: Node<'_>, kind: &str, group: &str) -> bool {
    let text = |key: &str| root.get(key).and_then(Node::as_str).unwrap_or_default();
    text("kind") == kind && text("apiVersion").starts_with(group)
}

/// The images of all documents.
pub(super) fn mentions(yaml: &Yaml) -> Mentions {
    let mut mentions = Vec::new();
    for root in yaml.documents().filter(|root| is(*root)) {
        let images = root.get("images").into_iter().flat_map(Node::items);
        let overrides = root.get("overrides").into_iter().flat_map(Node::items);
        mentions.extend(images.map(locked).collect::<Result<Vec<_>, _>>()?);
        mentions.extend(overrides.map(overridden).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(mentions)
}

/// `image` with a digest, and annotations that may say by which tag it was found.
fn locked(entry: Node<'_>) -> Result<Mention, Box<Problem>> {
    let (place, image) = entry.required("image")?;
    let annotation = |key: &str| entry.at(&["annotations", key]).and_then(Node::as_str);
    let tag = annotation(ID).and_then(|id| tag_of(id, image));
    let tag =
        tag.or_else(|| annotation(ORIGINS).and_then(|origins| tag_of_origins(origins, image)));
    Ok(mention(place, image, tag))
}

/// `image` as people write it, and `newImage` with a digest.
fn overridden(entry: Node<'_>) -> Result<Mention, Box<Problem>> {
    let (place, image) = entry.required("newImage")?;
    let written = entry.get("image").and_then(Node::as_str);
    let tag = written.and_then(|written| tag_of(written, image));
    Ok(mention(place, image, tag))
}

/// The tag of a reference to the same repository.
fn tag_of(written: &str, image: &str) -> Option<Tag> {
    let (written, image): (Reference, Reference) = (written.parse().ok()?, image.parse().ok()?);
    let is_same = written.repository == image.repository;
    written.tag.filter(|_| is_same)
}

/// The origins are YAML within YAML, a list of what kbld did, the resolving of a tag among it.
fn tag_of_origins(origins: &str, image: &str) -> Option<Tag> {
    let yaml = Yaml::parse_strictly(&Source::new("origins", origins)).ok()?;
    let resolved = |root: Node<'_>| {
        root.items().find_map(|origin| {
            let url = origin.at(&["resolved", "url"])?.as_str()?;
            let tag = origin.at(&["resolved", "tag"])?.as_str()?;
            tag_of(url, image).or_else(|| tag_of(&format!("{url}:{tag}"), image))
        })
    };
    yaml.documents().find_map(resolved)
}

/// The mention of an image, with the tag where it is written without one.
fn mention(place: Node<'_>, image: &str, tag: Option<Tag>) -> Mention {
    let is_untagged = |name: Reference| name.tag.is_none();
    let written = match (image.split_once('@'), tag) {
        (Some((name, digest)), Some(tag)) if name.parse().is_ok_and(is_untagged) => {
            format!("{name}:{tag}@{digest}")
        }
        _ => image.to_owned(),
    };
    let pinning = Pinning::Unsafe(Hindrance::Unresolved);
    Mention::read(place.span(), written, pinning)
}
