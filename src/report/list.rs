//! The report of `list`: the images of a manifest and its lock, each with its state.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::body::{Body, BodyContent, BodyDetail};
use super::columns::aligned;
use super::row::{Note, Row, RowStatus};
use super::state::note_of;
use crate::lock::{Entry, EntryState, Lock};
use crate::manifest::{ImageName, Manifest};
use crate::reference::Reference;

/// A manifest and its lock.
#[derive(Debug, Clone)]
pub struct ListReport {
    /// The paths, as they are shown.
    pub manifest_path: String,
    pub lock_path: String,
    pub manifest: Manifest,
    pub lock: Lock,
}

impl ListReport {
    pub(super) fn body(&self, detail: BodyDetail) -> Body<'_> {
        let rows = self.rows();
        let lines = rows.iter().map(|row| line(row, &self.manifest_path));
        Body {
            manifest: Some(&self.manifest_path),
            lock: Some(&self.lock_path),
            text: detail.text(|_| aligned(&lines.collect::<Vec<_>>()).into_iter().collect()),
            content: BodyContent::Rows(rows),
            is_listing: true,
            ..Body::default()
        }
    }

    /// The images of the manifest, and what else is locked. No note on one is a failure here.
    fn rows(&self) -> Vec<Row<'_>> {
        let (images, entries) = (self.manifest.images.keys(), self.lock.entries.keys());
        let names: BTreeSet<&ImageName> = images.chain(entries).collect();
        names.into_iter().map(|name| self.row(name)).collect()
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
            status: RowStatus::from(&state),
            notes,
            details: None,
        }
    }
}

/// A line: the name, what the manifest says it is, the beginning of the locked digest, and the notes.
fn line(row: &Row<'_>, manifest: &str) -> Vec<String> {
    let notes = row.notes.iter().map(|note| note.message.clone());
    let short = |entry: &Entry| entry.digest.short().to_owned();
    let (reference, rest): (_, Vec<String>) = match (row.image, row.new.as_deref()) {
        (None, Some(entry)) => {
            let mut reference = entry.reference();
            reference.digest = None;
            (reference, vec![short(entry), format!("not in {manifest}")])
        }
        (Some(image), _) if row.status == RowStatus::Missing => {
            (image.reference(), vec!["not locked".to_owned()])
        }
        (Some(image), entry) => {
            let locked = entry.filter(|_| row.status == RowStatus::Unchanged);
            let locked = locked.map_or_else(|| "out of date".to_owned(), short);
            (
                image.reference(),
                [locked].into_iter().chain(notes).collect(),
            )
        }
        // Who is in neither has no row
        (None, None) => return Vec::new(),
    };
    let mut cells = vec![row.name.to_string(), familiar(&reference)];
    cells.extend(rest);
    cells
}

/// As people write it; of a digest no more than they look at.
fn familiar(reference: &Reference) -> String {
    let tag = reference.tag.iter().map(|tag| format!(":{tag}"));
    let digest = reference.digest.iter();
    let digest = digest.map(|it| format!("@{}:{}…", it.algorithm(), it.short()));
    std::iter::once(reference.repository.familiar())
        .chain(tag)
        .chain(digest)
        .collect()
}
