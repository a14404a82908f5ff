//! How much merge keys bring in: with anchors that merge anchors, a short text can be the work of a long one. How deep
//! they are is bounded with the depth of values.

use std::collections::BTreeMap;

use super::tree::{Node, Yaml};
use crate::document::Problem;

/// The most keys that merge keys may bring in, all in all, so that a short text is not the work of a long one.
const MERGED_MAX: usize = 100_000;

/// The keys that merge keys have brought in.
#[derive(Default)]
pub(super) struct Merges {
    /// The number of keys that each mapping brings in, by its own number.
    mappings: BTreeMap<usize, usize>,
    /// The number of all that were brought in.
    keys: usize,
}

impl Merges {
    /// Counts what a mapping merges, which is at its end; those that it merges were at their ends before, but for those
    /// that `is_open` says it is in itself.
    pub(super) fn close(
        &mut self,
        yaml: &Yaml,
        id: usize,
        is_open: impl Fn(usize) -> bool,
    ) -> Result<(), Box<Problem>> {
        // A sequence of them is as long as its text
        let merged = yaml.node(id).merged().filter(|it| it.id() != id);
        let merged: Vec<Node<'_>> = merged.collect();
        if merged.is_empty() {
            return Ok(());
        }
        let problem = |message: String| Err(Problem::at(yaml.nodes[id].span(), message));
        if merged.iter().any(|it| is_open(it.id())) {
            return problem("a merge key includes a mapping that contains it".to_owned());
        }
        let of = |it: &Node<'_>| self.mappings.get(&it.id()).copied().unwrap_or_default();
        let sizes = merged
            .iter()
            .map(|it| of(it).saturating_add(it.key_count()));
        let keys = sizes.fold(0, usize::saturating_add);
        self.mappings.insert(id, keys);
        self.keys = self.keys.saturating_add(keys);
        if self.keys > MERGED_MAX {
            return problem(format!("merge keys add more than {MERGED_MAX} keys"));
        }
        Ok(())
    }
}
