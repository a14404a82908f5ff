//! What `init` and `import` made of what they found in files that use images.

use std::collections::BTreeSet;

use super::check::{ImageUse, UseFinding, classes};
use super::update::WriteOutcome;
use crate::error::Error;
use crate::exit::{Class, Status};
use crate::manifest::ImageName;

/// What `init` and `import` made of what they found.
#[derive(Debug)]
pub struct InitReport {
    /// The manifest's path, as it is shown.
    pub manifest_path: String,
    /// The lock's path, as it is shown, where there is one with digests that were found.
    pub lock_path: Option<String>,
    /// What became of the two files.
    pub written: WriteOutcome,
    /// The text of the manifest.
    pub text: String,
    /// The places that were found, in the order of files and lines.
    pub places: Vec<ImageUse>,
    /// How many files use images.
    pub files: usize,
    /// How many images have a digest in the lock.
    pub locked: usize,
    /// The files that are excluded, as they are shown.
    pub excluded: Vec<String>,
    /// Why nobody can tell what some files use.
    pub unreadable: Vec<Error>,
    /// The patterns that would exclude those files.
    pub to_exclude: Vec<String>,
}

impl InitReport {
    /// What the exit status says of it: where there are places and no image, there is nothing to begin with.
    pub fn status(&self) -> Status {
        let nothing = self.names().is_empty().then_some(Class::No);
        Status::worst(classes(&self.unreadable).chain(nothing))
    }

    /// The names of the images.
    pub fn names(&self) -> BTreeSet<&ImageName> {
        self.places
            .iter()
            .filter_map(|place| place.name.as_ref())
            .collect()
    }

    /// How many places have a digest beside their tag that went nowhere.
    pub fn digests_left(&self) -> usize {
        let images = self
            .places
            .iter()
            .filter(|place| place.finding == UseFinding::Found);
        let images = images.filter_map(|place| place.image.as_ref());
        images
            .filter(|image| image.tag.is_some() && image.digest.is_some())
            .count()
    }

    /// The places of which nothing is in the manifest.
    pub fn unresolved(&self) -> impl Iterator<Item = &ImageUse> {
        let is_open = |place: &&ImageUse| {
            matches!(place.finding, UseFinding::Unresolved(_) | UseFinding::Built)
        };
        self.places.iter().filter(is_open)
    }
}
