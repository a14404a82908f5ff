//! Images in pieces that have pieces in common: by anchors and aliases, and by merge keys.
//!
//! What is a piece of one image alone, wherever it is used, is written once. What is used for anything else, or for
//! another image, takes no digest of one.

use std::collections::{BTreeMap, BTreeSet};

use super::pieces::ImagePieces;
use crate::scan::mention::{Mention, Pinning};
use crate::yaml::Node;

/// The images in pieces of a file.
#[derive(Default)]
pub(in crate::scan::readers) struct PieceUses<'y> {
    images: Vec<ImageInPieces<'y>>,
    scalars: BTreeMap<usize, ScalarUse>,
    /// The images that were read, by their pieces: aliases lead to all of them again.
    known: BTreeSet<Vec<usize>>,
}

struct ImageInPieces<'y> {
    mention: Mention,
    /// The scalar that a digest would be written in.
    pin: Option<Node<'y>>,
    /// The scalar of the tag.
    tag: Option<Node<'y>>,
}

/// What a scalar is used for in images.
#[derive(Default)]
struct ScalarUse {
    /// The keys that hold it, or an alias of it.
    holders: BTreeSet<usize>,
    /// The name of the image that it is a piece of, with an `@` if that has a digest of its own; `None` if it is one of
    /// several.
    image: Option<String>,
    /// The name of its key.
    key: String,
}

impl<'y> PieceUses<'y> {
    pub(super) fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    pub(in crate::scan::readers) fn take(
        &mut self,
        pieces: &ImagePieces<'y>,
        mapping: Node<'y>,
        (mention, pin): (Mention, Option<Node<'y>>),
    ) {
        let parts = pieces.parts(mapping);
        // A tag that a digest is written behind in one place, and not in another, cannot be right for both
        let has_digest = matches!(mention.pinning, Pinning::Digest(_));
        let image = pieces.name() + if has_digest { "@" } else { "" };
        for (key, scalar) in &parts {
            self.note(*key, *scalar, &image);
        }
        let ids = parts.iter().map(|(_, scalar)| scalar.id()).collect();
        let is_untagged = mention.values.as_ref().is_some_and(|it| it.is_untagged);
        if self.known.insert(ids) || is_untagged {
            let tag = pieces.tag_node();
            self.images.push(ImageInPieces { mention, pin, tag });
        }
    }

    fn note(&mut self, key: Node<'_>, scalar: Node<'_>, image: &str) {
        let name = key.as_str().unwrap_or_default();
        let new = || ScalarUse {
            holders: BTreeSet::new(),
            image: Some(image.to_owned()),
            key: name.to_owned(),
        };
        let known = self.scalars.entry(scalar.id()).or_insert_with(new);
        known.holders.insert(key.id());
        let is_same = known.key == name && known.image.as_deref() == Some(image);
        known.image = known.image.take().filter(|_| is_same);
    }

    /// Whether a scalar is the same piece of the same image wherever it is used.
    fn is_of_one(&self, scalar: Node<'_>) -> bool {
        // One use is the anchor's own
        let is_of_one = |it: &ScalarUse| it.image.is_some() && it.holders.len() > scalar.aliases();
        self.scalars.get(&scalar.id()).is_some_and(is_of_one)
    }

    pub(in crate::scan::readers) fn mentions(self) -> Vec<Mention> {
        let marked = |image: &ImageInPieces<'_>| {
            let mention = image.mention.clone();
            if image.pin.is_some_and(|pin| !self.is_of_one(pin)) {
                return mention.shared();
            }
            let has_own_tag = image.tag.is_some_and(|tag| self.is_of_one(tag));
            let place = mention.tag_place.clone().filter(|_| has_own_tag);
            mention.with_tag_at(place)
        };
        self.images.iter().map(marked).collect()
    }
}
