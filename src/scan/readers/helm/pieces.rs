//! Images in the pieces that charts put together: registry, repository, tag, digest.

use std::collections::BTreeMap;

use crate::document::Source;
use crate::reference::Reference;
use crate::scan::actions::{has_action, is_action, shortened};
use crate::scan::mention::{Hindrance, Mention, Obstacle, Pinning, UntaggedValues};
use crate::scan::number::printed_otherwise;
use crate::scan::scalar::{is_string, own_place, place, said, verbatim};
use crate::yaml::Node;

/// The longest that the pieces of an image may be together: no reference is nearly as long, and aliases can repeat a
/// long one often.
const LENGTH_MAX: usize = 4096;

/// The mentions of images in pieces, each with the scalar that a digest would be written in. One that is merged into two
/// images, or has an alias, cannot take the digest of one.
pub(super) fn mentions(pieces: Vec<(Mention, Node<'_>)>) -> impl Iterator<Item = Mention> {
    let mut uses: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, pin) in &pieces {
        *uses.entry(pin.id()).or_default() += 1 + pin.aliases();
    }
    let marked = move |(mention, pin): (Mention, Node<'_>)| match uses.get(&pin.id()) {
        Some(1) => mention,
        _ => mention.shared(),
    };
    pieces.into_iter().map(marked)
}

/// The pieces of an image that a mapping has.
pub(super) struct ImagePieces<'y> {
    registry: &'y str,
    pub(super) repository: Node<'y>,
    tag: Option<Node<'y>>,
    digest: Option<Node<'y>>,
}

impl<'y> ImagePieces<'y> {
    /// The pieces in a mapping below a key.
    pub(super) fn of(key: &str, mapping: Node<'y>) -> Option<Self> {
        let is_text = |node: &Node<'_>| node.as_str().is_some_and(|text| !text.is_empty());
        let text = |name| mapping.get(name).filter(is_text);
        let tag = mapping.get("tag");
        let tag = tag.filter(|node| !node.is_mapping() || is_action(*node));
        let by_repository = text("repository").filter(|_| tag.is_some() || is_image_key(key));
        let repository = by_repository.or_else(|| text("image").filter(|_| tag.is_some()))?;
        let registry = mapping.get("registry").and_then(said);
        let pieces = Self {
            registry: registry.unwrap_or_default(),
            repository,
            tag,
            digest: mapping.get("digest"),
        };
        (!repository.is_null() && !is_elsewhere(repository.as_str()?)).then_some(pieces)
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
        let pieces = [Some(self.repository), self.tag, self.digest];
        let texts = pieces.into_iter().flatten().filter_map(Node::as_str);
        self.registry.len() + texts.map(str::len).sum::<usize>()
    }

    /// The image, and the scalar that a digest would be written in.
    pub(super) fn mention(&self, source: &Source) -> (Mention, Node<'y>) {
        let node = self.repository;
        let span = place(node);
        if self.length() > LENGTH_MAX {
            let shown = shortened(node.as_str().unwrap_or_default());
            return (Mention::undecided(span, shown), node);
        }
        let (name, tag) = (self.name(), self.tag.and_then(said));
        let digest = self.digest.and_then(said);
        let behind = |sign, part: Option<&str>| part.map(|part| format!("{sign}{part}"));
        let tag_part = behind(':', tag).unwrap_or_default();
        let written = name.clone() + &tag_part + &behind('@', digest).unwrap_or_default();
        let unresolved = |written, why| (Mention::unresolved(span.clone(), written, why), node);
        if let Some(action) = self.tag.filter(|tag| is_action(*tag)) {
            let action = shortened(&source.text[action.span()]);
            return unresolved(name, Obstacle::Expression(action));
        }
        if has_action(&written) {
            let action = shortened(&written);
            return unresolved(written, Obstacle::Expression(action));
        }
        if let Some(number) = self.tag.and_then(number) {
            return unresolved(written, Obstacle::Number(number));
        }
        let (pinning, pin) = self.pinning();
        if tag.is_none() && digest.is_none() && !is_complete(&written) {
            let mention = Mention::unresolved(span, written, Obstacle::NoTag);
            return (Mention { pinning, ..mention }, pin);
        }
        let tag = self.tag.filter(|tag| said(*tag).is_some());
        let tag = tag.filter(|_| matches!(pinning, Pinning::Digest(_)));
        let mention = Mention::read(span, written, pinning);
        (mention.with_tag_at(tag.and_then(own_place)), pin)
    }

    /// The place of the image in values that have no tag for it.
    pub(super) fn untagged(&self, keys: &[String]) -> Option<UntaggedValues> {
        let is_untagged = self.tag.and_then(said).is_none() && !is_complete(&self.name());
        is_untagged.then(|| UntaggedValues {
            keys: keys.to_vec(),
            has_key: self.tag.is_some(),
        })
    }

    /// The place for a digest: charts that have a key for it put it behind the tag, the others print the tag.
    fn pinning(&self) -> (Pinning, Node<'y>) {
        // Without quotes, nothing stands at a place of which nobody knows whether a space is before it
        let usable = |node: &Node<'_>| !node.is_null() && verbatim(*node).is_some();
        if let Some(digest) = self.digest.filter(usable) {
            return (Pinning::at(verbatim(digest), Pinning::Digest), digest);
        }
        let repository = self.repository;
        match self.tag.filter(|tag| said(*tag).is_some()) {
            Some(tag) if usable(&tag) => (Pinning::at(verbatim(tag), Pinning::Tag), tag),
            // A digest in `tag` would freeze what follows the chart
            None if !is_complete(&self.name()) => {
                (Pinning::Unsafe(Hindrance::AppVersion), repository)
            }
            // What the repository has behind it is all that there is
            None if self.registry.is_empty() => {
                let pinning = Pinning::at(verbatim(repository), Pinning::Reference);
                (pinning, repository)
            }
            _ => (Pinning::Unsafe(Hindrance::Escapes), repository),
        }
    }
}

/// The number that YAML takes a tag for, as it is printed.
fn number(tag: Node<'_>) -> Option<String> {
    let scalar = tag.scalar().filter(|scalar| scalar.is_plain)?;
    printed_otherwise(&scalar.text).filter(|_| !is_string(tag))
}

/// Whether a text is an image as a whole.
pub(super) fn is_complete(text: &str) -> bool {
    let image = text.parse::<Reference>();
    image.is_ok_and(|image| image.tag.is_some() || image.digest.is_some())
}

/// `image`, `initImage`, `sidecar-image`.
pub(super) fn is_image_key(key: &str) -> bool {
    key.ends_with("Image") || key.ends_with("image")
}

/// Whether a repository is one of git, or of charts.
fn is_elsewhere(repository: &str) -> bool {
    let is_of_git = repository.starts_with("git@") || repository.ends_with(".git");
    repository.contains("://") || is_of_git
}
