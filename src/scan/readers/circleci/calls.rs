//! What jobs and executors are given, by everything that uses them.

use std::collections::BTreeMap;

use crate::scan::parameters::{READINGS_MAX, ValueSet};
use crate::yaml::Node;

/// What is given to the parts of one orb, by their names.
#[derive(Default)]
pub(super) struct Calls<'y>(BTreeMap<&'y str, Vec<ValueSet<'y>>>);

impl<'y> Calls<'y> {
    /// Adds what one use of a part gives, if no other gives the same.
    pub(super) fn add(&mut self, name: Node<'y>, set: ValueSet<'y>) {
        let Some(name) = name.as_str() else {
            return;
        };
        let sets = self.0.entry(name).or_default();
        // One more than are read tells that there are too many
        if sets.len() <= READINGS_MAX && !sets.iter().any(|one| is_same(one, &set)) {
            sets.push(set);
        }
    }

    /// Takes a part as one that is given more than is read.
    pub(super) fn open(&mut self, name: Node<'y>) {
        if let Some(name) = name.as_str() {
            let sets = self.0.entry(name).or_default();
            sets.resize_with(READINGS_MAX + 1, ValueSet::new);
        }
    }

    /// What a part is given, once; `None` where nothing uses it.
    pub(super) fn take(&mut self, name: Node<'y>) -> Option<Vec<ValueSet<'y>>> {
        self.0.remove(name.as_str().unwrap_or_default())
    }
}

/// Whether two sets have the same nodes under the same names.
fn is_same<'y>(one: &ValueSet<'y>, other: &ValueSet<'y>) -> bool {
    let ids = |nodes: &[Node<'y>]| nodes.iter().map(|node| node.id()).collect::<Vec<_>>();
    let mut pairs = one.own().iter().zip(other.own());
    one.own().len() == other.own().len()
        && pairs.all(|((name, nodes), (other, others))| {
            name == other && nodes.len() == others.len() && ids(nodes) == ids(others)
        })
}
