//! Pods, wherever they stand: the images of containers, of steps that others make containers of, and of volumes.

use super::keys::{EPHEMERAL, IMAGE, REFERENCE};
use super::placeholders::{is_no_image, is_placeholder};
use super::reader::ObjectReader;
use crate::scan::actions::is_action;
use crate::scan::mention::Mention;
use crate::scan::scalar::place;
use crate::yaml::Node;

/// What is shown of a mapping and of a list in the place of an image: nobody knows what is in them.
const MAPPING: &str = "{…}";
const LIST: &str = "[…]";

impl<'y> ObjectReader<'_, 'y> {
    pub(super) fn containers(&mut self, name: &str, containers: Node<'y>) {
        if self.found.is_new(IMAGE, containers) {
            for container in containers.items() {
                if name != EPHEMERAL {
                    self.pass_by(container);
                }
                self.images(container, IMAGE);
            }
        }
    }

    pub(super) fn volumes(&mut self, volumes: Node<'y>) {
        if self.found.is_new(REFERENCE, volumes) {
            volumes.items().for_each(|volume| self.volume(volume));
        }
    }

    pub(super) fn volume(&mut self, volume: Node<'y>) {
        if let Some(image) = volume.get(IMAGE) {
            self.images(image, REFERENCE);
        }
    }

    /// Takes what a mapping has under a key. A patch has containers without an image, and changes something else.
    pub(super) fn images(&mut self, holder: Node<'y>, name: &'static str) {
        if self.found.is_new(name, holder)
            && let Some((key, value)) = holder.entry(name)
        {
            self.image(key, value);
        }
    }

    pub(super) fn image(&mut self, key: Node<'y>, value: Node<'y>) {
        if self.is_known(key, value) {
            return;
        }
        let shown = match value.as_str() {
            Some(text) if is_no_image(text) => return,
            Some(text) if is_placeholder(text) => text,
            Some(_) => return self.found.image(key, value),
            // `{{ image }}` without quotes is a mapping to YAML
            None if is_action(value) => &self.source.text[value.span()],
            None if value.is_mapping() => MAPPING,
            None => LIST,
        };
        let mention = Mention::undecided(place(value), shown);
        self.found.take(key, value, mention);
    }

    /// The image of a container of others, which may be a mapping with a meaning of its own.
    pub(super) fn step(&mut self, key: Node<'y>, value: Node<'y>) {
        if value.scalar().is_some() || is_action(value) {
            self.image(key, value);
        }
    }
}
