//! The reader of objects: goes through everything below an object, and takes what is an image there.

use std::collections::BTreeSet;

use super::keys::{CONTAINER_LISTS, IMAGE, REFERENCE, STEP_KEYS, VOLUMES};
use super::operations::{PatchTarget, WITH_SOURCE, WITH_VALUE, is_operation, may_have_images};
use crate::document::Source;
use crate::reference::Reference;
use crate::scan::actions::{has_action, is_action, shortened};
use crate::scan::mention::{Mention, Mentions, in_order};
use crate::scan::readers::{helm, kustomize};
use crate::scan::scalar::{ScalarMentions, place};
use crate::yaml::{Node, Yaml};

/// The keys that every object has (<https://kubernetes.io/docs/concepts/overview/working-with-objects/>).
const OBJECT_KEYS: [&str; 2] = ["apiVersion", "kind"];
/// Kinds whose objects are schemas or data, in which anything may be called an image.
const DATA_KINDS: [&str; 3] = ["ConfigMap", "CustomResourceDefinition", "Secret"];
/// The kind that holds values of Helm in `values`.
const HELM_RELEASE: &str = "HelmRelease";
/// The keys of values of Helm: in Argo's applications, and in kustomizations.
const VALUES_KEYS: [&str; 2] = ["valuesObject", "valuesInline"];
/// The key of the objects in a list.
const LIST: &str = "items";
/// The scheme of images that ko builds and puts in its place.
const KO_SCHEME: &str = "ko://";
/// The image that Istio's injection replaces (<https://istio.io/latest/docs/setup/additional-setup/gateway/>); Docker
/// Hub has none of that name.
const INJECTED: &str = "auto";

/// Whether a document is an object.
pub(in crate::scan) fn is_object(document: Node<'_>) -> bool {
    OBJECT_KEYS.iter().all(|key| document.get(key).is_some())
}

/// All images of a text that is a patch, or an object.
fn patch(source: &Source) -> Mentions {
    // kustomize takes the first of keys that are given twice
    let yaml = Yaml::parse_strictly(source)?;
    let mut reader = ObjectReader::new(source);
    yaml.documents()
        .for_each(|object| reader.object(object, None));
    Ok(in_order(reader.mentions()))
}

pub(super) struct ObjectReader<'s> {
    source: &'s Source,
    found: ScalarMentions,
    /// The mentions of other readers in parts of objects.
    others: Vec<Mention>,
    /// The nodes that were walked through, and how: an alias leads there a second time.
    seen: BTreeSet<(usize, ObjectPlace)>,
}

/// The place of a part of an object, as far as it decides what is read of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ObjectPlace {
    reach: ObjectContent,
    is_listed: bool,
    is_step: bool,
}

/// The parts of an object that are read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ObjectContent {
    /// Containers and volumes.
    Containers,
    /// Whatever is called an image, too.
    Images,
    /// The same, and values of Helm.
    Values,
}

impl<'s> ObjectReader<'s> {
    pub(super) fn new(source: &'s Source) -> Self {
        Self {
            source,
            found: ScalarMentions::default(),
            others: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    pub(super) fn mentions(self) -> Vec<Mention> {
        let mut mentions = self.found.mentions();
        mentions.extend(self.others);
        mentions
    }

    pub(super) fn object(&mut self, object: Node<'_>, unsaid: Option<&str>) {
        let kind = object.get("kind").and_then(Node::as_str);
        let kind = kind.or(unsaid).unwrap_or_default();
        if kustomize::KINDS.contains(&kind) {
            let patches = kustomize::patches(self.source, object, patch);
            self.others.extend(kustomize::images(object));
            self.others.extend(patches);
        } else if kustomize::TRANSFORMERS.contains(&kind) {
            let mentions = kustomize::transformer(self.source, object, patch);
            self.others.extend(mentions);
        } else if kustomize::is_replacement(object) {
            self.others.extend(kustomize::of_replacements(object));
        }
        self.walk("", object, reach(kind));
    }

    /// The depth of documents is bounded where they are read.
    fn walk(&mut self, holder: &str, node: Node<'_>, outer: ObjectContent) {
        // Asked first: an alias of a large mapping costs no second look
        let place = ObjectPlace {
            reach: outer,
            is_listed: holder == LIST,
            is_step: STEP_KEYS.contains(&holder),
        };
        if !self.seen.insert((node.id(), place)) {
            return;
        }
        let listed = Some(node).filter(|_| place.is_listed && is_object(node));
        let kind = listed.and_then(|object| object.get("kind")?.as_str());
        let reach = kind.map_or(outer, reach);
        if is_operation(node) {
            self.operation(node, reach);
        }
        for (key, value) in node.entries() {
            let name = key.as_str().unwrap_or_default();
            match name {
                VOLUMES => self.volumes(value),
                IMAGE if place.is_step => self.step(key, value),
                IMAGE if reach != ObjectContent::Containers => self.called_image(key, value),
                _ if CONTAINER_LISTS.contains(&name) => self.containers(value),
                _ => {}
            }
            if is_values(name, reach) && value.is_mapping() {
                if self.found.is_new("values", value) {
                    self.others.extend(helm::values(self.source, value));
                }
            } else {
                self.walk(name, value, reach);
            }
        }
        node.items().for_each(|item| self.walk(holder, item, reach));
    }

    /// Takes the images that an operation puts into an object.
    fn operation(&mut self, operation: Node<'_>, reach: ObjectContent) {
        let text = |key: &str| operation.get(key).and_then(Node::as_str);
        let text = |key: &str| text(key).unwrap_or_default();
        let target = PatchTarget::of(text("path"));
        if WITH_SOURCE.contains(&text("op")) {
            if let Some(path) = operation.get("path")
                && may_have_images(target.key)
            {
                // An image that stands elsewhere in the object, where nobody reads it as one
                let shown = format!("{} {}", text("op"), text("from"));
                self.others.push(Mention::undecided(place(path), shown));
            }
        } else if WITH_VALUE.contains(&text("op"))
            && let Some((key, value)) = operation.entry("value")
        {
            self.put(&target, key, value, reach);
        }
    }

    fn put(
        &mut self,
        target: &PatchTarget<'_>,
        key: Node<'_>,
        value: Node<'_>,
        reach: ObjectContent,
    ) {
        let is_container = CONTAINER_LISTS.contains(&target.key);
        match target.key {
            IMAGE if CONTAINER_LISTS.contains(&target.holder) => self.image(key, value),
            IMAGE if STEP_KEYS.contains(&target.holder) => self.step(key, value),
            IMAGE if target.holder == VOLUMES && value.is_mapping() => {
                self.images(value, REFERENCE)
            }
            IMAGE => self.called_image(key, value),
            REFERENCE if target.holder == IMAGE => self.image(key, value),
            _ if is_container && target.is_item => self.images(value, IMAGE),
            _ if is_container => self.containers(value),
            VOLUMES if target.is_item => self.volume(value),
            VOLUMES => self.volumes(value),
            _ => {}
        }
        self.walk(target.key, value, reach);
    }

    fn containers(&mut self, containers: Node<'_>) {
        if self.found.is_new(IMAGE, containers) {
            for container in containers.items() {
                self.images(container, IMAGE);
            }
        }
    }

    fn volumes(&mut self, volumes: Node<'_>) {
        if self.found.is_new(REFERENCE, volumes) {
            volumes.items().for_each(|volume| self.volume(volume));
        }
    }

    fn volume(&mut self, volume: Node<'_>) {
        if let Some(image) = volume.get(IMAGE) {
            self.images(image, REFERENCE);
        }
    }

    /// Takes what a mapping has under a key. A patch has containers without an image, and changes something else.
    fn images(&mut self, holder: Node<'_>, name: &'static str) {
        if self.found.is_new(name, holder)
            && let Some((key, value)) = holder.entry(name)
        {
            self.image(key, value);
        }
    }

    fn image(&mut self, key: Node<'_>, value: Node<'_>) {
        if self.found.is_known(key, value) {
            return;
        }
        let shown = match value.as_str() {
            Some(text) if is_placeholder(text) => text.to_owned(),
            Some(_) => return self.found.image(key, value),
            // `{{ image }}` without quotes is a mapping to YAML
            None => shortened(&self.source.text[value.span()]),
        };
        let mention = Mention::undecided(place(value), shown);
        self.found.take(key, value, mention);
    }

    /// The image of a container of others, which may be a mapping with a meaning of its own.
    fn step(&mut self, key: Node<'_>, value: Node<'_>) {
        if value.scalar().is_some() || is_action(value) {
            self.image(key, value);
        }
    }

    /// Takes an image by its key alone. It may be a picture, or a name: only what is written as images are is taken for
    /// one.
    fn called_image(&mut self, key: Node<'_>, value: Node<'_>) {
        if self.found.is_known(key, value) || !self.found.is_new("called", value) {
            return;
        }
        let text = value.as_str().filter(|text| !is_placeholder(text));
        let image = text.and_then(|text| text.parse::<Reference>().ok());
        let has_path = || text.is_some_and(|text| text.contains('/'));
        if image.is_some_and(|it| it.tag.is_some() || it.digest.is_some() || has_path()) {
            self.found.image(key, value);
        }
    }
}

/// The parts that are read of an object of a kind.
fn reach(kind: &str) -> ObjectContent {
    match kind {
        _ if DATA_KINDS.contains(&kind) => ObjectContent::Containers,
        HELM_RELEASE => ObjectContent::Values,
        _ => ObjectContent::Images,
    }
}

/// Whether a key holds values of Helm.
fn is_values(name: &str, reach: ObjectContent) -> bool {
    VALUES_KEYS.contains(&name) || name == "values" && reach == ObjectContent::Values
}

/// Whether another tool puts an image in the place of a text before Kubernetes reads it.
fn is_placeholder(text: &str) -> bool {
    text == INJECTED || text.starts_with(KO_SCHEME) || text.contains('$') || has_action(text)
}
