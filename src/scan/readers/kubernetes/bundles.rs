//! Bundles of Tekton: artifacts of a registry from which tasks and pipelines are taken
//! (<https://tekton.dev/docs/pipelines/bundle-resolver/>).

use std::collections::BTreeSet;

use crate::scan::actions::has_action;
use crate::scan::mention::{MENTIONS_MAX, Mention, Pinning};
use crate::scan::scalar::{place, said, unaliased, verbatim};
use crate::yaml::Node;

/// The group of Tekton's objects.
const GROUP: &str = "tekton.dev/";
/// The resolver that takes bundles, and the name of its parameter, which was a key of a reference before.
const RESOLVER: &str = "bundles";
const BUNDLE: &str = "bundle";
/// The keys of references to tasks and pipelines.
const REFERENCES: [&str; 2] = ["taskRef", "pipelineRef"];
/// The beginning of a variable of Tekton.
const VARIABLE: &str = "$(";

/// The bundles that an object of Tekton refers to, however deep.
pub(super) fn mentions(object: Node<'_>) -> Vec<Mention> {
    let version = object.get("apiVersion").and_then(Node::as_str);
    if !version.is_some_and(|version| version.starts_with(GROUP)) {
        return Vec::new();
    }
    let (mut rest, mut seen) = (vec![("", object)], BTreeSet::new());
    let mut bundles = BTreeSet::new();
    let mut found = Vec::new();
    while let Some((holder, node)) = rest.pop() {
        let is_reference = REFERENCES.contains(&holder);
        if found.len() > MENTIONS_MAX || !seen.insert((node.id(), is_reference)) {
            continue;
        }
        let bundle = bundle(node, is_reference);
        let bundle = bundle.filter(|bundle| bundles.insert(bundle.id()));
        found.extend(bundle.and_then(mention));
        rest.extend(node.items().map(|item| (holder, item)));
        let entries = node.entries().into_iter();
        rest.extend(entries.map(|(key, value)| (key.as_str().unwrap_or_default(), value)));
    }
    found
}

/// The bundle of a reference.
fn bundle(node: Node<'_>, is_reference: bool) -> Option<Node<'_>> {
    let says = |node: Node<'_>, key, text| node.get(key).and_then(Node::as_str) == Some(text);
    if says(node, "resolver", RESOLVER) {
        let mut parameters = node.get("params").into_iter().flat_map(Node::items);
        return parameters
            .find(|it| says(*it, "name", BUNDLE))?
            .get("value");
    }
    node.get(BUNDLE).filter(|_| is_reference)
}

fn mention(node: Node<'_>) -> Option<Mention> {
    let text = said(node)?;
    if text.contains(VARIABLE) || has_action(text) {
        return Some(Mention::undecided(place(node), text));
    }
    let pinning = unaliased(node, verbatim(node), Pinning::Reference);
    Some(Mention::read(place(node), text, pinning))
}
