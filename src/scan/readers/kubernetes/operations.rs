//! JSON patches (<https://www.rfc-editor.org/rfc/rfc6902>): images that their operations put into objects.

use super::keys::{CONTAINER_LISTS, IMAGE, REFERENCE, VOLUMES};
use crate::yaml::Node;

/// The operations that put a value of the patch somewhere, and those that put a value of the object there.
pub(super) const WITH_VALUE: [&str; 2] = ["add", "replace"];
pub(super) const WITH_SOURCE: [&str; 2] = ["copy", "move"];
/// The keys below which there are images beside those of [`CONTAINER_LISTS`].
const ABOVE_IMAGES: [&str; 4] = [IMAGE, "spec", "template", VOLUMES];

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

/// The target of an operation, by the keys on the way.
pub(super) struct PatchTarget<'t> {
    /// The last key; empty where it is the whole object.
    pub(super) key: &'t str,
    /// The key before it.
    pub(super) holder: &'t str,
    /// Whether it is an item of the list that the key has.
    pub(super) is_item: bool,
}

impl<'t> PatchTarget<'t> {
    pub(super) fn of(path: &'t str) -> Self {
        let is_index = |part: &str| {
            part == "-" || !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit())
        };
        let mut keys = path.rsplit('/').filter(|part| !is_index(part));
        Self {
            key: keys.next().unwrap_or_default(),
            holder: keys.next().unwrap_or_default(),
            is_item: path.rsplit('/').next().is_some_and(is_index),
        }
    }
}

/// Whether a part of an object with this key may be or have an image.
pub(super) fn may_have_images(key: &str) -> bool {
    key.is_empty()
        || CONTAINER_LISTS.contains(&key)
        || ABOVE_IMAGES.contains(&key)
        || key == REFERENCE
}
