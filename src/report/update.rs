//! The report of `update`, `lock`, `outdated`, `add` and `remove`.

mod counts;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::body::{Body, BodyContent, BodyDetail, Message};
use super::change;
use super::columns::{Line, columns};
use super::details::{DetailsByName, DetailsStyle};
use super::failures;
use super::plain::plain_line;
use super::row::{Note, NoteKind, Row, RowStatus};
use super::text::ReportText;
use super::write_outcome::WriteOutcome;
use crate::document::count_of;
use crate::error::Error as RunError;
use crate::exit::{Class, Reason, Status};
use crate::lock::{EntryChange, Lock};
use crate::manifest::{Image, ImageName, Manifest};
use crate::policy::{Outcome, PolicyRefusal};
use crate::registry::Error;
use counts::Counts;

/// The details of images in lines for people.
const STYLE: DetailsStyle = DetailsStyle {
    code: plain_line,
    prose: plain_line,
    link: str::to_owned,
};

/// Stands above the images whose entries would have changed.
const NOT_WRITTEN: &str = "not written:";

/// Where else a tag may have to be corrected.
const USES: &str = "`imagelock list --uses` shows which files use each image";

/// The outcome of an update.
#[derive(Debug)]
pub struct UpdateReport {
    /// The paths, as they are shown.
    pub manifest_path: String,
    pub lock_path: String,
    /// The manifest as it is, or would be, afterwards.
    pub manifest: Manifest,
    /// The lock before.
    pub old: Lock,
    /// The outcomes of the images that were asked for.
    pub outcomes: BTreeMap<ImageName, Outcome>,
    /// The outcome of writing the lock.
    pub written: WriteOutcome,
    /// The outcome of writing the manifest, where it was to be changed.
    pub manifest_written: Option<WriteOutcome>,
    /// True if there was no manifest before.
    pub is_manifest_new: bool,
    /// True if there was no lock before.
    pub is_lock_new: bool,
    /// What is said of a change of the manifest, once it is written.
    pub remarks: Vec<String>,
    /// The labels of changed images, where those were asked for.
    pub details: DetailsByName,
    /// True where it is a failure that the lock is not as it would be: `--check`, `--exit-code`.
    pub is_work_failure: bool,
    /// The error that kept the lock from being written.
    pub unfinished: Option<RunError>,
    /// The command that writes the lock, as somebody would write it; `None` where it is one that edits the manifest.
    pub command: Option<String>,
}

impl UpdateReport {
    pub(super) fn body(&self, detail: BodyDetail) -> Body<'_> {
        let rows: Vec<Row<'_>> = self
            .outcomes
            .iter()
            .map(|(name, outcome)| self.row(name, outcome))
            .collect();
        Body {
            manifest: Some(&self.manifest_path),
            lock: Some(&self.lock_path),
            written: Some(self.written),
            manifest_written: self.manifest_written,
            text: detail.text(|is_verbose| self.text(&rows, is_verbose)),
            summary: self.summary(&rows),
            unfinished: self.unfinished.as_ref(),
            messages: self.messages(&rows),
            files_written: self.files_written(),
            status: self.status(&rows),
            content: BodyContent::Rows(rows),
            ..Body::default()
        }
    }

    /// A line for each image that is not as it was, and the labels of changed images. What failed is a message.
    fn text(&self, rows: &[Row<'_>], is_verbose: bool) -> ReportText {
        let mut text = ReportText::default();
        let is_told = |row: &&Row<'_>| {
            row.class().is_none() && (is_verbose || row.status != RowStatus::Unchanged)
        };
        let is_written = self.written != WriteOutcome::Prevented;
        let (written, prevented): (Vec<&Row<'_>>, Vec<&Row<'_>>) = rows
            .iter()
            .filter(is_told)
            .partition(|row| is_written || !row.is_change());
        text.lines(columns(&lines(&written)));
        if !prevented.is_empty() {
            text.line(NOT_WRITTEN);
            let lines = columns(&lines(&prevented));
            text.lines(lines.iter().map(|line| format!("  {line}")));
        }
        for (name, details) in &self.details {
            text.line(format!("  {name} says: {}", details.words(STYLE)));
        }
        text
    }

    /// The outcome of the files, and how many images became what.
    fn summary(&self, rows: &[Row<'_>]) -> String {
        let (manifest, lock, written) = (&self.manifest_path, &self.lock_path, self.written);
        let mut counts = Counts::of(rows);
        match self.manifest_written {
            None => {
                counts.0.insert(RowStatus::NotAsked, self.not_asked());
                counts.summary(lock, self.is_lock_new, written)
            }
            Some(WriteOutcome::Yes) if written == WriteOutcome::Prevented => {
                format!("wrote {manifest}, but not {lock}: {}", counts.words(false))
            }
            Some(WriteOutcome::Unneeded) => counts.summary(lock, self.is_lock_new, written),
            Some(edited) if written == WriteOutcome::Unneeded => counts.edited(manifest, edited),
            Some(edited) => counts.edited(&format!("{manifest} and {lock}"), edited),
        }
    }

    /// The failures, one of them that there is work.
    fn messages<'a>(&'a self, rows: &[Row<'_>]) -> Vec<Message<'a>> {
        let mut messages = failures::of_policies(rows);
        messages.extend(failures::of_registries(rows));
        messages.extend(self.way_on(rows).map(Message::Hint));
        messages.extend(self.edits().into_iter().map(Message::Note));
        messages.extend(self.others(rows).map(Message::Note));
        messages.extend(self.unfinished.as_ref().map(Message::Error));
        if self.is_work_failure {
            let is = match (self.written, self.is_lock_new) {
                (WriteOutcome::Outdated, true) => "does not exist",
                (WriteOutcome::Outdated, false) => "is outdated",
                (_, true) => "would be created",
                (_, false) => "would change",
            };
            let (lock, command) = (&self.lock_path, self.command.as_deref());
            messages.push(Message::Failure(format!("`{lock}` {is}")));
            let hint = |command| format!("run `{command}`, then commit `{lock}`");
            messages.extend(command.map(hint).map(Message::Hint));
        }
        messages
    }

    /// The hint how to write what went well.
    fn way_on(&self, rows: &[Row<'_>]) -> Option<String> {
        let changes = rows.iter().filter(|row| row.is_change());
        let others = match (self.written, changes.clone().count()) {
            (WriteOutcome::Prevented, 1) => "one".to_owned(),
            (WriteOutcome::Prevented, count) if count > 1 => count.to_string(),
            _ => return None,
        };
        let references = changes.filter_map(|row| Some(row.image?.reference().to_string()));
        let command = match self.manifest_written {
            None => format!("{} --keep-going", self.command.as_ref()?),
            Some(WriteOutcome::Prevented) => {
                format!("imagelock add {}", references.collect::<Vec<_>>().join(" "))
            }
            Some(_) => return None,
        };
        Some(format!("`{command}` writes the other {others}"))
    }

    /// The notes on a change of the manifest, be it written or reported: also that it is a new file.
    fn edits(&self) -> Vec<String> {
        let verb = match self.manifest_written {
            Some(WriteOutcome::Yes) => "created",
            Some(WriteOutcome::Reported) => "would create",
            Some(WriteOutcome::Unneeded | WriteOutcome::Prevented | WriteOutcome::Outdated)
            | None => return Vec::new(),
        };
        let file = self.is_manifest_new.then_some(&self.manifest_path);
        let created = file.map(|file| format!("{verb} `{file}`"));
        self.remarks.iter().cloned().chain(created).collect()
    }

    /// The note that what was added is not all there is to lock.
    fn others(&self, rows: &[Row<'_>]) -> Option<String> {
        let is_done = matches!(self.written, WriteOutcome::Yes | WriteOutcome::Reported);
        let has_added = self.manifest_written.is_some()
            && rows.iter().any(|row| row.status == RowStatus::Added);
        if !is_done || !has_added {
            return None;
        }
        let (images, are) = match self.others_not_locked() {
            0 => return None,
            1 => ("1 other image".to_owned(), "is"),
            count => (count_of(count, "other image"), "are"),
        };
        Some(format!("{images} {are} not locked: run `imagelock lock`"))
    }

    fn status(&self, rows: &[Row<'_>]) -> Status {
        let work = self.is_work_failure.then_some(Class::No);
        let unfinished = self.unfinished.as_ref().and_then(RunError::class);
        let rows = rows.iter().filter_map(Row::class);
        Status::worst(rows.chain(work).chain(unfinished))
    }

    fn files_written(&self) -> Vec<&str> {
        let manifest = self
            .manifest_written
            .map(|written| (written, &self.manifest_path));
        let files = manifest
            .into_iter()
            .chain([(self.written, &self.lock_path)]);
        files
            .filter(|(written, _)| *written == WriteOutcome::Yes)
            .map(|(_, path)| path.as_str())
            .collect()
    }

    /// How many images of the manifest were not asked for.
    fn not_asked(&self) -> usize {
        self.manifest
            .images
            .keys()
            .filter(|name| !self.outcomes.contains_key(*name))
            .count()
    }

    /// How many other images are not locked as the manifest says, where this was about some.
    fn others_not_locked(&self) -> usize {
        let others = self
            .manifest
            .images
            .iter()
            .filter(|(name, _)| !self.outcomes.contains_key(*name));
        let is_locked = |name: &ImageName, image: &Image| {
            self.old
                .entries
                .get(name)
                .is_some_and(|entry| entry.check(image).is_ok())
        };
        others
            .filter(|(name, image)| !is_locked(name, image))
            .count()
    }

    /// The note on a failure. A tag that is gone was declared for some file, unless it was given to `add`.
    fn failure(&self, error: &Error) -> Note {
        let note = Note::from(error);
        match &note.hint {
            Some(hint) if note.reason == Reason::NoSuchTag && self.manifest_written.is_none() => {
                let hint = format!("{hint}; {USES}");
                note.hint(hint)
            }
            _ => note,
        }
    }

    /// The note on a refusal. What was not added has no line yet to write anything in.
    fn refusal(&self, name: &ImageName, refusal: &PolicyRefusal) -> Note {
        let note = Note::from(refusal);
        match self.manifest.images.get(name) {
            Some(image) if self.manifest_written.is_some() => {
                let reference = image.reference();
                let line = format!(
                    "{} = {{ image = \"{reference}\", platforms = [] }}",
                    name.key()
                );
                note.hint(refusal.hint_with(&format!("write `{line}` in `images.toml`")))
            }
            _ => note,
        }
    }

    fn row<'a>(&'a self, name: &'a ImageName, outcome: &'a Outcome) -> Row<'a> {
        let kept = self.old.entries.get(name);
        let (status, old, new, note) = match outcome {
            // It was in the manifest alone
            Outcome::Unchanged if kept.is_none() && !self.manifest.images.contains_key(name) => {
                (RowStatus::Removed, None, None, None)
            }
            Outcome::Unchanged => (RowStatus::Unchanged, kept, kept, None),
            Outcome::Changed(EntryChange::Added(new)) => (RowStatus::Added, None, Some(new), None),
            Outcome::Changed(EntryChange::Removed(old)) => {
                (RowStatus::Removed, Some(old), None, None)
            }
            Outcome::Changed(EntryChange::Updated { old, new }) => {
                (RowStatus::Updated, Some(old), Some(new), None)
            }
            Outcome::Refused(refusal) => (
                RowStatus::Refused,
                kept,
                kept,
                Some(self.refusal(name, refusal)),
            ),
            Outcome::Failed(error) => (RowStatus::Failed, kept, kept, Some(self.failure(error))),
        };
        let (old, new) = (old.map(Cow::Borrowed), new.map(Cow::Borrowed));
        let notes = note.into_iter().collect();
        let (image, details) = (self.manifest.images.get(name), self.details.get(name));
        Row {
            name,
            image,
            old,
            new,
            status,
            notes,
            details,
        }
    }
}

fn lines(rows: &[&Row<'_>]) -> Vec<Line> {
    rows.iter().map(|row| change::line(row)).collect()
}

impl From<&PolicyRefusal> for Note {
    fn from(refusal: &PolicyRefusal) -> Self {
        let note = Self::no(refusal.reason(), refusal.to_string());
        Self {
            kind: NoteKind::Refusal,
            ..note.hint(refusal.hint())
        }
    }
}

impl From<&Error> for Note {
    fn from(error: &Error) -> Self {
        Self {
            kind: NoteKind::Failure,
            class: Some(error.class()),
            hint: error.hint(),
            is_retryable: error.is_transient(),
            http_status: error.http_status(),
            wait: error.wait(),
            ..Self::finding(error.reason(), error.to_string())
        }
    }
}
