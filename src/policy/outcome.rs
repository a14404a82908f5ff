//! The outcome for each image, with the guard that what it declares is there.

use std::collections::{BTreeMap, BTreeSet};

use super::PolicyRefusal;
use crate::lock::{Entry, EntryChange, Platforms, diff};
use crate::manifest::Image;
use crate::reference::{Digest, Platform, PlatformList, Tag};
use crate::registry::{Error, ImageOrArtifact};
use crate::resolve::{Answered, ChoiceFailure, ManifestAnswer, NoMatch};

/// The outcome for one image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The entry stays as it is.
    Unchanged,
    /// The entry is added, updated or removed.
    Changed(EntryChange),
    /// There is an answer, and it must not be locked; the old entry stays.
    Refused(PolicyRefusal),
    /// There is no answer; the old entry stays.
    Failed(Error),
    /// There is no tag that the image's rule accepts; the old entry stays.
    NoMatch(Box<NoMatch>),
}

impl Outcome {
    /// The outcome of putting one entry in the place of another.
    pub fn of(old: Option<&Entry>, new: Option<&Entry>) -> Self {
        diff(old, new).map_or(Self::Unchanged, Self::Changed)
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

/// The manifests of the declared platforms, all of which must be there.
pub fn declared_platforms(
    declared: &BTreeSet<Platform>,
    present: &ImageOrArtifact,
) -> Result<BTreeMap<Platform, Digest>, PolicyRefusal> {
    if declared.is_empty() {
        return Ok(BTreeMap::new());
    }
    let present = platforms_of_image(present)?;
    let is_declared = |(platform, _): &(&Platform, &Digest)| declared.contains(*platform);
    let missing = declared.len() - present.iter().filter(is_declared).count();
    if missing > 0 {
        let absent = declared.iter().filter(|it| !present.contains_key(it));
        return Err(missing_platforms(
            PlatformList::new(absent, missing),
            present,
        ));
    }
    let pair = |(platform, digest): (&Platform, &Digest)| (platform.clone(), digest.clone());
    Ok(present.iter().filter(is_declared).map(pair).collect())
}

/// The manifest of one platform, which must be there.
pub fn wanted_platform(
    wanted: &Platform,
    present: &ImageOrArtifact,
) -> Result<Digest, PolicyRefusal> {
    let present = platforms_of_image(present)?;
    let missing = || missing_platforms(PlatformList::new([wanted].into_iter(), 1), present);
    present.get(wanted).cloned().ok_or_else(missing)
}

fn platforms_of_image(
    present: &ImageOrArtifact,
) -> Result<&BTreeMap<Platform, Digest>, PolicyRefusal> {
    match present {
        ImageOrArtifact::Image(platforms) => Ok(platforms),
        ImageOrArtifact::Artifact(artifact) => Err(PolicyRefusal::NotAnImage(artifact.clone())),
    }
}

fn missing_platforms(missing: PlatformList, present: &BTreeMap<Platform, Digest>) -> PolicyRefusal {
    let present = PlatformList::new(present.keys(), present.len());
    PolicyRefusal::MissingPlatforms { missing, present }
}
