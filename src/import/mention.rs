//! A mention of an image in the lock of another tool.

use crate::document::Problem;
use crate::scan::{Hindrance, Mention, Pinning};
use crate::yaml::Node;

/// A value that has to be there.
pub(super) fn required<'y>(node: Node<'y>, key: &str) -> Result<(Node<'y>, &'y str), Box<Problem>> {
    let value = node.get(key);
    let value = value.and_then(|value| Some((value, value.as_str()?)));
    value.ok_or_else(|| Problem::at(node.span(), format!("expected a string `{key}`")))
}

/// A reference that was put together, at the place of one of its parts.
pub(super) fn mention(node: Node<'_>, written: String) -> Mention {
    Mention::read(node.span(), written, Pinning::Unsafe(Hindrance::Unresolved))
}
