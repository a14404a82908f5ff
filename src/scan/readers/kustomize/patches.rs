//! Patches within a kustomization: texts that are YAML or JSON themselves, and say which images they put into manifests
//! (<https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/>).

use std::collections::BTreeSet;

use super::keys::get;
use crate::document::Source;
use crate::scan::actions::shortened;
use crate::scan::embedded::EmbeddedText;
use crate::scan::mention::{Mention, Mentions, Obstacle};
use crate::scan::scalar::place;
use crate::yaml::Node;

/// The keys of lists whose items are patches, or have them.
const LISTS: [&str; 3] = ["patches", "patchesJson6902", "patchesStrategicMerge"];
/// The keys of lists whose items may be objects as texts.
const OBJECT_LISTS: [&str; 3] = ["generators", "transformers", "validators"];
/// The keys of texts that are patches: in the items of lists, and in objects of transformers.
const TEXTS: [&str; 3] = ["patch", "jsonOp", "patches"];
/// The endings of patches that are looked into as files of their own.
const ENDINGS: [&str; 3] = [".yaml", ".yml", ".json"];

/// The reader of a text that is a patch or an object.
pub(in crate::scan) type ReadPatch = fn(&Source) -> Mentions;

/// The images of a kustomization's patches, which stand at the top or in Flux's `spec`.
pub(in crate::scan) fn mentions(
    source: &Source,
    kustomization: Node<'_>,
    read_patch: ReadPatch,
) -> Vec<Mention> {
    let mut reader = PatchReader::new(source, read_patch);
    for holder in [Some(kustomization), get(kustomization, "spec")]
        .into_iter()
        .flatten()
    {
        for item in LISTS
            .iter()
            .filter_map(|list| get(holder, list))
            .flat_map(Node::items)
        {
            reader.texts(item);
            reader
                .mentions
                .extend(get(item, "path").or(Some(item)).and_then(unread));
        }
        let inline = OBJECT_LISTS
            .iter()
            .filter_map(|list| get(holder, list))
            .flat_map(Node::items);
        inline.for_each(|item| reader.text(item));
        reader.mentions.extend(replaced(holder));
        let files = get(holder, "replacements")
            .into_iter()
            .flat_map(Node::items);
        reader
            .mentions
            .extend(files.filter_map(|it| get(it, "path")).filter_map(unread));
    }
    reader.mentions
}

/// The images of a transformer's texts.
pub(super) fn of_transformer(
    source: &Source,
    object: Node<'_>,
    read_patch: ReadPatch,
) -> Vec<Mention> {
    let mut reader = PatchReader::new(source, read_patch);
    reader.texts(object);
    reader.mentions.extend(replaced(object));
    reader.mentions
}

/// Whether a document is a file of replacements: one of them, or a list.
pub(in crate::scan) fn is_replacement(document: Node<'_>) -> bool {
    let is = |it: Node<'_>| {
        get(it, "targets").is_some_and(|it| it.items().any(|it| get(it, "fieldPaths").is_some()))
    };
    is(document) || document.items().any(is)
}

/// The images of a file of replacements.
pub(in crate::scan) fn of_replacements(document: Node<'_>) -> Vec<Mention> {
    let items = document
        .items()
        .chain([document].into_iter().filter(|it| it.is_mapping()));
    items.flat_map(replacement).collect()
}

struct PatchReader<'s> {
    source: &'s Source,
    read_patch: ReadPatch,
    mentions: Vec<Mention>,
    /// The texts that were read: aliases lead there again.
    read: BTreeSet<usize>,
}

impl<'s> PatchReader<'s> {
    fn new(source: &'s Source, read_patch: ReadPatch) -> Self {
        Self {
            source,
            read_patch,
            mentions: Vec::new(),
            read: BTreeSet::new(),
        }
    }

    /// Takes what the texts of an item or an object name, or the text that it is.
    fn texts(&mut self, holder: Node<'_>) {
        let texts = TEXTS
            .iter()
            .filter_map(|key| get(holder, key))
            .chain([holder]);
        texts.for_each(|node| self.text(node));
    }

    /// Takes what a text names that is a patch or an object, and no path.
    fn text(&mut self, node: Node<'_>) {
        let Some(scalar) = node.scalar().filter(|_| self.read.insert(node.id())) else {
            return;
        };
        if !is_inline(&scalar.text) {
            return;
        }
        let outer = EmbeddedText::of(&self.source.text, node, scalar);
        match (self.read_patch)(&Source::new(&self.source.name, &*scalar.text)) {
            Ok(mentions) => self
                .mentions
                .extend(mentions.into_iter().map(|mention| outer.moved(mention))),
            Err(_) => {
                let shown = shortened(&scalar.text);
                self.mentions.push(Mention::undecided(outer.start(), shown));
            }
        }
    }
}

/// Whether a text is no path of a file, but YAML or JSON.
fn is_inline(text: &str) -> bool {
    text.contains(['\n', '{', '[']) || text.contains(": ")
}

/// A file with a patch that is not looked into, since its name does not say that it is YAML or JSON.
fn unread(path: Node<'_>) -> Option<Mention> {
    let name = path
        .as_str()
        .filter(|text| !is_inline(text) && !path.is_null())?;
    let lower = name.to_ascii_lowercase();
    let is_read = ENDINGS.iter().any(|ending| lower.ends_with(ending));
    (!is_read).then(|| told(path, name))
}

/// Images that a replacement takes from anywhere.
fn replaced(holder: Node<'_>) -> Vec<Mention> {
    get(holder, "replacements")
        .into_iter()
        .flat_map(Node::items)
        .flat_map(replacement)
        .collect()
}

fn replacement(replacement: Node<'_>) -> Vec<Mention> {
    let targets = get(replacement, "targets")
        .into_iter()
        .flat_map(Node::items);
    let paths = targets
        .filter_map(|it| get(it, "fieldPaths"))
        .flat_map(Node::items);
    let is_image = |path: &str| {
        path.rsplit('.')
            .next()
            .is_some_and(|last| last == "image" || last == "reference")
    };
    paths
        .filter_map(|path| {
            path.as_str()
                .filter(|text| is_image(text))
                .map(|text| told(path, text))
        })
        .collect()
}

/// A place of which nobody can tell which image it brings in.
fn told(node: Node<'_>, text: &str) -> Mention {
    Mention::unresolved(
        place(node),
        text.to_owned(),
        Obstacle::Expression(shortened(text)),
    )
}
