//! Manifests of Kubernetes: images of containers, wherever a kind has them, image volumes, and whatever else is called an
//! image and looks like one.

mod operations;

use std::collections::BTreeSet;

use crate::document::Source;
use crate::reference::Reference;
use crate::scan::actions::{has_action, is_action, shortened};
use crate::scan::mention::{Mention, Mentions, in_order};
use crate::scan::readers::{helm, kustomize};
use crate::scan::scalar::{ScalarMentions, place, require_mappings};
use crate::yaml::{Node, Yaml};

/// The keys that every object has (<https://kubernetes.io/docs/concepts/overview/working-with-objects/>).
const OBJECT_KEYS: [&str; 2] = ["apiVersion", "kind"];
/// The keys of patches that need no more (`validateMeta` of kustomize's `kyaml/yaml/rnode.go`).
const PATCH_KEYS: [&str; 2] = ["kind", "metadata"];
/// The keys of lists of containers in a pod.
const CONTAINER_LISTS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];
/// The keys of containers, or of lists of them, in objects of others: workflows of Argo, tasks of Tekton, disks of
/// `KubeVirt`.
const STEP_KEYS: [&str; 6] = [
    "container",
    "containerDisk",
    "script",
    "sidecars",
    "stepTemplate",
    "steps",
];
/// Kinds whose objects are schemas or data, in which anything may be called an image.
const DATA_KINDS: [&str; 3] = ["ConfigMap", "CustomResourceDefinition", "Secret"];
/// The kind that holds values of Helm in `values`.
const HELM_RELEASE: &str = "HelmRelease";
/// The key of the volumes of a pod.
const VOLUMES: &str = "volumes";
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

/// All images of the documents that are objects, or patches of objects.
pub(in crate::scan) fn objects(source: &Source, yaml: &Yaml) -> Vec<Mention> {
    let mut reader = ObjectReader::new(source);
    for document in yaml.documents() {
        if is_object(document) || is_patch(document) {
            reader.object(document, None);
        }
    }
    reader.mentions()
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

/// Whether a document patches objects: operations of JSON patches, or an object without its version, as kustomize takes
/// it.
pub(in crate::scan) fn is_patch(document: Node<'_>) -> bool {
    operations::is_patch(document)
        || kustomize::is_replacement(document)
        || PATCH_KEYS.iter().all(|key| document.get(key).is_some())
}

/// All images of documents that are kustomizations where they say no other kind.
pub(in crate::scan) fn kustomizations(source: &Source, yaml: &Yaml) -> Mentions {
    require_mappings(yaml.documents(), "a kustomization is a mapping")?;
    let mut reader = ObjectReader::new(source);
    yaml.documents()
        .for_each(|document| reader.object(document, kustomize::KINDS.first().copied()));
    Ok(reader.mentions())
}

struct ObjectReader<'s> {
    source: &'s Source,
    found: ScalarMentions,
    /// The mentions of other readers in parts of objects.
    others: Vec<Mention>,
    /// The nodes that were walked through, and how: an alias leads there a second time.
    seen: BTreeSet<(usize, ObjectContent, bool, bool)>,
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
    fn new(source: &'s Source) -> Self {
        Self {
            source,
            found: ScalarMentions::default(),
            others: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    fn mentions(self) -> Vec<Mention> {
        let mut mentions = self.found.mentions();
        mentions.extend(self.others);
        mentions
    }

    fn object(&mut self, object: Node<'_>, unsaid: Option<&str>) {
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
        let (is_listed, is_step) = (holder == LIST, STEP_KEYS.contains(&holder));
        if !self.seen.insert((node.id(), outer, is_listed, is_step)) {
            return;
        }
        let listed = Some(node).filter(|_| is_listed && is_object(node));
        let kind = listed.and_then(|object| object.get("kind")?.as_str());
        let reach = kind.map_or(outer, reach);
        if operations::is_operation(node) {
            self.operation(node, reach);
        }
        for (key, value) in node.entries() {
            let name = key.as_str().unwrap_or_default();
            match name {
                VOLUMES => self.volumes(value),
                "image" if is_step => self.step(key, value),
                "image" if reach != ObjectContent::Containers => self.called_image(key, value),
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

    fn containers(&mut self, containers: Node<'_>) {
        if self.found.is_new("image", containers) {
            for container in containers.items() {
                self.images(container, "image");
            }
        }
    }

    fn volumes(&mut self, volumes: Node<'_>) {
        if self.found.is_new("reference", volumes) {
            volumes.items().for_each(|volume| self.volume(volume));
        }
    }

    fn volume(&mut self, volume: Node<'_>) {
        if let Some(image) = volume.get("image") {
            self.images(image, "reference");
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
        match value.as_str() {
            Some(text) if is_placeholder(text) => self.expression(key, value, text),
            Some(_) => self.found.image(key, value),
            // `{{ image }}` without quotes is a mapping to YAML
            None => {
                let text = &self.source.text[value.span()];
                self.expression(key, value, shortened(text).as_str());
            }
        }
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
        let Some(text) = value.as_str().filter(|text| !is_placeholder(text)) else {
            return;
        };
        let is_whole =
            |it: Reference| it.tag.is_some() || it.digest.is_some() || text.contains('/');
        if text.parse().is_ok_and(is_whole) {
            self.found.image(key, value);
        }
    }

    fn expression(&mut self, key: Node<'_>, value: Node<'_>, text: &str) {
        let mention = Mention::undecided(place(value), text.to_owned());
        self.found.take(key, value, mention);
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
