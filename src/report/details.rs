//! What the old and the new image of a changed digest say of themselves, so that a person can review the change.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::ImageName;
use crate::reference::Platform;
use crate::registry::{Description, Error, Labels, compare_url};

/// What one image says of itself, or why that is not known.
pub type Side = Result<Description, Error>;

/// What both images of a changed digest say of themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageDetails {
    /// What was locked.
    pub old: Side,
    /// What is locked now, or would be.
    pub new: Side,
}

/// The details of all images whose digest changed.
pub type DetailsByName = BTreeMap<ImageName, ImageDetails>;

impl ImageDetails {
    /// The page that compares the sources of both.
    pub fn compare_url(&self) -> Option<String> {
        compare_url(self.labels(&self.old)?, self.labels(&self.new)?)
    }

    /// The platforms that only the new image has.
    pub fn gained(&self) -> Vec<Platform> {
        self.only(&self.new, &self.old)
    }

    /// The platforms that only the old image has.
    pub fn lost(&self) -> Vec<Platform> {
        self.only(&self.old, &self.new)
    }

    fn labels<'a>(&self, side: &'a Side) -> Option<&'a Labels> {
        side.as_ref().ok().map(|description| &description.labels)
    }

    /// Nothing where one of them is not known.
    fn only(&self, one: &Side, other: &Side) -> Vec<Platform> {
        let platforms = |side: &Side| Some(side.as_ref().ok()?.platforms.clone());
        let (Some(one), Some(other)) = (platforms(one), platforms(other)) else {
            return Vec::new();
        };
        one.difference(&other)
            .cloned()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }
}

/// Something that both images say of themselves, and not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelChange {
    /// What it is.
    pub what: &'static str,
    /// What the old image says.
    pub old: Option<String>,
    /// What the new image says.
    pub new: Option<String>,
}

impl ImageDetails {
    /// The version and the date of creation, where they differ.
    pub fn changes(&self) -> Vec<LabelChange> {
        let (old, new) = (self.labels(&self.old), self.labels(&self.new));
        let change = |what, label: fn(&Labels) -> &Option<String>| {
            let (old, new) = (
                old.and_then(|it| label(it).clone()),
                new.and_then(|it| label(it).clone()),
            );
            (old != new).then_some(LabelChange { what, old, new })
        };
        let changes = [
            change("version", |it| &it.version),
            change("created", |it| &it.created),
        ];
        changes.into_iter().flatten().collect()
    }
}

/// How the parts of a sentence are written in a format.
#[derive(Debug, Clone, Copy)]
pub struct DetailsStyle {
    /// What a machine wrote: a version, a platform.
    pub code: fn(&str) -> String,
    /// What is a sentence of somebody else.
    pub prose: fn(&str) -> String,
    /// A link that compares the sources.
    pub link: fn(&str) -> String,
}

impl ImageDetails {
    /// What differs, in a line.
    pub fn words(&self, style: DetailsStyle) -> String {
        let side = |text: &Option<String>| {
            text.as_deref()
                .map_or_else(|| "none".to_owned(), style.code)
        };
        let changes = self.changes();
        let labels = changes
            .iter()
            .map(|it| format!("{} {} → {}", it.what, side(&it.old), side(&it.new)));
        let platforms = [(self.gained(), "gained"), (self.lost(), "lost")];
        let platforms =
            platforms
                .iter()
                .filter(|(list, _)| !list.is_empty())
                .map(|(list, word)| {
                    let names: Vec<String> = list
                        .iter()
                        .map(|platform| (style.code)(platform.as_str()))
                        .collect();
                    format!("{word} {}", names.join(", "))
                });
        let unknown = [("old", &self.old), ("new", &self.new)]
            .into_iter()
            .filter_map(|(which, side)| {
                let error = (style.prose)(&side.as_ref().err()?.to_string());
                Some(format!("the {which} image cannot be read: {error}"))
            });
        let link = self.compare_url().map(|url| (style.link)(&url));
        let words: Vec<String> = labels.chain(platforms).chain(unknown).chain(link).collect();
        if words.is_empty() {
            "nothing that differs".to_owned()
        } else {
            words.join(", ")
        }
    }
}
