//! Scalars of YAML that name images: each is mentioned once, however many aliases lead to it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::document::Problem;
use crate::scan::mention::{MENTIONS_MAX, Mention, Pinning};
use crate::yaml::Node;

/// The place of a scalar's very bytes, without its quotes; `None` where there are escapes, or it is no scalar.
pub(super) fn verbatim(node: Node<'_>) -> Option<Range<usize>> {
    node.scalar().and_then(|scalar| scalar.verbatim.clone())
}

/// The place of a node, without the quotes of what may be replaced.
pub(super) fn place(node: Node<'_>) -> Range<usize> {
    verbatim(node).unwrap_or_else(|| node.span())
}

/// The image that a scalar names as a whole; `None` where it is no scalar, or says nothing.
fn mention(node: Node<'_>) -> Option<Mention> {
    let scalar = node.scalar().filter(|_| !node.is_null())?;
    let pinning = Pinning::at(scalar.verbatim.clone(), Pinning::Reference);
    Some(Mention::read(place(node), scalar.text.clone(), pinning))
}

/// Refuses a document that is no mapping, where a file of its kind is one. An empty document is fine.
pub(super) fn require_mappings<'y>(
    mut documents: impl Iterator<Item = Node<'y>>,
    message: &str,
) -> Result<(), Box<Problem>> {
    match documents.find(|document| !document.is_null() && !document.is_mapping()) {
        None => Ok(()),
        Some(other) => Err(Problem::at(other.span(), message)),
    }
}

/// The mentions of a file, by the scalars that name the images.
#[derive(Debug, Default)]
pub(super) struct ScalarMentions {
    by_node: BTreeMap<usize, ScalarUses>,
    /// The nodes of unread parts that were walked through.
    unread: BTreeSet<usize>,
    /// The number of scalars with a mention.
    count: usize,
}

/// A scalar, and what is known of its uses.
#[derive(Debug, Default)]
struct ScalarUses {
    mention: Option<Mention>,
    /// The keys and sequences that hold it or an alias of it, where no other use is made of it.
    known: BTreeSet<usize>,
    aliases: usize,
    has_other_use: bool,
}

impl ScalarMentions {
    /// An image that a scalar names as a whole. `holder` is its key, or the sequence that it is an item of.
    pub(super) fn image(&mut self, holder: Node<'_>, node: Node<'_>) {
        if self.is_known(holder, node) {
            return;
        }
        if let Some(mention) = mention(node) {
            self.take(holder, node, mention);
        }
    }

    /// Whether it is known what a scalar mentions, so that one more key that holds it is all that has to be noted.
    pub(super) fn is_known(&mut self, holder: Node<'_>, node: Node<'_>) -> bool {
        let scalar = self
            .by_node
            .get_mut(&node.id())
            .filter(|scalar| scalar.mention.is_some());
        scalar
            .map(|scalar| scalar.known.insert(holder.id()))
            .is_some()
    }

    /// Takes a mention, however it was read. The first reading of a scalar is kept, and of too many scalars just enough
    /// to tell that there are too many.
    pub(super) fn take(&mut self, holder: Node<'_>, node: Node<'_>, mention: Mention) {
        if self.count <= MENTIONS_MAX {
            let known = self.know(holder, node);
            let is_new = known.mention.is_none();
            known.mention.get_or_insert(mention);
            self.count += usize::from(is_new);
        }
    }

    /// A scalar that is used for something else than for an image, where an image has the same text.
    pub(super) fn other_use(&mut self, node: Node<'_>) {
        self.by_node.entry(node.id()).or_default().has_other_use = true;
    }

    /// A part of a file that nothing reads but by aliases: `x-…` of compose. An anchor in it does no harm.
    pub(super) fn unread(&mut self, holder: Node<'_>, part: Node<'_>) {
        let mut rest = vec![(holder, part)];
        while let Some((holder, node)) = rest.pop() {
            if node.aliases() > 0 && node.scalar().is_some() {
                self.know(holder, node);
            }
            if self.unread.insert(node.id()) {
                rest.extend(node.entries());
                rest.extend(node.items().map(|item| (node, item)));
            }
        }
    }

    pub(super) fn mentions(self) -> Vec<Mention> {
        self.by_node
            .into_values()
            .filter_map(ScalarUses::mention)
            .collect()
    }

    fn know(&mut self, holder: Node<'_>, node: Node<'_>) -> &mut ScalarUses {
        let scalar = self.by_node.entry(node.id()).or_default();
        scalar.aliases = node.aliases();
        scalar.known.insert(holder.id());
        scalar
    }
}

impl ScalarUses {
    /// The mention, without a place for a digest where that would come to stand in something else too.
    fn mention(self) -> Option<Mention> {
        // One use is the anchor's own
        let are_all_known = self.known.len() > self.aliases;
        self.mention.map(|mention| {
            if are_all_known && !self.has_other_use {
                mention
            } else {
                mention.shared()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;
    use crate::scan::mention::Hindrance;
    use crate::yaml::Yaml;

    /// The pinning of what the keys `image` of the text's mappings name; `x-…` is read by nothing.
    fn pinnings(text: &str) -> Vec<Pinning> {
        let yaml = Yaml::parse(&Source::new("test.yaml", text)).unwrap();
        let root = yaml.documents().next().unwrap();
        let mut found = ScalarMentions::default();
        for (key, value) in root.entries() {
            if key.as_str().unwrap().starts_with("x-") {
                found.unread(key, value);
            }
            for (key, value) in value
                .entries()
                .into_iter()
                .filter(|(key, _)| key.as_str() == Some("image"))
            {
                found.image(key, value);
            }
        }
        found
            .mentions()
            .into_iter()
            .map(|mention| mention.pinning)
            .collect()
    }

    #[test]
    fn a_text_that_is_an_image_everywhere_may_be_changed() {
        let cases = [
            ("a: {image: &i nginx}\nb: {image: *i}\n", 14..19),
            ("x-i: &i nginx\na: {image: *i}\nb: {image: *i}\n", 8..13),
            ("x-c: [&i nginx]\na: {image: *i}\n", 9..14),
            (
                "x-a: &a {image: &i nginx}\nb: {<<: *a}\nc: {<<: *a}\nd: {image: *i}\n",
                19..24,
            ),
        ];
        for (text, span) in cases {
            assert_eq!(pinnings(text), [Pinning::Reference(span)], "{text}");
        }
    }

    #[test]
    fn a_text_that_is_something_else_too_may_not() {
        let cases = [
            "a: {image: &i nginx, name: *i}\n",
            "a: {name: &i nginx, image: *i}\n",
            "x-a: &a {image: &i nginx}\nb: {<<: *a}\nc: {<<: *a, name: *i}\n",
        ];
        for text in cases {
            assert_eq!(
                pinnings(text),
                [Pinning::Unsafe(Hindrance::Shared)],
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_may_be_put_in_the_place_of_escapes_and_nothing_is_no_image() {
        assert_eq!(
            pinnings("a: {image: \"n\\x67inx\"}\n"),
            [Pinning::Unsafe(Hindrance::Escapes)]
        );
        assert_eq!(
            pinnings("a: {image: }\nb: {image: ~}\nc: {image: [nginx]}\n"),
            []
        );
    }
}
