//! Goes through the values of a chart.

use std::collections::BTreeSet;

use crate::yaml::{Node, Yaml};

/// Hands over the root of the values and whatever is below it in mappings, with the keys that lead there. What aliases
/// lead to again is handed over again, and not what is below it. `each` tells whether to go on.
pub(super) fn walk<'y>(values: &'y Yaml, mut each: impl FnMut(&[String], Node<'y>) -> bool) {
    if let Some(root) = values.documents().next() {
        below(&mut Vec::new(), root, &mut BTreeSet::new(), &mut each);
    }
}

/// The depth of documents is bounded where they are read.
fn below<'y>(
    keys: &mut Vec<String>,
    node: Node<'y>,
    seen: &mut BTreeSet<usize>,
    each: &mut impl FnMut(&[String], Node<'y>) -> bool,
) -> bool {
    if !each(keys, node) {
        return false;
    }
    if !seen.insert(node.id()) {
        return true;
    }
    node.entries().into_iter().all(|(key, value)| {
        keys.push(key.as_str().unwrap_or_default().to_owned());
        let goes_on = below(keys, value, seen, each);
        keys.pop();
        goes_on
    })
}
