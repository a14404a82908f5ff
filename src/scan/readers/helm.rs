//! Values of Helm: images in the pieces that charts put together, and images as a whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Problem, Source};
use crate::reference::Reference;
use crate::scan::actions::{has_action, shortened};
use crate::scan::mention::{Hindrance, Mention, Mentions, Obstacle, Pinning};
use crate::scan::number::printed_otherwise;
use crate::scan::scalar::{ScalarMentions, place, verbatim};
use crate::yaml::{Node, Yaml};

/// The tag `!!str`, which is written before a number so that it is none.
const STRING_TAG: &str = "tag:yaml.org,2002:str";

/// The key in `global` of a registry for all images of charts, which no reader of one image sees.
const GLOBAL_REGISTRY: &str = "imageRegistry";
/// The longest that the pieces of an image may be together: no reference is nearly as long, and aliases can repeat a
/// long one often.
const LENGTH_MAX: usize = 4096;
/// The pieces of an image that mean nothing without its repository.
const LESSER_PIECES: [&str; 3] = ["tag", "digest", "registry"];

/// All images of a file of values.
pub(in crate::scan) fn mentions(source: &Source, yaml: &Yaml) -> Mentions {
    let documents: Vec<Node<'_>> = yaml
        .documents()
        .filter(|document| !document.is_null())
        .collect();
    match documents[..] {
        [] => Ok(Vec::new()),
        [root] if root.is_mapping() => Ok(values(source, root)),
        [root] => Err(Problem::at(root.span(), "values are a mapping")),
        // Helm before 3.18 reads the first, later ones merge all
        [_, second, ..] => Err(Problem::at(second.span(), "values are one document")),
    }
}

/// All images of a mapping of values, wherever it stands.
pub(in crate::scan) fn values(source: &Source, root: Node<'_>) -> Vec<Mention> {
    let mut reader = ValuesReader {
        source,
        found: ScalarMentions::default(),
        parts: PieceMentions::default(),
        seen: BTreeSet::new(),
        others: BTreeSet::new(),
    };
    reader.everywhere(root);
    reader.walk("", root);
    let mut mentions = reader.found.mentions();
    mentions.extend(reader.parts.mentions());
    mentions
}

struct ValuesReader<'s> {
    source: &'s Source,
    /// Images as a whole.
    found: ScalarMentions,
    parts: PieceMentions,
    seen: BTreeSet<usize>,
    /// Texts that are no images.
    others: BTreeSet<usize>,
}

/// Images in pieces, with the scalar that a digest would be written in, and how many aliases lead there.
#[derive(Default)]
struct PieceMentions {
    mentions: Vec<(Mention, usize, usize)>,
}

impl PieceMentions {
    /// A scalar that is merged into two images, or has an alias, cannot take the digest of one.
    fn mentions(self) -> Vec<Mention> {
        let mut uses: BTreeMap<usize, usize> = BTreeMap::new();
        for (_, id, aliases) in &self.mentions {
            *uses.entry(*id).or_default() += 1 + aliases;
        }
        let marked = |(mention, id, _): (Mention, usize, usize)| {
            if uses.get(&id) == Some(&1) {
                mention
            } else {
                mention.shared()
            }
        };
        self.mentions.into_iter().map(marked).collect()
    }
}

/// The pieces of an image that a mapping has.
struct ImagePieces<'y> {
    registry: &'y str,
    repository: Node<'y>,
    tag: Option<Node<'y>>,
    digest: Option<Node<'y>>,
}

impl<'y> ImagePieces<'y> {
    /// The pieces in a mapping below a key.
    fn of(key: &str, mapping: Node<'y>) -> Option<Self> {
        let text = |name| {
            mapping
                .get(name)
                .filter(|node| node.as_str().is_some_and(|text| !text.is_empty()))
        };
        let tag = mapping
            .get("tag")
            .filter(|node| !node.is_mapping() || is_action(*node));
        let by_repository = text("repository").filter(|_| tag.is_some() || is_image_key(key));
        let repository = by_repository.or_else(|| text("image").filter(|_| tag.is_some()))?;
        let says_something = |node: &Node<'_>| !node.is_null();
        let pieces = Self {
            registry: mapping
                .get("registry")
                .filter(says_something)
                .and_then(Node::as_str)
                .unwrap_or_default(),
            repository,
            tag,
            digest: mapping.get("digest"),
        };
        (says_something(&repository) && !is_elsewhere(repository.as_str()?)).then_some(pieces)
    }

    fn name(&self) -> String {
        let repository = self.repository.as_str().unwrap_or_default();
        if self.registry.is_empty() {
            repository.to_owned()
        } else {
            format!("{}/{repository}", self.registry)
        }
    }

    /// The length of the pieces together.
    fn length(&self) -> usize {
        let pieces = [Some(self.repository), self.tag, self.digest]
            .into_iter()
            .flatten();
        self.registry.len() + pieces.filter_map(Node::as_str).map(str::len).sum::<usize>()
    }

    /// The text of a piece; `None` where it is empty.
    fn text(piece: Option<Node<'y>>) -> Option<&'y str> {
        piece
            .filter(|node| !node.is_null())
            .and_then(Node::as_str)
            .filter(|text| !text.is_empty())
    }
}

impl ValuesReader<'_> {
    /// A registry that charts put before all of their images, whatever stands there.
    fn everywhere(&mut self, root: Node<'_>) {
        let entries = root.get("global").map(Node::entries).unwrap_or_default();
        for (key, registry) in entries
            .into_iter()
            .filter(|(key, _)| key.as_str() == Some(GLOBAL_REGISTRY))
        {
            if let Some(text) = registry
                .as_str()
                .filter(|text| !registry.is_null() && !text.is_empty())
            {
                self.found.take(key, registry, expression(registry, text));
            }
        }
    }

    /// The depth of documents is bounded where they are read.
    fn walk(&mut self, key: &str, node: Node<'_>) {
        if !self.seen.insert(node.id()) {
            return;
        }
        let pieces = ImagePieces::of(key, node);
        match &pieces {
            Some(pieces) => self.take(pieces),
            None if is_image_key(key) => self.elsewhere(node),
            None => {}
        }
        for (key, value) in node.entries() {
            let name = key.as_str().unwrap_or_default();
            let is_piece = pieces
                .as_ref()
                .is_some_and(|pieces| pieces.repository.id() == value.id());
            if is_image_key(name) && !is_piece {
                self.whole(key, value);
            }
            self.walk(name, value);
        }
        node.items().for_each(|item| self.walk(key, item));
    }

    /// A text that is an image as a whole says so by its tag or digest.
    fn whole(&mut self, key: Node<'_>, value: Node<'_>) {
        if self.found.is_known(key, value) || self.others.contains(&value.id()) {
            return;
        }
        let Some(text) = value.as_str() else { return };
        if has_action(text) {
            self.found.take(key, value, expression(value, text));
        } else if text
            .parse()
            .is_ok_and(|image: Reference| image.tag.is_some() || image.digest.is_some())
        {
            self.found.image(key, value);
        } else {
            self.others.insert(value.id());
        }
    }

    /// Takes the pieces of an image whose repository another file has: `tag: "2.0"` in values for one environment.
    fn elsewhere(&mut self, image: Node<'_>) {
        let has_repository = ["repository", "image"]
            .iter()
            .any(|key| !is_unsaid(image.get(key)));
        let mut entries = image.entries().into_iter();
        let is_piece = |(key, value): &(Node<'_>, Node<'_>)| {
            key.as_str().is_some_and(|key| LESSER_PIECES.contains(&key)) && !is_unsaid(Some(*value))
        };
        if let Some((key, piece)) = entries.find(is_piece).filter(|_| !has_repository) {
            let span = place(piece);
            let written = shortened(&self.source.text[span.clone()]);
            self.found.take(
                key,
                piece,
                Mention::unresolved(span, written, Obstacle::NoRepository),
            );
        }
    }

    fn take(&mut self, pieces: &ImagePieces<'_>) {
        let (mention, pin) = self.read(pieces);
        self.parts.mentions.push((mention, pin.id(), pin.aliases()));
    }

    /// The image, and the scalar that a digest would be written in.
    fn read<'y>(&self, pieces: &ImagePieces<'y>) -> (Mention, Node<'y>) {
        let node = pieces.repository;
        let span = place(node);
        if pieces.length() > LENGTH_MAX {
            let shown = shortened(node.as_str().unwrap_or_default());
            return (Mention::undecided(span, shown), node);
        }
        let (name, tag) = (pieces.name(), ImagePieces::text(pieces.tag));
        let digest = ImagePieces::text(pieces.digest);
        let tail = digest
            .map(|digest| format!("@{digest}"))
            .unwrap_or_default();
        let written = tag.map_or_else(|| name.clone(), |tag| format!("{name}:{tag}")) + &tail;
        let unresolved =
            |written, obstacle| (Mention::unresolved(span.clone(), written, obstacle), node);
        if let Some(action) = pieces.tag.filter(|tag| is_action(*tag)) {
            let action = shortened(&self.source.text[action.span()]);
            return unresolved(name, Obstacle::Expression(action));
        }
        if has_action(&written) {
            let action = shortened(&written);
            return unresolved(written, Obstacle::Expression(action));
        }
        if let Some(number) = pieces.tag.and_then(number) {
            return unresolved(written, Obstacle::Number(number));
        }
        let is_complete = || {
            written
                .parse()
                .is_ok_and(|it: Reference| it.tag.is_some() || it.digest.is_some())
        };
        if tag.is_none() && digest.is_none() && !is_complete() {
            return unresolved(written, Obstacle::NoTag);
        }
        let (pinning, pin) = pinning(pieces);
        (Mention::read(span, written, pinning), pin)
    }
}

/// The number that YAML takes a tag for, as it is printed.
fn number(tag: Node<'_>) -> Option<String> {
    let scalar = tag
        .scalar()
        .filter(|scalar| scalar.is_plain && tag.tag() != Some(STRING_TAG))?;
    printed_otherwise(&scalar.text)
}

/// The place for a digest: charts that have a key for it put it behind the tag, the others print the tag.
fn pinning<'y>(pieces: &ImagePieces<'y>) -> (Pinning, Node<'y>) {
    // Without quotes, nothing stands at a place of which nobody knows whether a space is before it
    let usable = |node: &Node<'_>| !node.is_null() && verbatim(*node).is_some();
    let says_something = |node: &Node<'y>| ImagePieces::text(Some(*node)).is_some();
    if let Some(digest) = pieces.digest.filter(usable) {
        return (Pinning::at(verbatim(digest), Pinning::Digest), digest);
    }
    let repository = pieces.repository;
    match pieces.tag.filter(says_something) {
        Some(tag) if usable(&tag) => (Pinning::at(verbatim(tag), Pinning::Tag), tag),
        // What the repository has behind it is all that there is
        None if pieces.registry.is_empty() => (
            Pinning::at(verbatim(repository), Pinning::Reference),
            repository,
        ),
        _ => (Pinning::Unsafe(Hindrance::Escapes), repository),
    }
}

fn expression(node: Node<'_>, text: &str) -> Mention {
    let span = place(node);
    Mention::unresolved(span, text.to_owned(), Obstacle::Expression(shortened(text)))
}

/// Whether a piece is missing, or empty.
fn is_unsaid(piece: Option<Node<'_>>) -> bool {
    piece.is_none_or(|node| node.is_null() || node.as_str() == Some(""))
}

/// `image`, `initImage`, `sidecar-image`.
fn is_image_key(key: &str) -> bool {
    key.ends_with("Image") || key.ends_with("image")
}

/// Whether a repository is one of git, or of charts.
fn is_elsewhere(repository: &str) -> bool {
    let has_suffix = |suffix| repository.ends_with(suffix);
    repository.contains("://") || repository.starts_with("git@") || has_suffix(".git")
}

/// `{{ … }}` without quotes, which YAML reads as a mapping of a mapping.
pub(in crate::scan) fn is_action(node: Node<'_>) -> bool {
    node.is_mapping()
        && node
            .entries()
            .first()
            .is_some_and(|(key, _)| key.is_mapping())
}
