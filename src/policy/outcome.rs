//! The outcome for each image, with the guard that what it declares is there.

use std::collections::{BTreeMap, BTreeSet};

use super::PolicyRefusal;
use crate::day::Day;
use crate::lock::{Entry, EntryChange, Platforms, diff};
use crate::manifest::Image;
use crate::reference::{Digest, Platform, PlatformList, Tag};
use crate::registry::{Error, ImageOrArtifact, ImagePlatforms};
use crate::resolve::{Answered, ChoiceFailure, ManifestAnswer, NoMatch};

/// The outcome for one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The entry stays as it is.
    Unchanged,
    /// The entry is added, updated or removed.
    Changed(EntryChange),
    /// The tag names something that is not old enough; the locked digest stays.
    Held(Box<Held>),
    /// There is an answer, and it must not be locked; the old entry stays.
    Refused(PolicyRefusal),
    /// There is no answer; the old entry stays.
    Failed(Error),
    /// There is no tag that the image's rule accepts; the old entry stays.
    NoMatch(Box<NoMatch>),
}

/// A digest that is not locked before it is old enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The tag that names it.
    pub tag: Tag,
    pub digest: Digest,
    /// The day on which the tag was first seen to name it.
    pub since: Day,
    /// The day on which it is old enough.
    pub until: Day,
    /// What is written all the same: platforms that the locked digest had to be asked for, the entry of a new name.
    pub change: Option<EntryChange>,
}

impl Outcome {
    /// The outcome of putting one entry in the place of another.
    pub fn of(old: Option<&Entry>, new: Option<&Entry>) -> Self {
        diff(old, new).map_or(Self::Unchanged, Self::Changed)
    }

    /// Whether the image was neither refused nor failed.
    pub fn is_good(&self) -> bool {
        match self {
            Self::Unchanged | Self::Changed(_) | Self::Held(_) => true,
            Self::Refused(_) | Self::Failed(_) | Self::NoMatch(_) => false,
        }
    }

    /// What is not locked before it is old enough, if something is.
    pub fn held(&self) -> Option<&Held> {
        match self {
            Self::Held(held)
            | Self::Refused(PolicyRefusal::LockedPlatformsMissing { held, .. }) => Some(held),
            Self::Unchanged
            | Self::Changed(_)
            | Self::Refused(_)
            | Self::Failed(_)
            | Self::NoMatch(_) => None,
        }
    }

    /// The change of the entry, if it is changed.
    pub fn change(&self) -> Option<&EntryChange> {
        match self {
            Self::Changed(change) => Some(change),
            Self::Held(held) => held.change.as_ref(),
            Self::Unchanged | Self::Refused(_) | Self::Failed(_) | Self::NoMatch(_) => None,
        }
    }

    /// The outcome of an answer about an image with this tag.
    pub fn decide(
        image: &Image,
        tag: Option<&Tag>,
        old: Option<&Entry>,
        answer: &Answered,
    ) -> Self {
        match answer {
            Err(error) => Self::Failed(error.clone()),
            Ok(answer) => match entry(image, tag, old, answer) {
                Ok(entry) => Self::of(old, Some(&entry)),
                Err(refusal) => Self::Refused(refusal),
            },
        }
    }
}

impl From<&ChoiceFailure> for Outcome {
    fn from(failure: &ChoiceFailure) -> Self {
        match failure {
            ChoiceFailure::NoList(error) => Self::Failed(error.clone()),
            ChoiceFailure::NoMatch(no_match) => Self::NoMatch(no_match.clone()),
        }
    }
}

/// The entry that an answer makes. Where the platforms were not asked for, those of the old entry hold.
fn entry(
    image: &Image,
    tag: Option<&Tag>,
    old: Option<&Entry>,
    answer: &ManifestAnswer,
) -> Result<Entry, PolicyRefusal> {
    let digest = answer.digest.clone();
    let platforms = match &answer.platforms {
        _ if image.platforms.is_empty() => None,
        Some(present) => {
            let declared = declared_platforms(&image.platforms, present)?;
            Some(Platforms::new(&digest, declared))
        }
        None => old.and_then(|old| old.platforms.clone()),
    };
    Ok(Entry::of(image, tag.cloned(), digest, platforms))
}

/// The manifests of the declared platforms, all of which must be there, and each once.
pub fn declared_platforms(
    declared: &BTreeSet<Platform>,
    present: &ImageOrArtifact,
) -> Result<BTreeMap<Platform, Digest>, PolicyRefusal> {
    if declared.is_empty() {
        return Ok(BTreeMap::new());
    }
    let present = platforms_of_image(present)?;
    let mut found = BTreeMap::new();
    let (mut missing, mut doubled) = (Vec::new(), Vec::new());
    for platform in declared {
        match only(platform, present) {
            Ok(digest) => drop(found.insert(platform.clone(), digest)),
            Err(0) => missing.push(platform),
            Err(_) => doubled.push(platform),
        }
    }
    if !missing.is_empty() {
        Err(missing_platforms(&missing, present))
    } else if !doubled.is_empty() {
        Err(doubled_platforms(&doubled, present))
    } else {
        Ok(found)
    }
}

/// The manifest of one platform, which must be there, and once.
pub fn wanted_platform(
    wanted: &Platform,
    present: &ImageOrArtifact,
) -> Result<Digest, PolicyRefusal> {
    let present = platforms_of_image(present)?;
    only(wanted, present).map_err(|count| match count {
        0 => missing_platforms(&[wanted], present),
        _ => doubled_platforms(&[wanted], present),
    })
}

/// The only manifest of a platform, or how many there are instead.
fn only(platform: &Platform, present: &ImagePlatforms) -> Result<Digest, usize> {
    let digests = present.get(platform);
    match digests.first() {
        Some(digest) if digests.len() == 1 => Ok(Digest::clone(digest)),
        _ => Err(digests.len()),
    }
}

fn platforms_of_image(present: &ImageOrArtifact) -> Result<&ImagePlatforms, PolicyRefusal> {
    match present {
        ImageOrArtifact::Image(platforms) => Ok(platforms),
        ImageOrArtifact::Artifact(artifact) => Err(PolicyRefusal::NotAnImage(artifact.clone())),
    }
}

fn missing_platforms(missing: &[&Platform], present: &ImagePlatforms) -> PolicyRefusal {
    let present = present.names();
    PolicyRefusal::MissingPlatforms {
        missing: PlatformList::new(missing.iter().copied(), missing.len()),
        present: PlatformList::new(present.iter(), present.len()),
    }
}

/// Those that nothing tells apart come first, since for them no other name helps.
fn doubled_platforms(doubled: &[&Platform], present: &ImagePlatforms) -> PolicyRefusal {
    let choices = |platform: &Platform| {
        let names = present.names_of(platform).into_iter();
        names.filter(|name| present.get(name).len() == 1)
    };
    let is_alike = |platform: &&Platform| choices(platform).next().is_none();
    let (alike, apart): (Vec<&Platform>, Vec<&Platform>) =
        doubled.iter().partition(|it| is_alike(it));
    let doubled = if alike.is_empty() { apart } else { alike };
    let choices: BTreeSet<Platform> = doubled.iter().flat_map(|it| choices(it)).collect();
    PolicyRefusal::DoubledPlatforms {
        doubled: PlatformList::new(doubled.iter().copied(), doubled.len()),
        choices: PlatformList::new(choices.iter(), choices.len()),
    }
}
