//! Keys above a merge key that brings in another value for them. The key itself goes before what is merged (go-yaml
//! v3), or what is written last (yaml.v2, by way of which kubectl, kustomize and Helm read; Ruby's Psych, by way of
//! which GitLab does).

use std::collections::BTreeMap;

use super::tree::{MERGE_KEY, Node, Yaml};

/// A key for which two values are there.
#[derive(Debug, Clone, Copy)]
pub struct Override<'y> {
    /// The key above the merge key.
    pub key: Node<'y>,
    pub own: Node<'y>,
    /// The value that is brought in.
    pub merged: Node<'y>,
}

impl Yaml {
    /// The overrides of all mappings, where the values differ.
    pub fn overrides(&self) -> Vec<Override<'_>> {
        let nodes = (0..self.nodes.len()).map(|id| self.node(id));
        let merging = nodes.filter(|node| node.merges());
        merging.flat_map(Node::overridden).collect()
    }
}

impl<'y> Node<'y> {
    fn overridden(self) -> Vec<Override<'y>> {
        let pairs: Vec<_> = self.own().collect();
        let is_merge = |(key, _): &(Node<'y>, Node<'y>)| key.as_str() == Some(MERGE_KEY);
        let Some(last) = pairs.iter().rposition(is_merge) else {
            return Vec::new();
        };
        // Gone through once: how many keys they have is bounded, but not times how many there are above
        let mut brought: BTreeMap<&str, Node<'y>> = BTreeMap::new();
        let above = self.merged().filter(|_| last > 0);
        for (key, value) in above.flat_map(Node::entries) {
            if let Some(key) = key.as_str() {
                brought.entry(key).or_insert(value);
            }
        }
        let other = |(key, own): &(Node<'y>, Node<'y>)| {
            let merged = *brought.get(key.as_str()?)?;
            let is_same = merged.id() == own.id()
                || (own.as_str().is_some() && own.as_str() == merged.as_str());
            (!is_same).then_some(Override {
                key: *key,
                own: *own,
                merged,
            })
        };
        let above = pairs[..last].iter().filter(|pair| !is_merge(pair));
        above.filter_map(other).collect()
    }
}
