//! The report of `verify`.

mod body;
mod causes;
mod checked;
mod finding;
mod named;
mod record;
mod way_back;
mod ways_out;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::diff;
use super::row::{Note, Row, RowStatus};
use super::waiting::{HeldDigest, WaitingDigest};
use crate::error::Error as RunError;
use crate::exit::{Class, Status};
use crate::lock::{Entry, Lock};
use crate::manifest::{ImageName, Manifest};
pub use checked::CheckedCount;
pub use finding::{OtherTag, PlatformManifest, TagDigests, VerifyFinding, YoungEntry};
pub use record::{RecordCause, RecordFinding};
pub use way_back::{AgeWayOut, WayBack};
use ways_out::WayOut;

/// The lock of the base of a change.
#[derive(Debug)]
pub struct BaseLock {
    /// The name of the base.
    pub name: String,
    pub lock: Lock,
    /// The way back to it.
    pub way_back: WayBack,
}

/// The findings of `verify`.
#[derive(Debug)]
pub struct VerifyReport {
    /// The paths, as they are shown.
    pub manifest_path: String,
    pub lock_path: String,
    pub seen_path: String,
    pub manifest: Manifest,
    pub lock: Lock,
    /// The findings on every name of both.
    pub findings: BTreeMap<ImageName, Vec<VerifyFinding>>,
    /// The findings on the manifest itself.
    pub policy: Vec<VerifyFinding>,
    /// The findings on records of `images.seen`.
    pub records: Vec<RecordFinding>,
    /// The first line of the lock that imagelock would have written in another way, as it may be shown.
    pub difference: Option<(usize, String)>,
    /// The lock that a change is compared with.
    pub base: Option<BaseLock>,
    /// What registries were asked for, and answered.
    pub checked: CheckedCount,
    /// The questions that were not asked.
    pub not_asked: Vec<&'static str>,
    /// The error that cut the questions short.
    pub unfinished: Option<RunError>,
}

impl VerifyReport {
    pub fn status(&self) -> Status {
        let findings = self.findings.values().flatten().chain(&self.policy);
        let classes = findings.filter_map(|finding| finding.note()?.class);
        let of_records = self.records.iter().filter_map(|it| it.note().class);
        let unfinished = self.unfinished.as_ref().and_then(RunError::class);
        Status::worst(
            classes
                .chain(of_records)
                .chain(self.difference.as_ref().map(|_| Class::No))
                .chain(unfinished),
        )
    }

    /// A row for each image, and for those that a change removes.
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        let base = self.base.iter().flat_map(|base| &base.lock.entries);
        let removed = base.filter(|(name, _)| !self.findings.contains_key(*name));
        let removed = removed.map(|(name, old)| diff::row(name, Some(old), None));
        let found = self.findings.iter();
        let found = found.map(|(name, findings)| self.row(name, findings));
        let mut rows: Vec<Row<'_>> = found.chain(removed).collect();
        rows.sort_by_key(|row| row.name);
        rows
    }

    /// The images that there is something to say of. Of ten thousand there may be none, so that nothing is looked up
    /// for the others.
    pub(super) fn told(&self) -> Vec<Row<'_>> {
        if self.base.is_some() {
            let mut rows = self.rows();
            rows.retain(|row| row.is_change() || !row.notes.is_empty());
            return rows;
        }
        let told = self
            .findings
            .iter()
            .filter(|(_, findings)| findings.iter().any(VerifyFinding::is_told));
        told.map(|(name, findings)| self.row(name, findings))
            .collect()
    }

    fn row<'a>(&'a self, name: &'a ImageName, findings: &'a [VerifyFinding]) -> Row<'a> {
        let entry = self.lock.entries.get(name);
        let notes: Vec<(RowStatus, Note)> = findings
            .iter()
            .filter_map(|finding| Some((finding.status(), note_on(name, finding)?)))
            .collect();
        // What decides the exit status decides the status of the image
        let gravest = notes.iter().rev().max_by_key(|(_, note)| note.class);
        let held = findings.iter().find_map(VerifyFinding::held);
        let before = self.before(name);
        let status = match gravest {
            Some((status, Note { class: Some(_), .. })) => *status,
            _ => match diff::row(name, before, entry).status {
                RowStatus::Unchanged if held.is_some() => RowStatus::Held,
                status => status,
            },
        };
        Row {
            name,
            image: self.manifest.images.get(name),
            old: before.map(Cow::Borrowed),
            new: entry.map(|entry| entry_now(entry, findings)),
            status,
            notes: notes.into_iter().map(|(_, note)| note).collect(),
            details: None,
            latest: None,
            chosen: None,
            held: held.map(HeldDigest::from),
            waiting: held.map(WaitingDigest::from).into_iter().collect(),
        }
    }

    /// The entry that an image had before: in the base, or, without one, what it has.
    fn before(&self, name: &ImageName) -> Option<&Entry> {
        self.base
            .as_ref()
            .map_or(&self.lock, |base| &base.lock)
            .entries
            .get(name)
    }
}

/// The entry with what its tag names now, if a finding says so.
fn entry_now<'a>(entry: &'a Entry, findings: &[VerifyFinding]) -> Cow<'a, Entry> {
    match findings.iter().find_map(VerifyFinding::now) {
        Some((tag, digest)) => Cow::Owned(Entry {
            tag: tag.or(entry.tag.as_ref()).cloned(),
            digest: digest.clone(),
            platforms: None,
            ..entry.clone()
        }),
        None => Cow::Borrowed(entry),
    }
}

/// The note on a finding, with the way out for this image.
fn note_on(name: &ImageName, finding: &VerifyFinding) -> Option<Note> {
    let note = finding.note()?;
    let way = WayOut::of(finding).map(|way| way.words(&[name].into()));
    Some(Note {
        hint: way.or(note.hint),
        ..note
    })
}
