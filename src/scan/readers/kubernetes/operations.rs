//! JSON patches (<https://www.rfc-editor.org/rfc/rfc6902>): lists of operations on objects.

use crate::yaml::Node;

/// Whether a document is a list of operations.
pub(super) fn is_patch(document: Node<'_>) -> bool {
    document.items().next().is_some_and(is_operation)
}

pub(super) fn is_operation(node: Node<'_>) -> bool {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    // Most mappings have neither
    let may_be = node.has_own("op") || node.has_own("<<");
    may_be && text("op").is_some() && text("path").is_some_and(is_pointer)
}

/// Whether a text is a pointer into a document (<https://www.rfc-editor.org/rfc/rfc6901>).
fn is_pointer(text: &str) -> bool {
    text.is_empty() || text.starts_with('/')
}
