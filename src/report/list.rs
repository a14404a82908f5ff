//! What `list` found: the images of a manifest and its lock, each with what is locked of it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::row::{Note, Row, RowStatus};
use super::verify::note_of;
use crate::lock::{EntryState, Lock};
use crate::manifest::{ImageName, Manifest};

/// What `list` found.
#[derive(Debug, Clone)]
pub struct ListReport {
    /// The manifest's path, as it is shown.
    pub manifest_path: String,
    /// The lock's path, as it is shown.
    pub lock_path: String,
    /// The manifest.
    pub manifest: Manifest,
    /// The lock.
    pub lock: Lock,
}

impl ListReport {
    /// What the manifest names, and what else is locked. Nothing that is said of one is a failure here.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let names: BTreeSet<&ImageName> = self
            .manifest
            .images
            .keys()
            .chain(self.lock.entries.keys())
            .collect();
        names.into_iter().map(|name| self.row(name))
    }

    fn row<'a>(&'a self, name: &'a ImageName) -> Row<'a> {
        let (image, entry) = (self.manifest.images.get(name), self.lock.entries.get(name));
        let state = EntryState::of(image, entry);
        let notes = note_of(&state)
            .map(|note| Note {
                class: None,
                ..note
            })
            .into_iter()
            .collect();
        let entry = entry.map(Cow::Borrowed);
        Row {
            name,
            image,
            old: entry.clone(),
            new: entry,
            verdict: RowStatus::from(&state),
            notes,
            details: None,
        }
    }
}
