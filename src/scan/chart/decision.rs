//! Whether a template only puts together what the values of its chart say: those are read where they stand.
//!
//! Whatever is printed has to be a piece of an image in values, a sign between two, or a default that the reader of
//! values tells too. Anything else has a part in the image.

use std::collections::BTreeSet;

use super::main_images::{MainImages, MainValue};
use super::template::{Origin, TemplateValue};
use crate::scan::image_keys::{
    DOCKER_HUB, NAME, NAMES, REGISTRIES, REGISTRIES_AROUND, TAGS, VERSION,
};

/// The keys of other pieces, beside those of registries.
const DIGESTS: [&str; 2] = ["digest", "sha"];
/// The ends of the names of keys that are images.
const IMAGE_ENDS: [&str; 2] = ["Image", "image"];
/// The word in the names of keys that are registries.
const REGISTRY: &str = "registry";
/// The tag that is meant where none is written; a missing one is told where it is missing.
const LATEST: &str = "latest";
/// The algorithm that stands before a `sha`.
const ALGORITHM: &str = "sha256:";

/// The reason why values alone do not decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OtherSource {
    /// A text that stands in a template.
    Text(Origin),
    /// Something that a template computes.
    Computed(Origin),
    /// A template of this name, which is in no chart of the repository.
    Missing(String),
}

/// Whether values alone decide what a template prints, as far as the chart's own ones are known.
pub(super) fn of_value(
    value: &TemplateValue,
    images: Option<&MainImages>,
) -> Result<(), OtherSource> {
    let mut pieces = PrintedPieces {
        images,
        ..PrintedPieces::default()
    };
    pieces.take(value)?;
    match pieces.are_of_one_image() {
        true => Ok(()),
        false => Err(OtherSource::Computed(None)),
    }
}

/// The pieces of images that a template prints, by the mappings that they are in.
#[derive(Default)]
struct PrintedPieces<'v> {
    images: Option<&'v MainImages>,
    names: BTreeSet<&'v [String]>,
    /// The mappings with names of which the reader of values tells no image.
    untold: BTreeSet<&'v [String]>,
    tags: BTreeSet<&'v [String]>,
    /// The mappings with a tag that has its key in few charts.
    versions: BTreeSet<&'v [String]>,
    /// Whether the name of an image is in a mapping that is called one.
    has_image: bool,
    /// Whether the version of the chart is printed, which values do not show.
    has_version: bool,
    /// Whether it is printed whatever tag the values have.
    has_version_alone: bool,
}

impl<'v> PrintedPieces<'v> {
    fn take(&mut self, value: &'v TemplateValue) -> Result<(), OtherSource> {
        match value {
            TemplateValue::Text(text, origin) => match is_allowed_text(text) {
                true => Ok(()),
                false => Err(OtherSource::Text(*origin)),
            },
            TemplateValue::Values(keys) => match self.note(keys) {
                true => Ok(()),
                false => Err(OtherSource::Computed(None)),
            },
            TemplateValue::Version(_) => {
                self.has_version = true;
                self.has_version_alone = true;
                Ok(())
            }
            TemplateValue::Joined(all) => all.iter().try_for_each(|it| self.take(it)),
            TemplateValue::Either(all) => self.any(all),
            TemplateValue::Fallback(all) => self.first(all),
            TemplateValue::Missing(name) => Err(OtherSource::Missing(name.clone())),
            TemplateValue::Unknown(origin) => Err(OtherSource::Computed(*origin)),
            TemplateValue::Root
            | TemplateValue::Chart
            | TemplateValue::Mapping(_)
            | TemplateValue::Sequence(_) => Err(OtherSource::Computed(None)),
        }
    }

    /// Takes one of several: the version of the chart beside a tag stands for a missing one.
    fn any(&mut self, all: &'v [TemplateValue]) -> Result<(), OtherSource> {
        let is_tag = |it: &TemplateValue| matches!(it, TemplateValue::Values(keys) if is_tag(keys));
        let has_tag = all.iter().any(is_tag);
        for value in all {
            match value {
                TemplateValue::Version(_) if has_tag => self.has_version = true,
                _ => self.take(value)?,
            }
        }
        Ok(())
    }

    /// Takes the first of several that is not empty, of which those behind a tag are told where the tag is missing.
    fn first(&mut self, all: &'v [TemplateValue]) -> Result<(), OtherSource> {
        for value in all {
            self.take(value)?;
            match value {
                TemplateValue::Version(_) => return Ok(()),
                TemplateValue::Values(keys) if is_tag(keys) || self.main(keys).is_some() => {
                    return Ok(());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What the chart's own values say at some keys; `None` if that is nothing, or not known.
    fn main(&self, keys: &[String]) -> Option<MainValue> {
        self.images?.get(keys)
    }

    /// Notes what the values say; `false` if that is no piece of an image.
    fn note(&mut self, keys: &'v [String]) -> bool {
        let Some((last, mapping)) = keys.split_last() else {
            return false;
        };
        let last = last.as_str();
        let main = self.main(keys);
        let is_in_image = mapping
            .last()
            .is_some_and(|key| is_image(&key.to_lowercase()));
        let is_name = NAMES.contains(&last) || last == NAME && is_in_image || is_image(last);
        if main == Some(MainValue::Image) || is_name && main.is_none() {
            self.has_image |= is_in_image && last == NAMES[0];
            self.names.insert(mapping);
        } else if is_name {
            self.untold.insert(mapping);
        } else if TAGS.contains(&last) {
            self.tags.insert(mapping);
        } else if last == VERSION && self.images.is_some() {
            self.versions.insert(mapping);
        } else {
            return DIGESTS.contains(&last) || self.is_registry(last, main);
        }
        true
    }

    /// Whether a key is that of a registry; one that no reader knows has to be empty.
    fn is_registry(&self, key: &str, main: Option<MainValue>) -> bool {
        let is_known = REGISTRIES.contains(&key) || REGISTRIES_AROUND.contains(&key);
        let is_empty = self.images.is_some() && main.is_none();
        is_known || is_empty && key.to_lowercase().contains(REGISTRY)
    }

    /// Whether the reader of values sees the image: its name is there, and a tag is beside it, unless the mapping tells
    /// by its key that it is an image without one. A tag in values that no template prints is not that of the image.
    fn are_of_one_image(&self) -> bool {
        if self.has_version_alone && self.names.iter().any(|it| self.has_tag(it)) {
            return false;
        }
        let is_told = self.untold.is_subset(&self.names) && self.versions.is_subset(&self.names);
        let has_common = !self.names.is_disjoint(&self.tags) || !self.versions.is_empty();
        let is_whole = self.tags.is_empty() && !self.has_version;
        let is_tagged = is_whole || has_common || self.has_image;
        !self.names.is_empty() && is_told && is_tagged
    }

    /// Whether the chart's own values have a tag in a mapping.
    fn has_tag(&self, mapping: &[String]) -> bool {
        self.images.is_some_and(|images| images.has_tag(mapping))
    }
}

fn is_image(key: &str) -> bool {
    IMAGE_ENDS.iter().any(|end| key.ends_with(end))
}

/// Whether what is missing at some keys is told where it is missing.
fn is_tag(keys: &[String]) -> bool {
    let last = keys.last().map(String::as_str).unwrap_or_default();
    TAGS.contains(&last) || last == DIGESTS[0]
}

/// Whether a text is one that may stand between the pieces of an image, or says what is meant without it too.
fn is_allowed_text(text: &str) -> bool {
    let text = text.replace(ALGORITHM, "");
    let is_sign = |letter: char| {
        letter.is_whitespace() || matches!(letter, '/' | ':' | '@' | '"' | '\'' | '`')
    };
    let word = text.trim_matches(is_sign);
    word.is_empty() || word == DOCKER_HUB || text == LATEST
}
