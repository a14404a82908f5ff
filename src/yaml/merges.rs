//! How much merge keys bring in: with anchors that merge anchors, a short text can be the work of a long one.

use std::collections::BTreeMap;

use super::{DEPTH_MAX, MERGE_KEY, MERGED_MAX, Value, Yaml};
use crate::document::Problem;

/// The mappings that merge others, by their number.
#[derive(Default)]
pub(super) struct Merges {
    mappings: BTreeMap<usize, Merged>,
    /// How many keys were brought in, all in all.
    keys: usize,
}

/// What a mapping merges.
#[derive(Clone, Copy, Default)]
struct Merged {
    /// How many mappings are merged one through the other.
    depth: usize,
    /// How many keys they have together.
    keys: usize,
}

impl Merges {
    /// Counts what a value merges, which is at its end; those that it merges were at their ends before.
    pub(super) fn close(&mut self, yaml: &Yaml, id: usize) -> Result<(), Box<Problem>> {
        let Value::Mapping(pairs) = &yaml.nodes[id].value else { return Ok(()) };
        let is_merge =
            |key: usize| matches!(&yaml.nodes[key].value, Value::Scalar(it) if it.text == MERGE_KEY);
        let merged: Vec<usize> = pairs
            .iter()
            .filter(|(key, _)| is_merge(*key))
            .flat_map(|(_, value)| match &yaml.nodes[*value].value {
                Value::Sequence(items) => items.clone(),
                _ => vec![*value],
            })
            .collect();
        if merged.is_empty() {
            return Ok(());
        }
        let depth = 1 + merged.iter().map(|it| self.of(*it).depth).max().unwrap_or_default();
        let sizes = merged.iter().map(|it| self.of(*it).keys.saturating_add(size(yaml, *it)));
        let keys = sizes.fold(0, usize::saturating_add);
        self.mappings.insert(id, Merged { depth, keys });
        self.keys = self.keys.saturating_add(keys);
        if depth > DEPTH_MAX || self.keys > MERGED_MAX {
            let span = yaml.nodes[id].span.clone();
            return Err(Box::new(Problem::new(span, "merge keys bring in more than anybody writes")));
        }
        Ok(())
    }

    fn of(&self, id: usize) -> Merged {
        self.mappings.get(&id).copied().unwrap_or_default()
    }
}

/// How many keys a mapping has of its own.
fn size(yaml: &Yaml, id: usize) -> usize {
    if let Value::Mapping(pairs) = &yaml.nodes[id].value { pairs.len() } else { 0 }
}
