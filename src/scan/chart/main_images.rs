//! The images in the values of a chart that templates put together.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::document::Source;
use crate::scan::image_keys::TAGS;
use crate::scan::mention::Mentions;
use crate::scan::scalar::{place, said};
use crate::yaml::{Node, Yaml};

/// The most texts: many more than any chart has. Of those behind them, nothing is known.
const TEXTS_MAX: usize = 100_000;

/// The reader of values, which itself is read with what a chart says.
pub(in crate::scan) type ValuesReader = fn(&Source, &Yaml) -> Mentions;

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
    pub(super) fn read(values: &Source, read: ValuesReader) -> Option<Self> {
        let yaml = Yaml::parse(values).ok()?;
        let mentions = read(values, &yaml).ok()?;
        let mut reader = TextsReader {
            told: mentions.iter().map(|it| it.span.start).collect(),
            found: BTreeMap::new(),
            seen: BTreeSet::new(),
        };
        let root = yaml.documents().next();
        root.into_iter()
            .for_each(|root| reader.walk(&mut Vec::new(), root));
        Some(Self(reader.found))
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

struct TextsReader {
    /// Where the images begin that are told.
    told: BTreeSet<usize>,
    found: BTreeMap<Vec<String>, MainValue>,
    /// The mappings that were walked through: an alias leads there again.
    seen: BTreeSet<usize>,
}

impl TextsReader {
    /// The depth of documents is bounded where they are read.
    fn walk(&mut self, keys: &mut Vec<String>, node: Node<'_>) {
        if !self.seen.insert(node.id()) || self.found.len() >= TEXTS_MAX {
            return;
        }
        for (key, value) in node.entries() {
            keys.push(key.as_str().unwrap_or_default().to_owned());
            if said(value).is_some() {
                let Range { start, .. } = place(value);
                let is_told = self.told.contains(&start);
                let value = if is_told {
                    MainValue::Image
                } else {
                    MainValue::Other
                };
                self.found.insert(keys.clone(), value);
            } else if value.items().next().is_some() {
                self.found.insert(keys.clone(), MainValue::Other);
            }
            self.walk(keys, value);
            keys.pop();
        }
    }
}
