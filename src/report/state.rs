//! The state of an entry beside its image, in words.

use std::collections::BTreeMap;

use super::row::{Note, RowStatus};
use crate::exit::Reason;
use crate::lock::EntryState;
use crate::manifest::ImageName;
use crate::registry::ImagePart;

/// The reasons why a lock does not satisfy its manifest, one for each image.
pub fn reasons(states: &BTreeMap<ImageName, EntryState>) -> Vec<String> {
    let reason = |(name, state): (&ImageName, &EntryState)| {
        let note = note_of(state)?;
        note.class.map(|_| format!("`{name}`: {}", note.message))
    };
    states.iter().filter_map(reason).collect()
}

impl From<&EntryState> for RowStatus {
    fn from(state: &EntryState) -> Self {
        match state {
            EntryState::Missing => Self::Missing,
            EntryState::Unsatisfied(_) | EntryState::Undeclared => Self::Unsatisfied,
            EntryState::Satisfied | EntryState::Stale(_) => Self::Unchanged,
        }
    }
}

/// The note on it; `None` where all is well.
pub(super) fn note_of(state: &EntryState) -> Option<Note> {
    Some(match state {
        EntryState::Satisfied => return None,
        EntryState::Stale(Some(platform)) => {
            let part = ImagePart::Platform(platform.clone());
            let message = format!("the locked digest is that of {part}");
            Note::finding(Reason::PlatformsStale, message)
        }
        EntryState::Stale(None) => Note::finding(
            Reason::PlatformsStale,
            "the locked platforms belong to another digest; `imagelock lock` fetches them again",
        ),
        EntryState::Missing => Note::no(Reason::NotLocked, "not locked"),
        EntryState::Unsatisfied(reason) => Note::no(reason.reason(), reason.to_string()),
        EntryState::Undeclared => Note::no(Reason::NotDeclared, "locked, but not in `images.toml`"),
    })
}
