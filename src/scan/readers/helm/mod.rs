//! Values of Helm: images in the pieces that charts put together, and images as a whole.

mod pieces;
mod registry;
mod uses;

use crate::document::{Problem, Source};
use crate::reference::Reference;
use crate::scan::actions::{has_action, shortened};
use crate::scan::kind::names::is_values;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::mention::{Mention, Mentions, Obstacle, Pinning, ValuesPlace};
use crate::scan::readers::called::{is_something_else, is_untagged};
use crate::scan::readers::kubernetes::filled;
use crate::scan::scalar::{self, ScalarMentions, place, said, undecided, verbatim};
use crate::yaml::{Node, Yaml};
pub(super) use pieces::{ImagePieces, is_complete, is_image_key};
use registry::KeyedRegistry;
pub(super) use registry::has_host;
pub(super) use uses::PieceUses;

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "Helm values",
    all: Some("Helm values and templates"),
    is_named: is_values,
    reader: KindReader::Yaml(mentions),
    is_new: false,
};

/// The key in `global` of a registry for all images of charts, which no reader of one image sees.
const GLOBAL_REGISTRY: &str = "imageRegistry";
/// The key of the values that all charts of a release see.
const GLOBAL: &str = "global";
/// The key of a registry.
const REGISTRY: &str = "registry";
/// The pieces of an image that mean nothing without its repository.
const LESSER_PIECES: [&str; 3] = ["tag", "digest", "registry"];
/// The keys that make a mapping an object of Kubernetes.
const OBJECT_KEYS: [&str; 2] = ["apiVersion", "kind"];
/// The most keys that lead to an image: many more than any chart has.
const KEYS_MAX: usize = 16;
/// The step from a sequence to what is in it.
const ITEM: &str = "[]";

/// All images of a file of values.
pub(in crate::scan) fn mentions(source: &Source, yaml: &Yaml) -> Mentions {
    let documents = yaml.documents().filter(|document| !document.is_null());
    match documents.collect::<Vec<_>>()[..] {
        [] => Ok(Vec::new()),
        [root] if root.is_mapping() => Ok(values(source, root)),
        [root] => Err(Problem::at(root.span(), "Helm values must be a mapping")),
        // Helm before 3.18 reads the first, later ones merge all
        [_, second, ..] => Err(Problem::at(
            second.span(),
            "Helm values must be a single document",
        )),
    }
}

/// All images of a mapping of values, wherever it stands.
pub(in crate::scan) fn values(source: &Source, root: Node<'_>) -> Vec<Mention> {
    let mut reader = ValuesReader {
        source,
        found: ScalarMentions::default(),
        in_pieces: PieceUses::default(),
        global: registry::global(root),
        images: 0,
        without_host: 0,
        around: Vec::new(),
        keys: Vec::new(),
        objects: 0,
        shared: Vec::new(),
    };
    reader.walk("", root);
    reader.everywhere(root);
    reader.shared();
    let mut mentions = reader.found.mentions();
    mentions.extend(reader.in_pieces.mentions());
    mentions
}

struct ValuesReader<'s, 'y> {
    source: &'s Source,
    /// Images as a whole.
    found: ScalarMentions,
    /// The others.
    in_pieces: PieceUses<'y>,
    /// The registry of all images, which may come before any of them.
    global: Option<KeyedRegistry>,
    /// How many images there are, and how many of them name no registry.
    images: usize,
    without_host: usize,
    /// The registries in the mappings around what is read.
    around: Vec<KeyedRegistry>,
    /// The keys that lead to the value that is read.
    keys: Vec<String>,
    /// How many objects of Kubernetes it is in: those have values of their own.
    objects: usize,
    /// The registries in `global` that are there for other images, with their keys.
    shared: Vec<(Node<'y>, Node<'y>)>,
}

impl<'y> ValuesReader<'_, 'y> {
    /// A registry that charts put before all of their images. Where all that are here name one, nothing is to be told.
    fn everywhere(&mut self, root: Node<'_>) {
        if self.images > 0 && self.without_host == 0 {
            return;
        }
        let entries = root.get(GLOBAL).map(Node::entries).unwrap_or_default();
        for (key, registry) in entries {
            if key.as_str() == Some(GLOBAL_REGISTRY)
                && let Some(text) = said(registry)
            {
                let obstacle = Obstacle::Registry(format!("{GLOBAL}.{GLOBAL_REGISTRY}"));
                let mention = Mention::unresolved(place(registry), text, obstacle);
                self.found.take(key, registry, mention);
            }
        }
    }

    fn count(&mut self, written: &str) {
        self.images += 1;
        self.without_host += usize::from(!has_host(written));
    }

    /// The depth of documents is bounded where they are read.
    fn walk(&mut self, key: &str, node: Node<'y>) {
        if !self.found.is_new("values", node) {
            return;
        }
        let pieces = ImagePieces::of(key, node);
        let is_object = OBJECT_KEYS.iter().all(|key| node.get(key).is_some());
        self.objects += usize::from(is_object);
        match &pieces {
            Some(pieces) => self.pieces(pieces, node),
            None if is_image_key(key) => self.elsewhere(node),
            None => {}
        }
        let around = registry::around("", node);
        let has_registry = around.is_some();
        self.around.extend(around);
        for (key, value) in node.entries() {
            let name = key.as_str().unwrap_or_default();
            let repository = pieces.as_ref().map(|pieces| pieces.repository.id());
            if is_image_key(name) && repository != Some(value.id()) {
                self.whole(key, value);
            }
            self.below(name, name, value);
        }
        node.items().for_each(|item| self.below(ITEM, key, item));
        self.around
            .truncate(self.around.len() - usize::from(has_registry));
        self.objects -= usize::from(is_object);
    }

    /// Takes the image that a mapping has in pieces.
    fn pieces(&mut self, pieces: &ImagePieces<'y>, node: Node<'y>) {
        let (around, global) = (self.around.last(), self.global.as_ref());
        let (mention, pin) = pieces.mention(self.source, around, global);
        self.count(&mention.written);
        let values = self.is_own().then(|| Box::new(pieces.place(&self.keys)));
        let mention = Mention { values, ..mention };
        self.in_pieces.take(pieces, node, (mention, pin));
    }

    /// Whether templates of the chart may name what is read by its keys.
    fn is_own(&self) -> bool {
        self.objects == 0 && self.keys.len() <= KEYS_MAX
    }

    fn below(&mut self, step: &str, key: &str, node: Node<'y>) {
        self.keys.push(step.to_owned());
        self.walk(key, node);
        self.keys.pop();
    }

    /// A text that is an image as a whole says so by its tag or digest.
    fn whole(&mut self, key: Node<'_>, value: Node<'_>) {
        if self.found.is_known(key, value) || !self.found.is_new("whole", value) {
            return;
        }
        match value.as_str() {
            Some(text) if has_action(text) => self.found.take(key, value, undecided(value, text)),
            Some(text) if is_something_else(text) => {}
            Some(text) if is_complete(text) => {
                self.count(text);
                let place = || Box::new(self.whole_place(key, text));
                let pinning = Pinning::at(verbatim(value), Pinning::Reference);
                let mention = Mention {
                    values: self.is_own().then(place),
                    ..Mention::read(scalar::place(value), text, pinning)
                };
                self.found.take(key, value, mention);
            }
            Some(text) if is_substituted(text) => {
                self.found.take(key, value, undecided(value, text));
            }
            Some(text) if is_untagged(text) => {
                let mention = Mention::unresolved(place(value), text, Obstacle::UnsaidTag);
                self.found.take(key, value, mention);
            }
            _ => {}
        }
    }

    /// The place of an image as a whole, before which templates may print something.
    fn whole_place(&self, key: Node<'_>, text: &str) -> ValuesPlace {
        ValuesPlace {
            keys: self.keys.clone(),
            name_key: key.as_str().unwrap_or_default().to_owned(),
            other_part: None,
            is_untagged: false,
            has_tag_key: false,
            is_whole: true,
            lacks_registry: !has_host(text),
        }
    }

    /// Takes the pieces of an image whose repository another file has: `tag: "2.0"` in values for one environment.
    fn elsewhere(&mut self, image: Node<'y>) {
        let mut names = ["repository", "image"].iter();
        let has_repository = names.any(|key| !is_unsaid(image.get(key)));
        let is_piece = |(key, value): &(Node<'_>, Node<'_>)| {
            key.as_str().is_some_and(|key| LESSER_PIECES.contains(&key)) && !is_unsaid(Some(*value))
        };
        let pieces: Vec<_> = image.entries().into_iter().filter(is_piece).collect();
        let is_global = self.keys.first().is_some_and(|first| first == GLOBAL);
        match pieces[..] {
            _ if has_repository => {}
            [(key, piece)] if is_global && key.as_str() == Some(REGISTRY) => {
                self.shared.push((key, piece));
            }
            [(key, piece), ..] => self.alone(key, piece),
            [] => {}
        }
    }

    /// Tells of the registries in `global`, if no image in pieces is here that they would be told with.
    fn shared(&mut self) {
        if self.in_pieces.is_empty() {
            for (key, piece) in std::mem::take(&mut self.shared) {
                self.alone(key, piece);
            }
        }
    }

    fn alone(&mut self, key: Node<'y>, piece: Node<'y>) {
        let span = place(piece);
        let written = shortened(&self.source.text[span.clone()]);
        let mention = Mention::unresolved(span, written, Obstacle::NoRepository);
        self.found.take(key, piece, mention);
    }
}

/// Whether variables make an image of a text: Flux puts them into values before Helm reads these
/// (<https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution>), others by a shell.
fn is_substituted(text: &str) -> bool {
    filled(text).is_some_and(|filled| filled.parse::<Reference>().is_ok())
}

/// Whether a piece is missing, or empty.
fn is_unsaid(piece: Option<Node<'_>>) -> bool {
    piece.is_none_or(|node| node.is_null() || node.as_str() == Some(""))
}
