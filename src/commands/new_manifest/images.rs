//! The images that files use: their names, their files, their digests.

use std::collections::{BTreeMap, BTreeSet};

use crate::commands::scanning::MentionPlaces;
use crate::document::{shown, shown_path};
use crate::exclude::Exclude;
use crate::lock::{Entry, Lock};
use crate::manifest::{ImageGroup, ImageLine, ImageName, Manifest, compose, names};
use crate::reference::{Digest, Reference, Tag};
use crate::report::image_use::{ImageUse, UseFinding};
use crate::scan::{Basis, Used};

/// The comment at the top of a new manifest.
const HEAD: [&str; 3] = [
    "The images that this repository uses. A key is the name of an image, and yours to",
    "change. `imagelock update` locks what the tags name, and `imagelock check` holds",
    "the files against it.",
];
/// The most other files that are named behind an image.
const OTHERS_MAX: usize = 3;

/// The lock beside a new manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewLock {
    OfWrittenDigests,
    /// Registries are asked later.
    None,
}

/// An image as it goes into the manifest, by what is written there.
type Key = Reference;

/// The images that were found, each with its name and its files.
pub(super) struct NewImages {
    pub names: BTreeMap<Key, ImageName>,
    /// In the order in which they were found.
    order: Vec<Key>,
    files: BTreeMap<Key, Vec<String>>,
    /// The digests that are written beside a tag.
    digests: BTreeMap<Key, BTreeSet<Digest>>,
    /// The places, in the order of files and lines.
    pub places: Vec<ImageUse>,
}

impl NewImages {
    /// The images that these files use.
    pub(super) fn of(used: &[Used], digests: NewLock) -> Self {
        let mentions = || {
            used.iter()
                .flat_map(|used| used.mentions.iter().map(move |mention| (used, mention)))
        };
        let mut images = Self {
            names: BTreeMap::new(),
            order: Vec::new(),
            files: BTreeMap::new(),
            digests: BTreeMap::new(),
            places: Vec::new(),
        };
        for (used, mention) in mentions() {
            if let (Ok(image), false) = (&mention.image, mention.basis == Basis::Build) {
                images.find(image, shown_path(&used.path));
            }
        }
        let all = names(&images.order, &BTreeSet::new());
        images.names = images.order.iter().cloned().zip(all).collect();
        images.places = used
            .iter()
            .flat_map(|used| images.places(used, digests))
            .collect();
        images
    }

    fn find(&mut self, image: &Reference, file: String) {
        let key = key(image);
        let files = self.files.entry(key.clone()).or_default();
        if files.is_empty() {
            self.order.push(key.clone());
        }
        // Files come one after the other
        if files.last() != Some(&file) {
            files.push(file);
        }
        self.digests
            .entry(key)
            .or_default()
            .extend(image.digest.clone());
    }

    /// The digest that goes into the lock: the only one that is written for it.
    fn digest(&self, key: &Key) -> Option<&Digest> {
        let digests = self.digests.get(key)?;
        digests.first().filter(|_| digests.len() == 1)
    }

    fn places(&self, used: &Used, digests: NewLock) -> Vec<ImageUse> {
        let mut places = MentionPlaces::of(used);
        for mention in &used.mentions {
            match &mention.image {
                Err(obstacle) => {
                    places.add(mention, None, UseFinding::Unresolved(obstacle.clone()))
                }
                Ok(_) if mention.basis == Basis::Build => {
                    places.add(mention, None, UseFinding::Built)
                }
                Ok(image) => {
                    let name = self.names.get(&key(image)).cloned();
                    places.add(mention, name, self.finding(image, digests));
                }
            }
        }
        used.ignored
            .iter()
            .for_each(|mention| places.add(mention, None, UseFinding::Ignored));
        places.finish()
    }

    fn finding(&self, image: &Reference, digests: NewLock) -> UseFinding {
        let Some(written) = image
            .digest
            .as_ref()
            .filter(|_| digests == NewLock::OfWrittenDigests)
        else {
            return UseFinding::Found;
        };
        let others = self.digests.get(&key(image)).into_iter().flatten();
        match others.into_iter().find(|other| *other != written) {
            Some(other) => UseFinding::Disputed(other.clone()),
            None => UseFinding::Kept,
        }
    }

    /// The text of the manifest: the images below the files in which they were found first, and what is excluded.
    pub(super) fn text(&self, exclude: &Exclude) -> String {
        let mut groups: Vec<(&str, ImageGroup)> = Vec::new();
        for key in &self.order {
            let (first, others) = self.files[key]
                .split_first()
                .map_or(("", &[][..]), |(it, rest)| (it, rest));
            if groups.last().is_none_or(|(file, _)| *file != first) {
                groups.push((
                    first,
                    ImageGroup {
                        comment: vec![comment(first)],
                        images: Vec::new(),
                    },
                ));
            }
            let line = ImageLine {
                name: self.names[key].clone(),
                reference: familiar(key),
                comment: also(others),
            };
            groups
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|(_, group)| group.images.push(line.clone()));
        }
        let groups: Vec<ImageGroup> = groups.into_iter().map(|(_, group)| group).collect();
        compose(&HEAD.map(str::to_owned), &groups, exclude)
    }

    /// The lock of the digests that are kept, of a manifest with these images.
    pub(super) fn lock(&self, manifest: &Manifest, digests: NewLock) -> Lock {
        let entry = |key: &Key| {
            let name = &self.names[key];
            let digest = key.digest.as_ref().or(self.digest(key))?.clone();
            let entry = Entry::of(manifest.images.get(name)?, digest, None);
            Some((name.clone(), entry))
        };
        let keys = self
            .order
            .iter()
            .filter(|_| digests == NewLock::OfWrittenDigests);
        Lock {
            entries: keys.filter_map(entry).collect(),
        }
    }
}

/// An image is known by its tag, and by its digest where it has none.
fn key(image: &Reference) -> Key {
    let Reference {
        repository,
        tag,
        digest,
    } = image.clone();
    match (tag, digest) {
        (None, Some(digest)) => Reference {
            repository,
            tag: None,
            digest: Some(digest),
        },
        (tag, _) => Reference {
            repository,
            tag: Some(tag.unwrap_or_else(Tag::latest)),
            digest: None,
        },
    }
}

/// `nginx:1.27` for `docker.io/library/nginx:1.27`.
fn familiar(key: &Key) -> String {
    let tag = key
        .tag
        .as_ref()
        .map(|tag| format!(":{tag}"))
        .unwrap_or_default();
    let digest = key
        .digest
        .as_ref()
        .map(|digest| format!("@{digest}"))
        .unwrap_or_default();
    format!("{}{tag}{digest}", key.repository.familiar())
}

fn also(files: &[String]) -> String {
    let named: Vec<String> = files
        .iter()
        .take(OTHERS_MAX)
        .map(|file| comment(file))
        .collect();
    match (named.as_slice(), files.len().saturating_sub(OTHERS_MAX)) {
        ([], _) => String::new(),
        (named, 0) => format!("also {}", named.join(", ")),
        (named, more) => format!("also {} and {more} more", named.join(", ")),
    }
}

/// The name of a file in a comment, without what turns or hides what stands beside it.
fn comment(file: &str) -> String {
    shown(file).replace(['\n', '\t'], "?")
}
