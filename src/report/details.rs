//! The labels of the old and the new image of a changed digest, so that a person can review the change.

use std::collections::BTreeMap;

use crate::manifest::ImageName;
use crate::reference::Platform;
use crate::registry::{Description, Error, Labels, compare_url};

/// The description of an image, or why there is none.
pub type DescribedImage = Result<Description, Error>;

/// Both images of a changed digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageDetails {
    pub old: DescribedImage,
    pub new: DescribedImage,
}

/// The details of all images whose digest changed.
pub type DetailsByName = BTreeMap<ImageName, ImageDetails>;

/// The styles of a format for the parts of a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct DetailsStyle {
    /// A version, a platform.
    pub(super) code: fn(&str) -> String,
    /// A sentence of somebody else.
    pub(super) prose: fn(&str) -> String,
    /// A link that compares the sources.
    pub(super) link: fn(&str) -> String,
}

impl ImageDetails {
    /// The page that compares the sources of both.
    pub(super) fn compare_url(&self) -> Option<String> {
        compare_url(labels(&self.old)?, labels(&self.new)?)
    }

    /// The platforms that only the new image has.
    pub(super) fn gained(&self) -> Vec<&Platform> {
        only(&self.new, &self.old)
    }

    /// The platforms that only the old image has.
    pub(super) fn lost(&self) -> Vec<&Platform> {
        only(&self.old, &self.new)
    }

    /// The differences, in a line.
    pub(super) fn words(&self, style: DetailsStyle) -> String {
        let labels = [
            self.label("version", style, |it| &it.version),
            self.label("created", style, |it| &it.created),
        ];
        let platforms = [(self.gained(), "gained"), (self.lost(), "lost")];
        let platforms = platforms.into_iter().map(|(list, word)| {
            let names: Vec<String> = list.iter().map(|it| (style.code)(it.as_str())).collect();
            (!names.is_empty()).then(|| format!("{word} {}", names.join(", ")))
        });
        let unknown = [("old", &self.old), ("new", &self.new)].map(|(which, image)| {
            let error = (style.prose)(&image.as_ref().err()?.to_string());
            Some(format!("cannot read the {which} image: {error}"))
        });
        let link = self.compare_url().map(|url| (style.link)(&url));
        let words = labels.into_iter().chain(platforms).chain(unknown);
        let words: Vec<String> = words.chain([link]).flatten().collect();
        if words.is_empty() {
            "no difference found".to_owned()
        } else {
            words.join(", ")
        }
    }

    /// A label, where both images have it otherwise.
    fn label(
        &self,
        name: &str,
        style: DetailsStyle,
        label: fn(&Labels) -> &Option<String>,
    ) -> Option<String> {
        let of = |image| labels(image).and_then(|it| label(it).as_deref());
        let (old, new) = (of(&self.old), of(&self.new));
        let word = |text: Option<&str>| text.map_or_else(|| "none".to_owned(), style.code);
        (old != new).then(|| format!("{name} {} → {}", word(old), word(new)))
    }
}

fn labels(image: &DescribedImage) -> Option<&Labels> {
    image.as_ref().ok().map(|description| &description.labels)
}

/// The platforms that one image alone has; none where one of them is not known.
fn only<'a>(one: &'a DescribedImage, other: &'a DescribedImage) -> Vec<&'a Platform> {
    match (one, other) {
        (Ok(one), Ok(other)) => one.platforms.difference(&other.platforms).collect(),
        _ => Vec::new(),
    }
}
