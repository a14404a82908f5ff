//! The ages that the commits of a base demand, and the records that they have.

use super::BaseFiles;
use crate::lock::Seen;
use crate::manifest::{Image, ImageName, Manifest, MinAge};

impl BaseFiles {
    /// Whether any of them demands an age.
    pub fn has_min_age(&self) -> bool {
        let mut images = self.commits().flat_map(|it| it.manifest.values());
        images.any(|image| !image.min_age.is_none())
    }

    /// The records that all of them have, each with the earliest day.
    pub fn seen(&self) -> Seen {
        let mut seen = Seen::default();
        for of_commit in self.commits().filter_map(|it| it.seen.as_ref()) {
            seen.merge(of_commit);
        }
        seen
    }

    /// The age that a digest of an image must have: of what it says itself and what any of them demands, the greatest.
    pub fn min_age(&self, name: &ImageName, image: &Image, head: &Manifest) -> MinAge {
        let ages = self.commits().map(|it| it.min_age(name, image, head));
        ages.fold(image.min_age, MinAge::max)
    }
}
