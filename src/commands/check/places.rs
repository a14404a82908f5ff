//! One file: what `images.toml` and `images.lock` say of each of its places, and what is locked written into it.

use super::basis::CheckBasis;
use crate::commands::mention_places::MentionPlaces;
use crate::document::shown_path;
use crate::files::{FileError, replace};
use crate::lock::Lock;
use crate::manifest::{ImageName, Manifest};
use crate::policy::usage::{Declared, Usage};
use crate::reference::Reference;
use crate::report::image_use::{ImageUse, LockedUse, UseFinding};
use crate::scan::{Basis, Hindrance, LockedPin, MentionRole, Rewritten, Used, rewrite};

/// A file, with the use of each of its places; `None` if the image cannot be determined.
pub(super) struct FileUsages<'a> {
    pub(super) used: &'a Used,
    pub(super) usages: Vec<Option<Usage<'a>>>,
}

impl<'a> FileUsages<'a> {
    /// The places of which what was locked before may tell the image, by their numbers.
    pub(super) fn open(
        &self,
        declared: &Declared<'_>,
    ) -> impl Iterator<Item = (usize, &'a Reference)> {
        let all = self.used.mentions.iter().zip(&self.usages).enumerate();
        all.filter_map(|(index, (mention, usage))| {
            let image = mention.image.as_ref().ok()?;
            // What is only told counts by its digest
            if mention.role == MentionRole::Told && image.digest.is_none() {
                return None;
            }
            let is_open = declared.is_open(image, usage.as_ref()?);
            is_open.then_some((index, image))
        })
    }

    /// Finds the image of such places by what was locked before.
    pub(super) fn follow(&mut self, declared: &Declared<'a>, before: &[Lock]) {
        let open: Vec<(usize, &Reference)> = self.open(declared).collect();
        for (index, image) in open {
            if let Some(usage) = declared.usage_before(image, before) {
                self.usages[index] = Some(usage);
            }
        }
    }

    /// The text with what is locked at each place that fails.
    pub(super) fn corrected(&self, manifest: &Manifest) -> Rewritten {
        let places = self.used.mentions.iter().zip(&self.usages);
        let locked = places.map(|(mention, usage)| {
            let (image, usage) = (mention.image.as_ref().ok()?, usage.as_ref()?);
            let is_asked = !is_only_told(mention.role, usage, image);
            is_asked.then(|| wanted(usage, image, manifest)).flatten()
        });
        let locked: Vec<Option<LockedUse>> = locked.collect();
        let pins = locked.iter().map(|it| it.as_ref().map(LockedUse::pin));
        let wanted: Vec<Option<LockedPin<'_>>> = pins.collect();
        if wanted.iter().any(Option::is_some) {
            return rewrite(self.used, &wanted);
        }
        Rewritten {
            text: self.used.source.text.clone(),
            left: vec![None; wanted.len()],
        }
    }

    /// Writes the corrected text, and adds the path of the file to those that were written where that changes it.
    pub(super) fn write(
        &self,
        corrected: &Rewritten,
        written: &mut Vec<String>,
    ) -> Result<(), FileError> {
        let Used { path, source, .. } = self.used;
        if corrected.text != source.text {
            replace(path, source.file_with(&corrected.text).as_bytes())?;
            written.push(shown_path(path));
        }
        Ok(())
    }

    /// The findings on each place, those that are left out among them. `left` has the reasons why what is locked cannot
    /// be written; where there is none, it was if `is_written`.
    pub(super) fn places(
        &self,
        basis: &CheckBasis<'_>,
        left: &[Option<Hindrance>],
        is_written: bool,
    ) -> Vec<ImageUse> {
        let mut places = MentionPlaces::of(
            (
                &basis.project.files.manifest_path,
                basis.project.manifest.exclude_list(),
            ),
            self.used,
        );
        let mentions = self.used.mentions.iter().zip(&self.usages);
        for ((mention, usage), left) in mentions.zip(left) {
            let (name, finding) = match (usage, &mention.image) {
                (Some(usage), Ok(image)) if is_only_told(mention.role, usage, image) => {
                    (usage.name(), UseFinding::Told)
                }
                (Some(Usage::Undeclared(_)), Ok(_)) if mention.basis == Basis::Build => {
                    (None, UseFinding::Built)
                }
                (Some(usage), Ok(image)) => {
                    let is_fixed = is_written && left.is_none();
                    found((usage, image), left.as_ref(), is_fixed, basis)
                }
                (None, Err(obstacle)) => (None, UseFinding::Unresolved(obstacle.clone())),
                (None, Ok(_)) | (Some(_), Err(_)) => continue,
            };
            places.add(mention, name.cloned(), finding);
        }
        places.finish()
    }
}

/// Whether nothing is asked of a place: it only tells of an image, and has no digest that would have to be the locked
/// one.
fn is_only_told(role: MentionRole, usage: &Usage<'_>, image: &Reference) -> bool {
    let is_fine = match usage {
        Usage::Undeclared(_) => true,
        Usage::OtherTag(_, _, locked) => image.digest.as_ref().is_none_or(|it| it == *locked),
        Usage::Pinned(_)
        | Usage::Unpinned(..)
        | Usage::Other(..)
        | Usage::Outdated(..)
        | Usage::NotLocked(_)
        | Usage::Several(_) => image.digest.is_none(),
    };
    role == MentionRole::Told && is_fine
}

/// What has to stand where an image is used; `None` where that passes, or nobody can tell.
fn wanted(usage: &Usage<'_>, image: &Reference, manifest: &Manifest) -> Option<LockedUse> {
    let (tag, digest) = match usage {
        Usage::Unpinned(_, digest) if manifest.require_digests => (None, *digest),
        Usage::Other(_, Some(digest)) => (None, *digest),
        Usage::OtherTag(_, tag, digest) => (Some(*tag), *digest),
        Usage::Outdated(_, tag, digest) => (*tag, *digest),
        Usage::Pinned(_)
        | Usage::Unpinned(..)
        | Usage::Other(_, None)
        | Usage::NotLocked(_)
        | Usage::Several(_)
        | Usage::Undeclared(_) => return None,
    };
    Some(LockedUse {
        tag: tag.cloned(),
        digest: digest.clone(),
        has_digest: image.digest.is_some() || manifest.require_digests,
    })
}

/// The image of a place, and what is found there.
fn found<'a>(
    (usage, image): (&Usage<'a>, &Reference),
    left: Option<&Hindrance>,
    is_fixed: bool,
    basis: &CheckBasis<'_>,
) -> (Option<&'a ImageName>, UseFinding) {
    let locked = wanted(usage, image, &basis.project.manifest);
    let left = left.cloned();
    let (name, finding) = match (usage, locked) {
        (Usage::Undeclared(near), _) => {
            return (None, UseFinding::Undeclared(basis.near(image, near)));
        }
        (Usage::Several(near), _) => {
            return (None, UseFinding::Several(basis.near(image, near)));
        }
        (
            Usage::Unpinned(name, _)
            | Usage::Other(name, _)
            | Usage::OtherTag(name, ..)
            | Usage::Outdated(name, ..),
            Some(locked),
        ) if is_fixed => (name, UseFinding::Fixed(locked)),
        (Usage::Unpinned(name, _), Some(locked)) => {
            let finding = left.map(UseFinding::NotRewritable);
            (name, finding.unwrap_or(UseFinding::DigestMissing(locked)))
        }
        (Usage::OtherTag(name, ..), Some(locked)) => (name, UseFinding::OtherTag(locked, left)),
        (Usage::Outdated(name, ..), Some(locked)) => (name, UseFinding::Outdated(locked, left)),
        // Of the last two there is always something locked
        (
            Usage::Unpinned(name, _) | Usage::OtherTag(name, ..) | Usage::Outdated(name, ..),
            None,
        ) => (name, UseFinding::Unpinned),
        (Usage::Other(name, _), locked) => (name, UseFinding::Other(locked, left)),
        (Usage::Pinned(name), _) => (name, UseFinding::Pinned),
        (Usage::NotLocked(name), _) if basis.lock.entries.contains_key(*name) => {
            (name, UseFinding::Unsatisfied)
        }
        (Usage::NotLocked(name), _) => (name, UseFinding::NotLocked),
    };
    (Some(*name), finding)
}
