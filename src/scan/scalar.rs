//! Scalars of YAML that name images: each is mentioned once, however many aliases lead to it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::document::Problem;
use crate::scan::actions::shortened;
use crate::scan::mention::{Hindrance, MENTIONS_MAX, Mention, Obstacle, Pinning};
use crate::yaml::Node;

/// The tag `!!str`, with its handle resolved.
const STRING_TAG: &str = "tag:yaml.org,2002:str";

/// The place of a scalar's very bytes, without its quotes; `None` where there are escapes, or it is no scalar.
pub(super) fn verbatim(node: Node<'_>) -> Option<Range<usize>> {
    node.scalar().and_then(|scalar| scalar.verbatim.clone())
}

/// The place of a node, without the quotes of what may be replaced.
pub(super) fn place(node: Node<'_>) -> Range<usize> {
    verbatim(node).unwrap_or_else(|| node.span())
}

/// A place for a digest, where no alias leads to the node that it is in.
pub(super) fn unaliased(
    node: Node<'_>,
    place: Option<Range<usize>>,
    at: fn(Range<usize>) -> Pinning,
) -> Pinning {
    match node.aliases() {
        0 => Pinning::at(place, at),
        _ => Pinning::Unsafe(Hindrance::Shared),
    }
}

/// The place of a scalar that may be changed: no alias leads to it.
pub(super) fn own_place(node: Node<'_>) -> Option<Range<usize>> {
    verbatim(node).filter(|_| node.aliases() == 0)
}

/// What a tool prints for a scalar that YAML takes for a number or a truth value, where that is not what is written.
/// Quotes make it a text, and so does the tag `!!str`.
pub(super) fn misread(node: Node<'_>, printed: fn(&str) -> Option<String>) -> Option<String> {
    let scalar = node.scalar().filter(|scalar| scalar.is_plain)?;
    printed(&scalar.text).filter(|_| node.tag() != Some(STRING_TAG))
}

/// The text of a scalar that is not empty.
pub(super) fn said(node: Node<'_>) -> Option<&str> {
    node.as_str()
        .filter(|text| !text.is_empty() && !node.is_null())
}

/// The mention of a scalar whose text is an expression that decides.
pub(super) fn undecided(node: Node<'_>, text: &str) -> Mention {
    Mention::unresolved(place(node), text, Obstacle::Expression(shortened(text)))
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
#[derive(Default)]
pub(super) struct ScalarMentions {
    by_node: BTreeMap<usize, ScalarUses>,
    /// The nodes of unread parts that were walked through.
    unread: BTreeSet<usize>,
    /// The parts that were read, by what they are: aliases lead there again.
    read: BTreeSet<(usize, &'static str)>,
    count: usize,
}

#[derive(Default)]
struct ScalarUses {
    mention: Option<Mention>,
    /// The keys and sequences that hold it or an alias of it, where no other use is made of it.
    known: BTreeSet<usize>,
    aliases: usize,
    has_other_use: bool,
}

impl ScalarMentions {
    /// An image that a scalar names as a whole, if it says something. `holder` is its key, or the sequence that it is
    /// in.
    pub(super) fn image(&mut self, holder: Node<'_>, node: Node<'_>) {
        if self.is_known(holder, node) {
            return;
        }
        if let Some(scalar) = node.scalar().filter(|_| !node.is_null()) {
            let pinning = Pinning::at(scalar.verbatim.clone(), Pinning::Reference);
            let mention = Mention::read(place(node), &*scalar.text, pinning);
            self.take(holder, node, mention);
        }
    }

    /// Whether a part of a file was not read before as what it is.
    pub(super) fn is_new(&mut self, part: &'static str, node: Node<'_>) -> bool {
        self.read.insert((node.id(), part))
    }

    /// Whether it is known what a scalar mentions, so that one more key that holds it is all that has to be noted.
    pub(super) fn is_known(&mut self, holder: Node<'_>, node: Node<'_>) -> bool {
        let scalar = self.by_node.get_mut(&node.id());
        let scalar = scalar.filter(|scalar| scalar.mention.is_some());
        scalar.map(|it| it.known.insert(holder.id())).is_some()
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

    /// A part of a file that nothing reads but by aliases: `x-…` of compose. An anchor in it does no harm, unless an
    /// alias leads to what is around it: then its text is used as whatever its key says.
    pub(super) fn unread(&mut self, holder: Node<'_>, part: Node<'_>) {
        let mut rest = vec![(holder, part, false)];
        while let Some((holder, node, is_used_around)) = rest.pop() {
            let is_harmless = !is_used_around || holder.as_str() == Some("image");
            if node.aliases() > 0 && node.scalar().is_some() && is_harmless {
                self.know(holder, node);
            }
            if self.unread.insert(node.id()) {
                let is_used = is_used_around || node.aliases() > 0;
                let entries = node.entries().into_iter();
                rest.extend(entries.map(|(key, value)| (key, value, is_used)));
                rest.extend(node.items().map(|item| (node, item, is_used)));
            }
        }
    }

    pub(super) fn mentions(self) -> Vec<Mention> {
        let scalars = self.by_node.into_values();
        scalars.filter_map(ScalarUses::mention).collect()
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
        if are_all_known && !self.has_other_use {
            return self.mention;
        }
        self.mention.map(Mention::shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;
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
            "x-e: &e {IMG: &i nginx}\nb: {image: *i, environment: *e}\n",
            "x-e: &e {environment: {IMG: &i nginx}}\nb: {<<: *e, image: *i}\n",
            "x-l: &l {labels: [&i nginx]}\nb: {<<: *l, image: *i}\n",
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
