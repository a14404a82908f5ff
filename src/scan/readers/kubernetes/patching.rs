//! Images that the operations of JSON patches put into objects.

use super::content::ObjectContent;
use super::keys::{CONTAINER_LISTS, IMAGE, REFERENCE, STEP_KEYS, VOLUMES};
use super::reader::ObjectReader;
use crate::scan::mention::Mention;
use crate::scan::scalar::place;
use crate::yaml::Node;

/// The operations that put a value of the patch somewhere, and those that put a value of the object there.
const WITH_VALUE: [&str; 2] = ["add", "replace"];
const WITH_SOURCE: [&str; 2] = ["copy", "move"];
/// The keys below which there are images beside those of [`CONTAINER_LISTS`].
const ABOVE_IMAGES: [&str; 4] = [IMAGE, "spec", "template", VOLUMES];

/// The target of an operation, by the keys on the way.
struct PatchTarget<'t> {
    /// The last key; empty where it is the whole object.
    key: &'t str,
    /// The key before it.
    holder: &'t str,
    /// Whether it is an item of the list that the key has.
    is_item: bool,
}

impl<'t> PatchTarget<'t> {
    fn of(path: &'t str) -> Self {
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
fn may_have_images(key: &str) -> bool {
    key.is_empty()
        || CONTAINER_LISTS.contains(&key)
        || ABOVE_IMAGES.contains(&key)
        || key == REFERENCE
}

impl<'y> ObjectReader<'_, 'y> {
    /// Takes the images that an operation puts into an object.
    pub(super) fn operation(&mut self, operation: Node<'y>, reach: ObjectContent) {
        let text = |key: &str| operation.get(key).and_then(Node::as_str);
        let text = |key: &str| text(key).unwrap_or_default();
        let target = PatchTarget::of(text("path"));
        if WITH_SOURCE.contains(&text("op")) {
            if let Some(path) = operation.get("path")
                && may_have_images(target.key)
            {
                // An image that stands elsewhere in the object, where nobody reads it as one
                let shown = format!("{} {}", text("op"), text("from"));
                self.others.push(Mention::undecided(place(path), shown));
            }
        } else if WITH_VALUE.contains(&text("op"))
            && let Some((key, value)) = operation.entry("value")
        {
            self.put(&target, key, value, reach);
        }
    }

    fn put(
        &mut self,
        target: &PatchTarget<'_>,
        key: Node<'y>,
        value: Node<'y>,
        reach: ObjectContent,
    ) {
        let is_container = CONTAINER_LISTS.contains(&target.key);
        match target.key {
            IMAGE if CONTAINER_LISTS.contains(&target.holder) => self.image(key, value),
            IMAGE if STEP_KEYS.contains(&target.holder) => self.step(key, value),
            IMAGE if target.holder == VOLUMES && value.is_mapping() => {
                self.images(value, REFERENCE)
            }
            IMAGE => self.called_image(IMAGE, key, value),
            REFERENCE if target.holder == IMAGE => self.image(key, value),
            _ if is_container && target.is_item => self.images(value, IMAGE),
            _ if is_container => self.containers(target.key, value),
            VOLUMES if target.is_item => self.volume(value),
            VOLUMES => self.volumes(value),
            _ => {}
        }
        self.walk(target.key, value, reach);
    }
}
