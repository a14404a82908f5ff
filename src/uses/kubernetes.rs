//! Manifests of Kubernetes: images of containers, wherever a kind has them, and image volumes.

use std::collections::BTreeSet;

use super::scalar::Found;
use super::{Mention, Mentions, Obstacle, template};
use crate::document::Source;
use crate::yaml::{Node, Yaml};

/// The keys that every object has (<https://kubernetes.io/docs/concepts/overview/working-with-objects/>).
const OBJECT_KEYS: [&str; 2] = ["apiVersion", "kind"];
/// The keys of lists of containers in a pod.
const CONTAINER_LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];
/// What ko builds, and puts the image of in its place.
const KO_SCHEME: &str = "ko://";
/// What Istio's injection replaces
/// (<https://istio.io/latest/docs/setup/additional-setup/gateway/>); Docker Hub has no such image.
const INJECTED: &str = "auto";

/// All images of the objects in a text; none where it does not look as if it had any.
pub(super) fn mentions(source: &Source) -> Mentions {
    // Most YAML and JSON is something else, which is not worth the parsing, nor a complaint where it is broken
    if !OBJECT_KEYS.iter().all(|key| source.text.contains(key)) {
        return Ok(Vec::new());
    }
    let yaml = match Yaml::parse(source) {
        Err(_) if template::has_actions_for_lines(source) => return template::mentions(source),
        parsed => parsed?,
    };
    let mut reader = Reader { source, found: Found::default(), seen: BTreeSet::new() };
    let is_object = |node: &Node<'_>| OBJECT_KEYS.iter().all(|key| node.get(key).is_some());
    yaml.documents().filter(is_object).for_each(|object| reader.walk(object));
    Ok(reader.found.in_order())
}

struct Reader<'s> {
    source: &'s Source,
    found: Found,
    /// What was walked through: an alias leads there a second time.
    seen: BTreeSet<usize>,
}

impl Reader<'_> {
    /// The depth of documents is bounded where they are read.
    fn walk(&mut self, node: Node<'_>) {
        if !self.seen.insert(node.id()) {
            return;
        }
        for (key, value) in node.entries() {
            match key.as_str() {
                Some(name) if CONTAINER_LISTS.contains(&name) => self.containers(value),
                Some("volumes") => self.volumes(value),
                _ => {}
            }
            self.walk(value);
        }
        node.items().for_each(|item| self.walk(item));
    }

    fn containers(&mut self, containers: Node<'_>) {
        for container in containers.items() {
            self.images(container, "image");
        }
    }

    fn volumes(&mut self, volumes: Node<'_>) {
        for image in volumes.items().filter_map(|volume| volume.get("image")) {
            self.images(image, "reference");
        }
    }

    /// Takes what a mapping has under a key. A patch has containers without an image, and changes something else.
    fn images(&mut self, holder: Node<'_>, name: &str) {
        for (key, value) in holder.entries().into_iter().filter(|(key, _)| key.as_str() == Some(name)) {
            match value.as_str() {
                Some(text) if is_placeholder(text) => self.expression(key, value, text),
                Some(_) => self.found.image(key, value),
                // `{{ image }}` without quotes is a mapping to YAML
                None => {
                    let text = &self.source.text[value.span()];
                    self.expression(key, value, template::shortened(text).as_str());
                }
            }
        }
    }

    fn expression(&mut self, key: Node<'_>, value: Node<'_>, text: &str) {
        let span = value.scalar().and_then(|scalar| scalar.verbatim.clone()).unwrap_or_else(|| value.span());
        let mention = Mention::unresolved(span, text.to_owned(), Obstacle::Expression(text.to_owned()));
        self.found.take(key, value, mention);
    }
}

/// Whether another tool puts an image in the place of a text before Kubernetes reads it.
fn is_placeholder(text: &str) -> bool {
    text == INJECTED || text.starts_with(KO_SCHEME) || text.contains('$') || template::has_action(text)
}
