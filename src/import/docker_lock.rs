//! docker-lock's `docker-lock.json`: for each kind of file, for each file, its images with name, tag and digest.
//!
//! <https://github.com/safe-waters/docker-lock>

use crate::document::Problem;
use crate::scan::{Hindrance, Mention, Mentions, Pinning};
use crate::yaml::Node;

/// The kinds of files that it knows.
const KINDS: [&str; 3] = ["dockerfiles", "composefiles", "kubernetesfiles"];

pub(super) fn is(root: Node<'_>) -> bool {
    let is_there = |kind: &&str| root.get(kind).is_some_and(Node::is_mapping);
    KINDS.iter().any(is_there)
}

/// The images of all files.
pub(super) fn mentions(root: Node<'_>) -> Mentions {
    if !is(root) {
        let problem = Problem::new(root.span(), "this is not a lock file of docker-lock");
        let help = "expected `dockerfiles`, `composefiles` or `kubernetesfiles`";
        return Err(Box::new(problem.help(help)));
    }
    let kinds = KINDS.iter().filter_map(|kind| root.get(kind));
    let files = kinds.flat_map(Node::entries);
    let images = files.flat_map(|(_, images)| images.items());
    images.map(image).collect()
}

/// The digest has no algorithm, which is SHA-256, and is empty for what was not found.
fn image(image: Node<'_>) -> Result<Mention, Box<Problem>> {
    let (place, name) = image.required("name")?;
    let text = |key: &str| image.get(key)?.as_str().filter(|text| !text.is_empty());
    let tag = text("tag").map(|tag| format!(":{tag}")).unwrap_or_default();
    let digest = match text("digest") {
        Some(digest) if digest.contains(':') => format!("@{digest}"),
        Some(digits) => format!("@sha256:{digits}"),
        None => String::new(),
    };
    let written = format!("{name}{tag}{digest}");
    let pinning = Pinning::Unsafe(Hindrance::Unresolved);
    Ok(Mention::read(place.span(), written, pinning))
}
