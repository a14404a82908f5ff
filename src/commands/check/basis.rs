//! What the places of files are held against, and what is known of all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::lock::Lock;
use crate::manifest::ImageName;
use crate::project::Project;
use crate::reference::{Digest, Reference, Repository, Tag};
use crate::report::NearImages;
use crate::scan::{MentionRole, Used};

/// What an image is called beside its repository: by its tag, else by its digest.
type TagOrDigest<'a> = (Option<&'a Tag>, Option<&'a Digest>);

/// A manifest with its lock, and the images that files use.
pub(super) struct CheckBasis<'a> {
    pub(super) project: &'a Project,
    pub(super) lock: &'a Lock,
    used: BTreeMap<&'a Repository, BTreeSet<TagOrDigest<'a>>>,
}

impl<'a> CheckBasis<'a> {
    pub(super) fn new(project: &'a Project, lock: &'a Lock, files: &'a [Used]) -> Self {
        let mut used: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let mentions = files
            .iter()
            .flat_map(|file| file.mentions.iter().chain(&file.ignored));
        // A command with a tag alone needs nothing of images.toml
        let needs_one =
            |image: &Reference, role| role == MentionRole::Used || image.digest.is_some();
        let images = mentions.filter_map(|it| {
            let image = it.image.as_ref().ok()?;
            needs_one(image, it.role).then_some(image)
        });
        for image in images {
            let digest = image.digest.as_ref().filter(|_| image.tag.is_none());
            let images = used.entry(&image.repository).or_default();
            images.insert((image.tag.as_ref(), digest));
        }
        Self {
            project,
            lock,
            used,
        }
    }

    /// The declared images of the repository of one that is not declared, or may be any of them.
    pub(super) fn near(&self, image: &Reference, names: &[&ImageName]) -> NearImages {
        let images = names.iter().filter_map(|name| {
            let (name, image) = self.project.manifest.images.get_key_value(*name)?;
            Some((name, image, self.lock.entries.get(name)))
        });
        let used = self.used.get(&image.repository);
        NearImages::new(images, used.is_none_or(|used| used.len() == 1))
    }
}
