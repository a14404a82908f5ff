//! A value of a document, wherever aliases and merge keys have it from.

use std::collections::BTreeSet;
use std::ops::Range;

use super::scalar::Scalar;
use super::tree::{MERGE_KEY, Node, YamlItem, YamlMapping, YamlValue};
use crate::document::Problem;

impl<'y> Node<'y> {
    /// The number of the value in its text: the same for an alias and what it stands for.
    pub fn id(self) -> usize {
        self.id
    }

    /// The place of the value, in bytes, quotes included, tag and anchor not; for an alias where its anchor is.
    pub fn span(self) -> Range<usize> {
        self.item().span()
    }

    /// The tag that is written before it, with its handle resolved: `!reset`, `tag:yaml.org,2002:str` for `!!str`.
    pub fn tag(self) -> Option<&'y str> {
        self.yaml.tags.get(&self.id).map(|tag| tag.text.as_str())
    }

    /// The place of the value with its tag.
    pub fn tagged_span(self) -> Range<usize> {
        let (span, tag) = (self.span(), self.yaml.tags.get(&self.id));
        tag.map_or(span.start, |tag| tag.start)..span.end
    }

    /// The number of aliases that lead to it.
    pub fn aliases(self) -> usize {
        self.item().aliases as usize
    }

    /// The scalar that it is.
    pub fn scalar(self) -> Option<&'y Scalar> {
        match &self.item().value {
            YamlValue::Scalar(scalar) => Some(scalar),
            YamlValue::Sequence(_) | YamlValue::Mapping(_) => None,
        }
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

    /// The number of keys, if it is a mapping; those that merge keys bring in are not counted.
    pub fn key_count(self) -> usize {
        self.mapping().map_or(0, |mapping| mapping.pairs.len())
    }

    /// Whether it has a key of its own, not brought in by a merge key.
    pub fn has_own(self, key: &str) -> bool {
        self.pair(key).is_some()
    }

    /// Whether it is a mapping.
    pub fn is_mapping(self) -> bool {
        self.mapping().is_some()
    }

    /// The values of the sequence that it is; none where it is none.
    pub fn items(self) -> impl Iterator<Item = Node<'y>> {
        let ids = match &self.item().value {
            YamlValue::Sequence(ids) => &ids[..],
            YamlValue::Scalar(_) | YamlValue::Mapping(_) => &[],
        };
        ids.iter().map(move |id| self.yaml.node(*id as usize))
    }

    /// The keys and values of the mapping that it is, in the order of the text, and behind them those that merge keys
    /// bring in; none where it is no mapping.
    pub fn entries(self) -> Vec<(Node<'y>, Node<'y>)> {
        if !self.merges() {
            return self.own().collect();
        }
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
        if self.merges() && key != MERGE_KEY {
            return self.seek(key, &mut BTreeSet::new());
        }
        self.pair(key)
    }

    /// The value of a key that has to be a string.
    pub fn required(self, key: &str) -> Result<(Node<'y>, &'y str), Box<Problem>> {
        let value = self.get(key);
        let value = value.and_then(|value| Some((value, value.as_str()?)));
        value.ok_or_else(|| Problem::at(self.span(), format!("expected a string `{key}`")))
    }

    /// The value at the end of a path of keys.
    pub fn at(self, path: &[&str]) -> Option<Node<'y>> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    fn item(self) -> &'y YamlItem {
        &self.yaml.nodes[self.id]
    }

    fn mapping(self) -> Option<&'y YamlMapping> {
        match &self.item().value {
            YamlValue::Mapping(mapping) => Some(mapping),
            YamlValue::Scalar(_) | YamlValue::Sequence(_) => None,
        }
    }

    pub(super) fn merges(self) -> bool {
        self.mapping().is_some_and(|mapping| mapping.merges)
    }

    fn pair(self, key: &str) -> Option<(Node<'y>, Node<'y>)> {
        let (key, value) = self.mapping()?.pair(self.yaml, key)?;
        Some((self.yaml.node(key as usize), self.yaml.node(value as usize)))
    }

    pub(super) fn own(self) -> impl Iterator<Item = (Node<'y>, Node<'y>)> {
        let pairs = self.mapping().map_or(&[][..], |mapping| &mapping.pairs);
        let node = move |id: u32| self.yaml.node(id as usize);
        let pairs = pairs.iter();
        pairs.map(move |(key, value)| (node(*key), node(*value)))
    }

    /// The mappings that are brought in, in the order in which they are asked.
    pub(super) fn merged(self) -> impl Iterator<Item = Node<'y>> {
        let is_merge = |(key, _): &(Node<'y>, Node<'y>)| key.as_str() == Some(MERGE_KEY);
        let values = self.own().filter(is_merge).map(|(_, value)| value);
        let own = |value: Node<'y>| value.is_mapping().then_some(value).into_iter();
        values.flat_map(move |value| own(value).chain(value.items()))
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
        let is_new = |(key, _): &(Node<'y>, Node<'y>)| {
            key.as_str()
                .is_none_or(|key| key != MERGE_KEY && !keys.contains(key))
        };
        let own: Vec<_> = self.own().filter(is_new).collect();
        keys.extend(own.iter().filter_map(|(key, _)| key.as_str()));
        entries.extend(own);
        if self.merges() {
            self.merged()
                .for_each(|mapping| mapping.collect(entries, seen, keys));
        }
    }

    /// Looks for one key in the order of `collect`.
    fn seek(self, key: &str, seen: &mut BTreeSet<usize>) -> Option<(Node<'y>, Node<'y>)> {
        if !seen.insert(self.id) {
            return None;
        }
        let own = self.pair(key);
        if own.is_some() || !self.merges() {
            return own;
        }
        self.merged().find_map(|mapping| mapping.seek(key, seen))
    }
}
