//! The images of `images.toml` that are of the repository of an image which it does not name.

use crate::document::listed;
use crate::manifest::{Image, ImageName};

/// The most of them that are named.
const NAMED_MAX: usize = 4;

/// Images of one repository, with what `images.toml` says they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NearImages {
    images: Vec<(ImageName, String)>,
    /// Whether files use no other image of the repository than the one that is not named.
    is_alone: bool,
}

impl NearImages {
    pub fn new<'a>(
        images: impl IntoIterator<Item = (&'a ImageName, &'a Image)>,
        is_alone: bool,
    ) -> Self {
        let images = images.into_iter();
        let images = images.map(|(name, image)| (name.clone(), image.reference().familiar()));
        Self {
            images: images.collect(),
            is_alone,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// Why the place fails.
    pub(super) fn message(&self) -> String {
        let message = "`images.toml` does not name this image";
        let named = |(name, image): &(ImageName, String)| format!("`{image}` as `{name}`");
        let mut named: Vec<String> = self.images.iter().take(NAMED_MAX).map(named).collect();
        match self.images.len().saturating_sub(NAMED_MAX) {
            0 => {}
            more => named.push(format!("{more} more of this repository")),
        }
        match named.split_last() {
            None => message.to_owned(),
            Some((last, [])) => format!("{message}; it has {last}"),
            Some((last, first)) => format!("{message}; it has {} and {last}", first.join(", ")),
        }
    }

    /// What to do about an image that is written like this: use one of these, declare it beside them, or in the place of the
    /// only one, if that leaves no other place without its image.
    pub(super) fn hint(&self, image: &str) -> String {
        let add = format!("run `imagelock add {image}`");
        match self.images.as_slice() {
            [] => add,
            [(name, other)] if self.is_alone => format!(
                "write `{other}` there, {add} to add this one, or `imagelock add {image} --name {name}` to replace that one"
            ),
            [(_, other)] => format!("write `{other}` there, or {add} to add this one"),
            many => {
                let many = listed(many.iter().take(NAMED_MAX).map(|(_, image)| image));
                format!("write one of {many} there, or {add} to add this one")
            }
        }
    }
}
