//! The outcome for each image.

use super::{PolicyRefusal, platforms};
use crate::lock::{Entry, EntryChange, Platforms, diff};
use crate::manifest::Image;
use crate::registry::Error;
use crate::resolve::ManifestAnswer;

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
}

impl Outcome {
    /// The outcome of putting one entry in the place of another.
    pub fn of(old: Option<&Entry>, new: Option<&Entry>) -> Self {
        diff(old, new).map_or(Self::Unchanged, Self::Changed)
    }

    /// The outcome of an answer.
    pub fn decide(
        image: &Image,
        old: Option<&Entry>,
        answer: &Result<ManifestAnswer, Error>,
    ) -> Self {
        match answer {
            Err(error) => Self::Failed(error.clone()),
            Ok(answer) => match entry(image, old, answer) {
                Ok(entry) => Self::of(old, Some(&entry)),
                Err(refusal) => Self::Refused(refusal),
            },
        }
    }
}

/// The entry that an answer makes. Where the platforms were not asked for, those of the old entry hold.
fn entry(
    image: &Image,
    old: Option<&Entry>,
    answer: &ManifestAnswer,
) -> Result<Entry, PolicyRefusal> {
    let digest = answer.digest.clone();
    let platforms = match &answer.platforms {
        _ if image.platforms.is_empty() => None,
        Some(present) => Some(Platforms::new(
            &digest,
            platforms::declared(&image.platforms, present)?,
        )),
        None => old.and_then(|old| old.platforms.clone()),
    };
    Ok(Entry::of(image, digest, platforms))
}
