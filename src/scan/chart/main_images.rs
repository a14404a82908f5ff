//! The images in the values of a chart that templates put together.

use std::collections::{BTreeMap, BTreeSet};

use super::values_walk::walk;
use crate::document::Source;
use crate::scan::image_keys::TAGS;
use crate::scan::mention::Mentions;
use crate::scan::scalar::{place, said};
use crate::yaml::Yaml;

/// The most texts: many more than any chart has. Of those behind them, nothing is known.
const TEXTS_MAX: usize = 100_000;

/// The reader of values, which itself is read with what a chart says.
pub(in crate::scan) type ReadValues = fn(&Source, &Yaml) -> Mentions;

/// A text in the values of a chart, or a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MainValue {
    /// The name of an image that the reader of values tells.
    Image,
    Other,
}

/// The texts in the values of a chart, by the keys that lead to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct MainImages(BTreeMap<Vec<String>, MainValue>);

impl MainImages {
    /// Those in a file of values. What cannot be read there is told where it is looked into.
    pub(super) fn read(values: &Source, read: ReadValues) -> Option<Self> {
        let yaml = Yaml::parse(values).ok()?;
        let mentions = read(values, &yaml).ok()?;
        // Where the images begin that are told
        let told: BTreeSet<usize> = mentions.iter().map(|it| it.span.start).collect();
        let mut found = BTreeMap::new();
        walk(&yaml, |keys, node| {
            let is_told = || told.contains(&place(node).start);
            let value = match said(node) {
                Some(_) if is_told() => Some(MainValue::Image),
                Some(_) => Some(MainValue::Other),
                None => node.items().next().map(|_| MainValue::Other),
            };
            found.extend(value.map(|value| (keys.to_vec(), value)));
            found.len() < TEXTS_MAX
        });
        Some(Self(found))
    }

    /// What the values say at some keys; `None` if that is nothing.
    pub(super) fn get(&self, keys: &[String]) -> Option<MainValue> {
        self.0.get(keys).copied()
    }

    /// Whether the values have a tag in a mapping.
    pub(super) fn has_tag(&self, mapping: &[String]) -> bool {
        let key = |tag: &str| [mapping, &[tag.to_owned()]].concat();
        TAGS.iter().any(|tag| self.get(&key(tag)).is_some())
    }

    /// Whether the values say anything at some keys, or below them.
    pub(super) fn has_some(&self, keys: &[String]) -> bool {
        let next = self.0.range(keys.to_vec()..).next();
        let is_there = next.is_some_and(|(found, _)| found.starts_with(keys));
        let mut above = (1..keys.len()).map(|end| &keys[..end]);
        // What is in a list has no keys of its own here
        is_there || above.any(|keys| self.0.contains_key(keys))
    }
}
