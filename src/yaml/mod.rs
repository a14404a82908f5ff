//! YAML with the place of every value: documents as trees in which aliases and merge keys are followed.
//!
//! Owns what is true of every YAML file, whoever reads it. JSON is YAML too, and is read here. Writes nothing: a file
//! is changed by putting other bytes in the place of a scalar.

mod build;
mod merges;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::document::{Problem, Source};

/// The key whose mappings stand for those that lack a key (<https://yaml.org/type/merge.html>).
const MERGE_KEY: &str = "<<";
/// How deep documents may be nested, so that nobody's walk through them ends the process.
const DEPTH_MAX: usize = 128;
/// How many keys merge keys may bring in, all in all, so that a short text is not the work of a long one.
const MERGED_MAX: usize = 4_000_000;

/// All documents of a text.
#[derive(Debug, Default)]
pub struct Yaml {
    documents: Vec<usize>,
    nodes: Vec<Item>,
}

/// A value, where it stands.
#[derive(Debug)]
struct Item {
    span: Range<usize>,
    value: Value,
    /// How many aliases lead to it.
    aliases: usize,
}

#[derive(Debug)]
enum Value {
    Scalar(Scalar),
    Sequence(Vec<usize>),
    Mapping(Vec<(usize, usize)>),
}

/// A text of a document, however it is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// What it says.
    pub text: String,
    /// Whether it is neither quoted nor a block, so that it may be a number, a boolean or null.
    pub is_plain: bool,
    /// The bytes between the quotes, where they say just what the text says; `None` where there are escapes or folded
    /// lines, so that nothing may be put in their place.
    pub verbatim: Option<Range<usize>>,
}

/// A value of a document. An alias is the value that it stands for.
#[derive(Debug, Clone, Copy)]
pub struct Node<'y> {
    yaml: &'y Yaml,
    id: usize,
}

impl Yaml {
    /// Reads all documents.
    ///
    /// # Errors
    /// Where the text is no YAML, gives a key twice, or is nested deeper than anybody writes.
    pub fn parse(source: &Source) -> Result<Self, Box<Problem>> {
        build::build(source)
    }

    /// The values of the documents, in the order of the text.
    pub fn documents(&self) -> impl Iterator<Item = Node<'_>> {
        self.documents.iter().map(|id| Node { yaml: self, id: *id })
    }
}

impl<'y> Node<'y> {
    /// Which value of its text it is: the same for an alias and what it stands for.
    pub fn id(self) -> usize {
        self.id
    }

    /// Where it stands, in bytes, quotes included; for an alias where its anchor is.
    pub fn span(self) -> Range<usize> {
        self.item().span.clone()
    }

    /// How many aliases lead to it.
    pub fn aliases(self) -> usize {
        self.item().aliases
    }

    /// The scalar that it is.
    pub fn scalar(self) -> Option<&'y Scalar> {
        if let Value::Scalar(scalar) = &self.item().value { Some(scalar) } else { None }
    }

    /// The text of the scalar that it is.
    pub fn as_str(self) -> Option<&'y str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    /// Whether it says nothing: `key:` without a value, `~`, `null`.
    pub fn is_null(self) -> bool {
        let is_null = |scalar: &Scalar| {
            scalar.is_plain && matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
        };
        self.scalar().is_some_and(is_null)
    }

    /// Whether it is a mapping.
    pub fn is_mapping(self) -> bool {
        matches!(self.item().value, Value::Mapping(_))
    }

    /// The values of the sequence that it is; none where it is none.
    pub fn items(self) -> impl Iterator<Item = Node<'y>> {
        let ids = if let Value::Sequence(ids) = &self.item().value { &ids[..] } else { &[] };
        ids.iter().map(move |id| Node { yaml: self.yaml, id: *id })
    }

    /// The keys and values of the mapping that it is, in the order of the text, and behind them those that merge keys
    /// bring in; none where it is no mapping.
    pub fn entries(self) -> Vec<(Node<'y>, Node<'y>)> {
        let mut entries = Vec::new();
        self.collect(&mut entries, &mut BTreeSet::new(), &mut BTreeSet::new());
        entries
    }

    /// The value of a key, of its own or brought in by a merge key.
    pub fn get(self, key: &str) -> Option<Node<'y>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A key with its value, of its own or brought in by a merge key.
    pub fn entry(self, key: &str) -> Option<(Node<'y>, Node<'y>)> {
        let is_key = |(name, _): &(Node<'y>, Node<'y>)| name.as_str() == Some(key);
        self.own().find(is_key).or_else(|| self.entries().into_iter().find(is_key))
    }

    /// The value at the end of a path of keys.
    pub fn at(self, path: &[&str]) -> Option<Node<'y>> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    fn item(self) -> &'y Item {
        &self.yaml.nodes[self.id]
    }

    fn own(self) -> impl Iterator<Item = (Node<'y>, Node<'y>)> {
        let pairs = if let Value::Mapping(pairs) = &self.item().value { &pairs[..] } else { &[] };
        let node = move |id: usize| Node { yaml: self.yaml, id };
        pairs.iter().map(move |(key, value)| (node(*key), node(*value)))
    }

    /// Own keys go before merged ones, and earlier mappings before later ones. A mapping that merges itself ends here.
    fn collect(
        self,
        entries: &mut Vec<(Node<'y>, Node<'y>)>,
        seen: &mut BTreeSet<usize>,
        keys: &mut BTreeSet<&'y str>,
    ) {
        if !seen.insert(self.id) {
            return;
        }
        let is_merge = |(key, _): &(Node<'y>, Node<'y>)| key.as_str() == Some(MERGE_KEY);
        let (merged, own): (Vec<_>, Vec<_>) = self.own().partition(is_merge);
        entries.extend(own.into_iter().filter(|(key, _)| key.as_str().is_none_or(|key| keys.insert(key))));
        for (_, value) in merged {
            let mappings = std::iter::once(value).filter(|value| value.is_mapping()).chain(value.items());
            mappings.for_each(|mapping| mapping.collect(entries, seen, keys));
        }
    }
}
