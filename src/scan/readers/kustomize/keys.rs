//! Keys of kustomizations, in any case.

use crate::yaml::Node;

/// The value of a key. kustomize reads its own keys in any case, as Go's JSON does.
pub(super) fn get<'y>(node: Node<'y>, key: &str) -> Option<Node<'y>> {
    let is_same = |name: Node<'y>| {
        name.as_str()
            .is_some_and(|name| name.eq_ignore_ascii_case(key))
    };
    let other = || {
        node.entries()
            .into_iter()
            .find(|(name, _)| is_same(*name))
            .map(|(_, value)| value)
    };
    node.get(key).or_else(other)
}
