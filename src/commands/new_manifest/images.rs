//! The images that files use: their names, their files, their digests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::ranges::{Key, NewRanges, VersionMode};
use crate::commands::mention_places::MentionPlaces;
use crate::document::{first_listed, shown_path};
use crate::exclude::Exclude;
use crate::lock::{Entry, Lock};
use crate::manifest::{
    ExcludeList, ImageGroup, ImageLine, ImageName, Manifest, NEW_COMMENT, compose, names,
};
use crate::reference::{Digest, Reference, Tag};
use crate::report::image_use::{ImageUse, UseFinding};
use crate::scan::{Basis, Mention, MentionRole, Used};

/// The most other files that are named behind an image.
const OTHERS_MAX: usize = 3;
/// The most images that are named in one line.
const NAMED_MAX: usize = 5;

/// The lock beside a new manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewLock {
    OfWrittenDigests,
    /// Registries are asked later.
    None,
}

/// The images that were found, each with its name and its files.
#[derive(Default)]
pub(super) struct NewImages {
    pub names: BTreeMap<Key, ImageName>,
    /// In the order in which they were found.
    order: Vec<Key>,
    files: BTreeMap<Key, Vec<String>>,
    /// The digests that are written beside a tag.
    digests: BTreeMap<Key, BTreeSet<Digest>>,
    /// The ranges that stand in the place of tags.
    ranges: NewRanges,
    /// The images for which no other tag can be written somewhere, each with the first such place.
    unwritable: BTreeMap<Key, String>,
    /// The places, in the order of files and lines.
    pub places: Vec<ImageUse>,
    /// Whether the new manifest has a list of what it excludes.
    pub exclude_list: ExcludeList,
}

impl NewImages {
    /// The images that these files use.
    pub(super) fn of(
        manifest: (&Path, ExcludeList),
        used: &[Used],
        digests: NewLock,
        versions: VersionMode,
    ) -> Self {
        let mut images = Self {
            exclude_list: manifest.1,
            ..Self::default()
        };
        if versions == VersionMode::Range {
            let mentions = used.iter().flat_map(|used| &used.mentions);
            images.unwritable = unwritable(used);
            let unwritable = images.unwritable.keys().collect();
            let keys = mentions.filter_map(image).map(key).collect();
            images.ranges = NewRanges::of(&keys, &unwritable);
        }
        for used in used {
            for image in used.mentions.iter().filter_map(image) {
                images.find(image, shown_path(&used.path));
            }
        }
        let namesakes = images.order.iter().map(|key| images.ranges.namesake(key));
        let all = names(&namesakes.cloned().collect::<Vec<_>>(), &BTreeSet::new());
        images.names = images.order.iter().cloned().zip(all).collect();
        let places = used
            .iter()
            .flat_map(|used| images.places(manifest, used, digests));
        images.places = places.map(|place| images.with_rule(place)).collect();
        images
    }

    fn find(&mut self, image: &Reference, file: String) {
        let key = self.key(image);
        let files = self.files.entry(key.clone()).or_default();
        if files.is_empty() {
            self.order.push(key.clone());
        }
        // Files come one after the other
        if files.last() != Some(&file) {
            files.push(file);
        }
        let digests = self.digests.entry(key).or_default();
        digests.extend(image.digest.clone());
    }

    /// The image in the manifest that an image of a file is.
    fn key(&self, image: &Reference) -> Key {
        self.ranges.leading(key(image))
    }

    /// The digest that goes into the lock: the only one that is written for it.
    fn digest(&self, key: &Key) -> Option<&Digest> {
        let digests = self.digests.get(key)?;
        digests.first().filter(|_| digests.len() == 1)
    }

    fn places(
        &self,
        manifest: (&Path, ExcludeList),
        used: &Used,
        digests: NewLock,
    ) -> Vec<ImageUse> {
        let mut places = MentionPlaces::of(manifest, used);
        for mention in &used.mentions {
            let (name, finding) = match &mention.image {
                Err(obstacle) => (None, UseFinding::Unresolved(obstacle.clone())),
                Ok(_) if mention.role == MentionRole::Told => (None, UseFinding::Told),
                Ok(_) if mention.basis == Basis::Build => (None, UseFinding::Built),
                Ok(image) => {
                    let name = self.names.get(&self.key(image)).cloned();
                    (name, self.finding(image, digests))
                }
            };
            places.add(mention, name, finding);
        }
        places.finish()
    }

    /// The same place with the rule that is written in the place of its tag.
    fn with_rule(&self, place: ImageUse) -> ImageUse {
        let image = place.image.as_ref().filter(|_| place.name.is_some());
        let rule = image.and_then(|image| self.ranges.rule(&self.key(image)));
        ImageUse {
            new_rule: rule.cloned(),
            ..place
        }
    }

    fn finding(&self, image: &Reference, digests: NewLock) -> UseFinding {
        let (Some(written), NewLock::OfWrittenDigests) = (&image.digest, digests) else {
            return UseFinding::Found;
        };
        let others = self.digests.get(&self.key(image)).into_iter().flatten();
        match others.into_iter().find(|other| *other != written) {
            Some(other) => UseFinding::Disputed(other.clone()),
            None => UseFinding::Kept,
        }
    }

    /// The text of the manifest: the images below the files in which they were found first, and what is excluded.
    pub(super) fn text(&self, exclude: &Exclude) -> String {
        let mut groups: Vec<(&str, ImageGroup)> = Vec::new();
        for key in &self.order {
            let Some((first, others)) = self.files[key].split_first() else {
                continue;
            };
            let rule = self.ranges.rule(key);
            let reference = match rule {
                None => key.familiar(),
                Some(_) => key.repository.familiar(),
            };
            let line = ImageLine {
                name: self.names[key].clone(),
                reference,
                rule: rule.cloned(),
                comment: also(others),
            };
            match groups.last_mut() {
                Some((file, group)) if *file == first => group.images.push(line),
                _ => {
                    let (comment, images) = (vec![first.clone()], vec![line]);
                    groups.push((first, ImageGroup { comment, images }));
                }
            }
        }
        let groups: Vec<ImageGroup> = groups.into_iter().map(|(_, group)| group).collect();
        compose(&NEW_COMMENT.map(str::to_owned), &groups, exclude)
    }

    /// The warning that images are used without a tag, which may be another one each day.
    pub(super) fn untagged(&self) -> Option<String> {
        let is_untagged = |place: &&ImageUse| {
            let image = place.image.as_ref();
            image.is_some_and(Reference::is_bare)
        };
        let places = self.places.iter().filter(is_untagged);
        let names: BTreeSet<&ImageName> = places.filter_map(|it| it.name.as_ref()).collect();
        let words = || {
            let names = first_listed(&names, NAMED_MAX);
            format!("no tag is set for {names}, so images.toml has `latest`, which moves")
        };
        (!names.is_empty()).then(words)
    }

    /// That images keep their tags, since files could not follow a range.
    pub(super) fn without_range(&self) -> Option<String> {
        let kept = self.ranges.kept.iter();
        let places = kept.filter_map(|key| Some((self.names.get(key)?, self.unwritable.get(key)?)));
        let places: Vec<String> = places
            .map(|(name, place)| format!("{name} ({place})"))
            .collect();
        let words = || {
            let places = first_listed(&places, NAMED_MAX);
            format!("no range is written for {places}: no other tag can be written there")
        };
        (!places.is_empty()).then(words)
    }

    /// The lock of the digests that are kept, of a manifest with these images.
    pub(super) fn lock(&self, manifest: &Manifest, digests: NewLock) -> Lock {
        let entry = |key: &Key| {
            let name = &self.names[key];
            let digest = key.digest.as_ref().or(self.digest(key))?.clone();
            let image = manifest.images.get(name)?;
            let entry = Entry::of(image, image.tag().cloned(), digest, None);
            Some((name.clone(), entry))
        };
        match digests {
            NewLock::OfWrittenDigests => Lock {
                entries: self.order.iter().filter_map(entry).collect(),
            },
            NewLock::None => Lock::default(),
        }
    }
}

/// Whether these files use images that go into `images.toml`.
pub fn are_images_in<'u>(used: impl IntoIterator<Item = &'u Used>) -> bool {
    let mut mentions = used.into_iter().flat_map(|used| &used.mentions);
    mentions.any(|mention| image(mention).is_some())
}

/// The image of a place that goes into `images.toml`.
fn image(mention: &Mention) -> Option<&Reference> {
    let is_used = mention.role == MentionRole::Used && mention.basis != Basis::Build;
    mention.image.as_ref().ok().filter(|_| is_used)
}

/// The images for which no other tag can be written at one of their places, each with the first of these. Those that
/// are built count too: they are used under the same tag.
fn unwritable(used: &[Used]) -> BTreeMap<Key, String> {
    let mut images = BTreeMap::new();
    for used in used {
        let lines = used.source.lines();
        let mentions = used.uses().filter(|mention| !mention.takes_tag());
        for mention in mentions {
            if let Ok(image) = &mention.image {
                let (line, column) = lines.position(mention.span.start);
                let place = || format!("{}:{line}:{column}", shown_path(&used.path));
                images.entry(key(image)).or_insert_with(place);
            }
        }
    }
    images
}

/// An image is known by its tag, and by its digest where it has none.
fn key(image: &Reference) -> Key {
    let mut key = image.clone();
    if key.tag.is_some() {
        key.digest = None;
    } else if key.digest.is_none() {
        key.tag = Some(Tag::latest());
    }
    key
}

fn also(files: &[String]) -> String {
    let named = files[..files.len().min(OTHERS_MAX)].join(", ");
    match (files.len(), files.len().saturating_sub(OTHERS_MAX)) {
        (0, _) => String::new(),
        (_, 0) => format!("also {named}"),
        (_, more) => format!("also {named} and {more} more"),
    }
}
