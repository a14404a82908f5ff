//! The report of `list`: the images of a manifest and its lock, each with its state.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::body::{Body, BodyContent};
use super::columns::aligned;
use super::row::{Note, Row, RowStatus};
use super::state::note_of;
use super::text::ReportText;
use crate::lock::{EntryState, Lock};
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
    pub(super) fn body(&self) -> Body<'_> {
        let rows = self.rows();
        let lines: Vec<Vec<String>> = rows
            .iter()
            .map(|row| line(row, &self.manifest_path))
            .collect();
        let mut text = ReportText::default();
        text.lines(aligned(&lines));
        Body {
            manifest: Some(&self.manifest_path),
            lock: Some(&self.lock_path),
            text,
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

/// A line: the name, what the manifest says it is, the beginning of the locked digest, and what is to say of that.
fn line(row: &Row<'_>, manifest: &str) -> Vec<String> {
    let said = row.notes.iter().map(|note| note.message.clone());
    let (named, rest): (_, Vec<String>) = match (row.image, row.status, row.new.as_deref()) {
        (None, _, Some(entry)) => {
            let named = Reference {
                digest: None,
                ..entry.reference()
            };
            (
                named,
                vec![
                    entry.digest.short().to_owned(),
                    format!("not in {manifest}"),
                ],
            )
        }
        (Some(image), RowStatus::Unchanged, Some(entry)) => (
            image.reference(),
            std::iter::once(entry.digest.short().to_owned())
                .chain(said)
                .collect(),
        ),
        (Some(image), RowStatus::Missing, _) => (image.reference(), vec!["not locked".to_owned()]),
        (Some(image), ..) => (
            image.reference(),
            std::iter::once("out of date".to_owned())
                .chain(said)
                .collect(),
        ),
        // Who is in neither has no row
        (None, _, None) => return Vec::new(),
    };
    [row.name.to_string(), familiar(&named)]
        .into_iter()
        .chain(rest)
        .collect()
}

/// As people write it; of a digest no more than they look at.
fn familiar(reference: &Reference) -> String {
    let Reference {
        repository,
        tag,
        digest,
    } = reference;
    let tag = tag
        .as_ref()
        .map(|tag| format!(":{tag}"))
        .unwrap_or_default();
    let digest = digest
        .as_ref()
        .map(|digest| format!("@{}:{}…", digest.algorithm(), digest.short()));
    format!(
        "{}{tag}{}",
        repository.familiar(),
        digest.unwrap_or_default()
    )
}
