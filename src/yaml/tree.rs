//! The documents of a text as a tree of numbered values.

use std::collections::BTreeMap;
use std::ops::Range;

use super::scalar::Scalar;

/// The key whose mappings stand for those that lack a key (<https://yaml.org/type/merge.html>).
pub const MERGE_KEY: &str = "<<";
/// From how many keys on they are sought by their names in order, and not one after the other.
const SORTED_MIN: usize = 8;

/// All documents of a text.
#[derive(Debug, Default)]
pub struct Yaml {
    pub(super) documents: Vec<usize>,
    pub(super) nodes: Vec<YamlItem>,
    /// The tags of the values that have one.
    pub(super) tags: BTreeMap<usize, PlacedTag>,
    pub(super) repeated: Vec<Repeated>,
}

/// A value, where it stands.
#[derive(Debug)]
pub(super) struct YamlItem {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The number of aliases that lead to it.
    pub(super) aliases: u32,
    /// The depth to which it is nested in itself, aliases followed.
    pub(super) height: u32,
    pub(super) value: YamlValue,
}

/// A tag with its handle resolved (YAML 1.2.2, section 6.8.2), and where it is written.
#[derive(Debug)]
pub(super) struct PlacedTag {
    pub(super) text: String,
    pub(super) start: usize,
}

#[derive(Debug)]
pub(super) enum YamlValue {
    Scalar(Scalar),
    Sequence(Vec<u32>),
    Mapping(YamlMapping),
}

/// A mapping's keys and values, by their numbers.
#[derive(Debug, Default)]
pub(super) struct YamlMapping {
    /// In the order of the text.
    pub(super) pairs: Vec<(u32, u32)>,
    /// The places of the pairs whose keys are scalars, in the order of their texts; empty where there are few.
    pub(super) sorted: Vec<u32>,
    /// Whether it brings in other mappings.
    pub(super) merges: bool,
}

/// A mapping with a key that is given twice.
#[derive(Debug)]
pub(super) struct Repeated {
    pub(super) mapping: usize,
    /// Its keys and values, all of them.
    pub(super) pairs: Vec<(u32, u32)>,
    /// The places of those whose keys are given before or behind as well, in groups of equal keys.
    pub(super) groups: Vec<Vec<u32>>,
}

/// A value of a document. An alias is the value that it stands for.
#[derive(Debug, Clone, Copy)]
pub struct Node<'y> {
    pub(super) yaml: &'y Yaml,
    pub(super) id: usize,
}

impl Yaml {
    /// The values of the documents, in the order of the text.
    pub fn documents(&self) -> impl Iterator<Item = Node<'_>> {
        self.documents.iter().map(|id| self.node(*id))
    }

    pub(super) fn node(&self, id: usize) -> Node<'_> {
        Node { yaml: self, id }
    }

    /// The text of a value that is a scalar.
    pub(super) fn text(&self, id: usize) -> Option<&str> {
        self.node(id).as_str()
    }
}

impl YamlItem {
    pub(super) fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl YamlMapping {
    /// A mapping of these keys and values.
    pub(super) fn new(yaml: &Yaml, pairs: Vec<(u32, u32)>) -> Self {
        let sorted = match pairs.len() < SORTED_MIN {
            true => Vec::new(),
            false => sorted(yaml, &pairs),
        };
        let is_merge = |(key, _): &(u32, u32)| yaml.text(*key as usize) == Some(MERGE_KEY);
        let merges = pairs.iter().any(is_merge);
        Self {
            pairs,
            sorted,
            merges,
        }
    }

    /// The first pair with a key.
    pub(super) fn pair(&self, yaml: &Yaml, key: &str) -> Option<(u32, u32)> {
        let text = |pair: &(u32, u32)| yaml.text(pair.0 as usize);
        if self.pairs.len() < SORTED_MIN {
            let mut pairs = self.pairs.iter();
            return pairs.find(|pair| text(pair) == Some(key)).copied();
        }
        let is_before = |at: &u32| text(&self.pairs[*at as usize]) < Some(key);
        let at = self.sorted.partition_point(is_before);
        let pair = self.sorted.get(at).map(|at| self.pairs[*at as usize])?;
        (text(&pair) == Some(key)).then_some(pair)
    }
}

/// The places of the pairs whose keys are scalars, by their texts, equal ones in the order of the file.
pub(super) fn sorted(yaml: &Yaml, pairs: &[(u32, u32)]) -> Vec<u32> {
    let text = |at: &u32| yaml.text(pairs[*at as usize].0 as usize);
    let places = 0..short(pairs.len());
    let mut places: Vec<u32> = places.filter(|at| text(at).is_some()).collect();
    places.sort_by(|one, other| text(one).cmp(&text(other)));
    places
}

/// Numbers of values, and places: texts are far shorter than four gigabytes.
pub(super) fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
