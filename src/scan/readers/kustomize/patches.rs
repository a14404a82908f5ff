//! Patches within a kustomization: texts that are YAML or JSON themselves, and say which images they put into manifests
//! (<https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/>).

use std::collections::BTreeSet;

use crate::document::Source;
use crate::scan::embedded::EmbeddedText;
use crate::scan::mention::{Mention, Mentions};
use crate::scan::scalar::undecided;
use crate::yaml::Node;

/// The keys of lists whose items are patches, or have them.
const LISTS: [&str; 3] = ["patches", "patchesJson6902", "patchesStrategicMerge"];
/// The keys of lists whose items may be objects as texts.
const OBJECT_LISTS: [&str; 3] = ["generators", "transformers", "validators"];
/// What is shown of a text that cannot be read.
const PATCH: &str = "patch";
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
    let spec = get(kustomization, "spec");
    for holder in [Some(kustomization), spec].into_iter().flatten() {
        for item in LISTS.iter().flat_map(|list| items(holder, list)) {
            reader.texts(item);
            let path = get(item, "path").unwrap_or(item);
            reader.mentions.extend(unread(path));
        }
        for item in OBJECT_LISTS.iter().flat_map(|list| items(holder, list)) {
            reader.text(item);
        }
        reader.mentions.extend(replaced(holder));
        let paths = items(holder, "replacements").filter_map(|it| get(it, "path"));
        reader.mentions.extend(paths.filter_map(unread));
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
    let is = |it| items(it, "targets").any(|it| get(it, "fieldPaths").is_some());
    is(document) || document.items().any(is)
}

/// The images of a file of replacements.
pub(in crate::scan) fn of_replacements(document: Node<'_>) -> Vec<Mention> {
    let own = Some(document).filter(|it| it.is_mapping());
    document.items().chain(own).flat_map(replacement).collect()
}

/// The value of a key. kustomize reads its own keys in any case, as Go's JSON does.
pub(super) fn get<'y>(node: Node<'y>, key: &str) -> Option<Node<'y>> {
    let is_same = |name: Node<'y>| name.as_str().is_some_and(|it| it.eq_ignore_ascii_case(key));
    let other = || node.entries().into_iter().find(|(name, _)| is_same(*name));
    node.get(key).or_else(|| other().map(|(_, value)| value))
}

/// The items of a list that a key has.
fn items<'y>(node: Node<'y>, key: &str) -> impl Iterator<Item = Node<'y>> {
    get(node, key).into_iter().flat_map(Node::items)
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
        let texts = TEXTS.iter().filter_map(|key| get(holder, key));
        texts.chain([holder]).for_each(|node| self.text(node));
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
            Ok(mentions) => {
                let moved = mentions.into_iter().map(|mention| outer.moved(mention));
                self.mentions.extend(moved);
            }
            // Its text is not shown: what it changes may be a password
            Err(_) => self.mentions.push(Mention::undecided(outer.start(), PATCH)),
        }
    }
}

/// Whether a text is no path of a file, but YAML or JSON.
pub(super) fn is_inline(text: &str) -> bool {
    text.contains(['\n', '{', '[']) || text.contains(": ")
}

/// A file with a patch that is not looked into, since its name does not say that it is YAML or JSON.
fn unread(path: Node<'_>) -> Option<Mention> {
    let name = path.as_str()?;
    if is_inline(name) || path.is_null() {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let is_read = ENDINGS.iter().any(|ending| lower.ends_with(ending));
    (!is_read).then(|| undecided(path, name))
}

/// Images that a replacement takes from anywhere.
fn replaced(holder: Node<'_>) -> Vec<Mention> {
    items(holder, "replacements")
        .flat_map(replacement)
        .collect()
}

fn replacement(replacement: Node<'_>) -> Vec<Mention> {
    let targets = items(replacement, "targets");
    let paths = targets.flat_map(|target| items(target, "fieldPaths"));
    let image = |path: Node<'_>| {
        let text = path.as_str()?;
        let is_image = matches!(text.rsplit('.').next(), Some("image" | "reference"));
        is_image.then(|| undecided(path, text))
    };
    paths.filter_map(image).collect()
}
