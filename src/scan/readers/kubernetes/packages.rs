//! Artifacts that controllers pull: sources of Flux, and packages of Crossplane.

use crate::scan::actions::has_action;
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning};
use crate::scan::readers::short_name;
use crate::scan::scalar::{own_place, place, said, unaliased, verbatim};
use crate::yaml::Node;

/// The group and the kind of Flux's sources (<https://fluxcd.io/flux/components/source/ocirepositories/>).
const FLUX: &str = "source.toolkit.fluxcd.io/";
const SOURCE: &str = "OCIRepository";
const SCHEME: &str = "oci://";
/// The group and the kinds of Crossplane's packages (<https://docs.crossplane.io/latest/packages/>).
const CROSSPLANE: &str = "pkg.crossplane.io/";
const PACKAGES: [&str; 3] = ["Configuration", "Function", "Provider"];
const NO_KEY: &str = "a digest needs a key `digest` beside the tag";

/// The artifact of an object.
pub(super) fn mention(object: Node<'_>) -> Option<Mention> {
    let kind = object.get("kind").and_then(Node::as_str)?;
    let version = object.get("apiVersion").and_then(Node::as_str)?;
    let spec = object.get("spec")?;
    if kind == SOURCE && version.starts_with(FLUX) {
        source(spec)
    } else if PACKAGES.contains(&kind) && version.starts_with(CROSSPLANE) {
        package(spec)
    } else {
        None
    }
}

/// The artifact of a source. A digest goes before a range of versions, and that before a tag (`getArtifactRef` of
/// Flux's source-controller).
fn source(spec: Node<'_>) -> Option<Mention> {
    let url = spec.get("url")?;
    let (span, text) = (place(url), said(url)?);
    let repository = text.strip_prefix(SCHEME)?;
    let part = |name: &str| spec.at(&["ref", name]);
    let known = |name: &str| part(name).and_then(said);
    let parts = [known("digest"), known("semver"), known("tag")];
    let mut open = [Some(repository)].into_iter().chain(parts).flatten();
    if let Some(open) = open.find(|text| is_open(text)) {
        return Some(Mention::undecided(span, open));
    }
    let [digest, range, tag] = parts;
    if let (None, Some(range)) = (digest, range) {
        return Some(Mention::undecided(span, range));
    }
    let mut image = repository.to_owned();
    image.extend(tag.map(|tag| format!(":{tag}")));
    image.extend(digest.map(|digest| format!("@{digest}")));
    let key = part("digest").filter(|digest| verbatim(*digest).is_some());
    let pinning = key.map_or(Pinning::Unsafe(Hindrance::Tool(NO_KEY)), |digest| {
        unaliased(digest, verbatim(digest), Pinning::Digest)
    });
    let beside = part("tag").and_then(own_place);
    let beside = beside.filter(|_| key.is_some() && tag.is_some());
    Some(Mention::read(span, image, pinning).with_tag_at(beside))
}

/// The image of a package, which has to name its registry.
fn package(spec: Node<'_>) -> Option<Mention> {
    let node = spec.get("package")?;
    let (span, text) = (place(node), said(node)?);
    if is_open(text) {
        return Some(Mention::undecided(span, text));
    }
    if short_name::is_short(text) {
        let obstacle = Obstacle::NoRegistry(short_name::CROSSPLANE);
        return Some(Mention::unresolved(span, text, obstacle));
    }
    let pinning = unaliased(node, verbatim(node), Pinning::Reference);
    Some(Mention::read(span, text, pinning))
}

fn is_open(text: &str) -> bool {
    text.contains('$') || has_action(text)
}
