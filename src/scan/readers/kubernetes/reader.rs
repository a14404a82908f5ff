//! The reader of objects: goes through everything below an object, and takes what is an image there.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::bundles;
use super::content::{HolderKind, ObjectContent, ObjectPlace};
use super::keys::{CONTAINER_LISTS, IMAGE, VOLUMES, names_image};
use super::operations::is_operation;
use super::packages;
use super::placeholders::is_placeholder;
use super::tekton;
use super::workflows;
use crate::document::Source;
use crate::scan::ignore::Comments;
use crate::scan::mention::{Mention, Mentions, in_order};
use crate::scan::name::image_name;
use crate::scan::readers::helm::{self, PieceUses};
use crate::scan::readers::kustomize;
use crate::scan::scalar::ScalarMentions;
use crate::scan::surroundings::Surroundings;
use crate::yaml::{Node, Yaml};

/// The keys that every object has (<https://kubernetes.io/docs/concepts/overview/working-with-objects/>).
const OBJECT_KEYS: [&str; 2] = ["apiVersion", "kind"];
/// The keys of values of Helm: in Argo's applications, and in kustomizations.
const VALUES_KEYS: [&str; 2] = ["valuesObject", "valuesInline"];

/// The key of what Skaffold puts its own images into.
const DEPLOY: &str = "deploy";

/// Whether a document is an object.
pub(in crate::scan) fn is_object(document: Node<'_>) -> bool {
    OBJECT_KEYS.iter().all(|key| document.get(key).is_some())
}

/// All images of a text that is a patch, or an object.
fn patch(source: &Source) -> Mentions {
    // kustomize takes the first of keys that are given twice
    let yaml = Yaml::parse_strictly(source)?;
    let mut reader = ObjectReader::of_text(source);
    yaml.documents()
        .for_each(|object| reader.object(object, None));
    Ok(in_order(reader.mentions()))
}

pub(super) struct ObjectReader<'s, 'y> {
    pub(super) source: &'s Source,
    /// Read once something depends on them.
    comments: OnceCell<Comments>,
    pub(super) found: ScalarMentions,
    /// The images in pieces.
    pub(super) in_pieces: PieceUses<'y>,
    /// The mentions of other readers in parts of objects.
    pub(super) others: Vec<Mention>,
    /// The values of images of which everything is said.
    known: BTreeSet<usize>,
    /// The names of images that kustomizations replace in containers.
    replaced: Arc<BTreeSet<String>>,
    /// Whether texts are looked into.
    pub(super) takes_texts: bool,
    /// The nodes that were walked through, and how: an alias leads there a second time.
    seen: BTreeSet<(usize, ObjectPlace)>,
}

/// A mapping in an object, by what is known of its place.
struct ObjectLevel<'h> {
    /// The key that holds it.
    key: &'h str,
    place: ObjectPlace,
    /// Whether keys that are called after images are taken.
    is_guessed: bool,
    /// The name of its image in pieces, which is taken with these.
    repository: Option<usize>,
}

impl<'s, 'y> ObjectReader<'s, 'y> {
    pub(super) fn new(source: &'s Source) -> Self {
        Self {
            source,
            comments: OnceCell::new(),
            found: ScalarMentions::default(),
            in_pieces: PieceUses::default(),
            others: Vec::new(),
            known: BTreeSet::new(),
            replaced: Arc::default(),
            takes_texts: true,
            seen: BTreeSet::new(),
        }
    }

    /// The same reader of a file of which others say something.
    pub(super) fn around(self, surroundings: &Surroundings) -> Self {
        Self {
            replaced: surroundings.replaced(),
            ..self
        }
    }

    /// The reader of a text within a file.
    pub(super) fn of_text(source: &'s Source) -> Self {
        Self {
            takes_texts: false,
            ..Self::new(source)
        }
    }

    pub(super) fn mentions(self) -> Vec<Mention> {
        let mut mentions = self.found.mentions();
        mentions.extend(self.in_pieces.mentions());
        mentions.extend(self.others);
        mentions
    }

    /// Takes what an object names; `unsaid` is its kind where it says none.
    pub(super) fn object(&mut self, object: Node<'y>, unsaid: Option<&str>) {
        let kind = object.get("kind").and_then(Node::as_str);
        let kind = kind.or(unsaid).unwrap_or_default();
        if kustomize::KINDS.contains(&kind) {
            let mut patches = kustomize::patches(self.source, object, patch);
            let comments = self.comments.get_or_init(|| Comments::of(self.source));
            let names = kustomize::replaced_names(object, comments);
            patches.retain(|mention| !names.contains(image_name(&mention.written)));
            self.others.extend(kustomize::images(object));
            self.others.extend(patches);
        } else if kustomize::TRANSFORMERS.contains(&kind) {
            let mentions = kustomize::transformer(self.source, object, patch);
            self.others.extend(mentions);
        } else if kustomize::is_replacement(object) {
            self.others.extend(kustomize::of_replacements(object));
        }
        self.enter(object);
        self.walk("", object, ObjectContent::of(object, unsaid));
    }

    /// Takes what an object says of itself before it is walked through.
    fn enter(&mut self, object: Node<'y>) {
        self.own_images(object);
        if let Some(images) = tekton::images(self.source, object)
            && self.found.is_new("parameters", object)
        {
            self.others.extend(images.mentions);
            self.known.extend(images.known);
        }
        if let Some(images) = workflows::images(object)
            && self.found.is_new("parameters", object)
        {
            self.others.extend(images.mentions);
            self.known.extend(images.known);
        }
        if self.found.is_new("package", object) {
            self.others.extend(packages::mention(object));
            self.others.extend(bundles::mentions(object));
        }
    }

    /// Passes by the image of a container that a kustomization replaces: what it becomes counts
    /// (`IsImageMatched` in kustomize's `api/internal/image`).
    pub(super) fn pass_by(&mut self, container: Node<'y>) {
        let image = container.get(IMAGE).filter(|_| !self.replaced.is_empty());
        if let Some((image, text)) = image.and_then(|it| Some((it, it.as_str()?)))
            && self.replaced.contains(image_name(text))
        {
            self.known.insert(image.id());
        }
    }

    /// Whether the value of an image needs no reading.
    pub(super) fn is_known(&mut self, key: Node<'y>, value: Node<'y>) -> bool {
        self.known.contains(&value.id()) || self.found.is_known(key, value)
    }

    /// The depth of documents is bounded where they are read.
    pub(super) fn walk(&mut self, holder: &str, node: Node<'y>, outer: ObjectContent) {
        // Asked first: an alias of a large mapping costs no second look
        let place = ObjectPlace {
            content: outer,
            holder: HolderKind::of(holder),
        };
        if !self.seen.insert((node.id(), place)) {
            return;
        }
        let content = if place.holder == HolderKind::Items && is_object(node) {
            self.enter(node);
            ObjectContent::of(node, None)
        } else {
            outer
        };
        if is_operation(node) {
            self.operation(node, content);
        }
        let is_guessed = content.has_images() && place.holder != HolderKind::Metadata;
        let repository = is_guessed.then(|| self.pieces(holder, node)).flatten();
        let level = ObjectLevel {
            key: holder,
            place: ObjectPlace { content, ..place },
            is_guessed,
            repository: repository.map(Node::id),
        };
        for (key, value) in node.entries() {
            self.image_at(&level, key, value);
            self.held_at(&level, key, value);
        }
        for item in node.items() {
            self.walk(holder, item, content);
            self.text(item, content);
        }
    }

    /// Takes the images that a key names.
    fn image_at(&mut self, level: &ObjectLevel<'_>, key: Node<'y>, value: Node<'y>) {
        let name = key.as_str().unwrap_or_default();
        match name {
            VOLUMES => self.volumes(value),
            _ if CONTAINER_LISTS.contains(&name) => self.containers(name, value),
            _ if level.repository == Some(value.id()) => {}
            IMAGE if level.place.holder == HolderKind::Step => self.step(key, value),
            // What an alert says of a container that is none of this object's
            IMAGE if !level.is_guessed && value.as_str().is_none_or(is_placeholder) => {}
            IMAGE if level.place.content.has_images() => self.called_image(IMAGE, key, value),
            _ if level.is_guessed && names_image(level.key, name) => {
                self.called_image(name, key, value);
            }
            _ => {}
        }
    }

    /// Goes on with what a key holds.
    fn held_at(&mut self, level: &ObjectLevel<'_>, key: Node<'y>, value: Node<'y>) {
        let name = key.as_str().unwrap_or_default();
        let content = level.place.content;
        if content == ObjectContent::Artifacts && name == DEPLOY {
            return;
        }
        if content == ObjectContent::Options && self.option(level.key, key, value) {
            return;
        }
        self.below(name, value, content);
        if level.place.holder != HolderKind::Metadata {
            self.text(value, content);
        }
    }

    /// Goes on below a key, with the reader of what it holds.
    fn below(&mut self, name: &str, value: Node<'y>, content: ObjectContent) {
        if is_values(name, content) && value.is_mapping() {
            if self.found.is_new("values", value) {
                self.others.extend(helm::values(self.source, value));
            }
        } else {
            self.walk(name, value, content);
        }
    }
}

/// Whether a key holds values of Helm.
fn is_values(name: &str, content: ObjectContent) -> bool {
    VALUES_KEYS.contains(&name) || name == "values" && content == ObjectContent::Values
}
