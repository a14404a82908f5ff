//! The images of `images.toml` that are of the repository of an image which it does not name, or which may be any of
//! them.

use crate::document::listed;
use crate::lock::Entry;
use crate::manifest::{Image, ImageName, written_rule};
use crate::reference::Reference;

/// The most of them that are named.
const NAMED_MAX: usize = 4;

/// Images of one repository, with what `images.toml` says they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NearImages {
    images: Vec<NearImage>,
    /// Whether files use no other image of the repository than the one that is not named.
    is_alone: bool,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NearImage {
    name: ImageName,
    /// `` `redis:7` ``, or `` `redis` with `version = "^7"` ``.
    declared: String,
    /// What a file has to have; `None` if no tag is locked yet by the rule that there is.
    written: Option<String>,
}

impl NearImage {
    fn new(name: &ImageName, image: &Image, entry: Option<&Entry>) -> Self {
        let reference = image.reference().familiar();
        let locked = || {
            let locked = entry
                .filter(|entry| entry.check(image).is_ok())?
                .reference();
            let locked = Reference {
                digest: None,
                ..locked
            };
            Some(locked.familiar())
        };
        let (declared, written) = match image.rule() {
            Some(rule) => {
                let rule = written_rule(rule);
                (format!("`{reference}` with `{rule}`"), locked())
            }
            None => (format!("`{reference}`"), Some(reference)),
        };
        Self {
            name: name.clone(),
            declared,
            written,
        }
    }
}

impl NearImages {
    /// The images with their entries, if they are locked.
    pub fn new<'a>(
        images: impl IntoIterator<Item = (&'a ImageName, &'a Image, Option<&'a Entry>)>,
        is_alone: bool,
    ) -> Self {
        let images = images.into_iter();
        let images = images.map(|(name, image, entry)| NearImage::new(name, image, entry));
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
        match self.images.as_slice() {
            [] => message.to_owned(),
            _ => format!("{message}; it has {}", self.named()),
        }
    }

    /// Why the place fails if the rules of all of them accept its tag.
    pub(super) fn several(&self) -> String {
        let named = self.named();
        format!("`images.toml` has several images that accept this tag: {named}")
    }

    /// All of them, as the manifest has them.
    fn named(&self) -> String {
        let named = |it: &NearImage| format!("{} as `{}`", it.declared, it.name);
        let mut named: Vec<String> = self.images.iter().take(NAMED_MAX).map(named).collect();
        match self.images.len().saturating_sub(NAMED_MAX) {
            0 => {}
            more => named.push(format!("{more} more of this repository")),
        }
        match named.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, first)) => format!("{} and {last}", first.join(", ")),
        }
    }

    /// What to do about an image that is written like this: use one of these, declare it beside them, or in the place
    /// of the only one, if that leaves no other place without its image.
    pub(super) fn hint(&self, image: &str) -> String {
        let add = format!("run `imagelock add {image}`");
        let replace = match self.images.as_slice() {
            [one] if self.is_alone => Some(format!(
                "`imagelock add {image} --name {}` to replace that one",
                one.name
            )),
            _ => None,
        };
        match (self.choice(), replace) {
            (None, None) => add,
            (None, Some(replace)) => format!("{add} to add this one, or {replace}"),
            (Some(choice), None) => format!("{choice}, or {add} to add this one"),
            (Some(choice), Some(replace)) => {
                format!("{choice}, {add} to add this one, or {replace}")
            }
        }
    }

    /// To use one of these; `None` if no file can yet.
    pub(super) fn choice(&self) -> Option<String> {
        let written = self.images.iter().filter_map(|it| it.written.as_ref());
        let written: Vec<&String> = written.take(NAMED_MAX).collect();
        match written.as_slice() {
            [] => None,
            [one] => Some(format!("write `{one}` there")),
            many => Some(format!("write one of {} there", listed(many))),
        }
    }
}
