//! The report of `update`, `lock`, `outdated`, `add` and `remove`.

mod counts;
mod image_row;
pub(super) mod latest;
mod messages;

use std::collections::BTreeMap;

use super::body::{Body, BodyContent, BodyDetail};
use super::change;
use super::columns::{Line, columns};
use super::details::{DetailsByName, DetailsStyle};
use super::plain::plain_line;
use super::row::{Note, NoteKind, Row, RowStatus};
use super::text::ReportText;
use super::write_outcome::WriteOutcome;
use crate::day::Day;
use crate::error::Error as RunError;
use crate::exit::{Class, Reason, Status};
use crate::lock::{Lock, Seen};
use crate::manifest::{ImageName, Manifest};
use crate::policy::Outcome;
use crate::policy::decision::DecisionNote;
use crate::resolve::{ChosenTags, LatestTags};
use counts::Counts;

/// The details of images in lines for people.
const STYLE: DetailsStyle = DetailsStyle {
    code: plain_line,
    prose: plain_line,
    link: str::to_owned,
};

/// Stands above the images whose entries would have changed.
const NOT_WRITTEN: &str = "not written:";

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
    /// What there is to say of these beside the outcomes.
    pub decision_notes: BTreeMap<ImageName, DecisionNote>,
    /// The tags that were chosen out of lists.
    pub chosen: ChosenTags,
    /// The latest versions beside fixed tags, if they were asked for (`outdated`).
    pub latest: Option<LatestTags>,
    /// The outcome of writing the lock.
    pub written: WriteOutcome,
    /// The outcome of writing `images.seen`, and that in words; none if there is none, and nobody needs one.
    pub seen_written: Option<(WriteOutcome, String)>,
    /// The records after the run, if they are told.
    pub seen: Option<SeenOnDay>,
    /// The command that made it.
    pub command: UpdateCommand,
    /// True if there was no lock before.
    pub is_lock_new: bool,
    /// The labels of changed images, where those were asked for.
    pub details: DetailsByName,
    /// True where it is a failure that the lock is not as it would be: `--check`, `--exit-code`.
    pub is_work_failure: bool,
}

/// Records, and the day on which they are looked at.
#[derive(Debug)]
pub struct SeenOnDay {
    pub seen: Seen,
    pub today: Day,
}

/// The command that made an update.
#[derive(Debug)]
pub enum UpdateCommand {
    /// `update`, `lock` or `outdated`, with the command that writes the lock, as somebody would write it.
    Locks(String),
    /// `add` or `remove`.
    Edits(EditedManifest),
}

/// The manifest that a command edits.
#[derive(Debug)]
pub struct EditedManifest {
    /// The outcome of writing it.
    pub written: WriteOutcome,
    /// True if there was none before.
    pub is_new: bool,
    /// What is said of the change, once it is written.
    pub remarks: Vec<String>,
    /// The error that kept the lock from being written.
    pub unfinished: Option<RunError>,
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
            manifest_written: self.edited().map(|edited| edited.written),
            seen_written: self.seen_written.as_ref().map(|(written, _)| *written),
            text: detail.text(|is_verbose| self.text(&rows, is_verbose)),
            summary: self.summary(&rows),
            unfinished: self.unfinished(),
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
        if self.latest.is_some() {
            text.lines(latest::table(rows, is_verbose));
            return text_with_notes(text, rows, &self.details, is_verbose);
        }
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
        text_with_notes(text, rows, &self.details, is_verbose)
    }

    /// The outcome of the files, and how many images became what.
    fn summary(&self, rows: &[Row<'_>]) -> String {
        let (manifest, lock, written) = (&self.manifest_path, &self.lock_path, self.written);
        let mut counts = Counts::of(rows);
        match self.edited().map(|edited| edited.written) {
            None => {
                counts
                    .by_status
                    .insert(RowStatus::NotAsked, self.not_asked());
                let summary = counts.summary(lock, self.is_lock_new, written);
                let newer = latest::newer(rows).map(|newer| format!("; {newer}"));
                summary + newer.as_deref().unwrap_or_default()
            }
            Some(WriteOutcome::Yes) if written == WriteOutcome::Prevented => {
                format!("wrote {manifest}, but not {lock}: {}", counts.words(false))
            }
            Some(WriteOutcome::Unneeded) => counts.summary(lock, self.is_lock_new, written),
            Some(edited) if written == WriteOutcome::Unneeded => counts.edited(manifest, edited),
            Some(edited) => counts.edited(&format!("{manifest} and {lock}"), edited),
        }
    }

    fn status(&self, rows: &[Row<'_>]) -> Status {
        let work = self.is_work_failure.then_some(Class::No);
        let unfinished = self.unfinished().and_then(RunError::class);
        let rows = rows.iter().filter_map(Row::class);
        Status::worst(rows.chain(work).chain(unfinished))
    }

    fn files_written(&self) -> Vec<&str> {
        let manifest = self.edited().map(|it| (it.written, &self.manifest_path));
        let files = manifest
            .into_iter()
            .chain([(self.written, &self.lock_path)]);
        files
            .filter(|(written, _)| *written == WriteOutcome::Yes)
            .map(|(_, path)| path.as_str())
            .collect()
    }

    fn edited(&self) -> Option<&EditedManifest> {
        match &self.command {
            UpdateCommand::Edits(edited) => Some(edited),
            UpdateCommand::Locks(_) => None,
        }
    }

    fn unfinished(&self) -> Option<&RunError> {
        self.edited()?.unfinished.as_ref()
    }

    /// How many images of the manifest were not asked for.
    fn not_asked(&self) -> usize {
        self.manifest
            .images
            .keys()
            .filter(|name| !self.outcomes.contains_key(*name))
            .count()
    }
}

/// The notes on images that are no failures, and what images say of themselves, below what became of them.
fn text_with_notes(
    mut text: ReportText,
    rows: &[Row<'_>],
    details: &DetailsByName,
    is_verbose: bool,
) -> ReportText {
    for row in rows.iter().filter(|row| row.class().is_none()) {
        // The columns have what is newer and what is held already, and messages why there is no list
        let is_elsewhere = |note: &&Note| {
            matches!(note.reason, Reason::NewerTag | Reason::TooYoung)
                || note.kind == NoteKind::Failure
        };
        let is_here = |note: &&Note| {
            !is_elsewhere(note) && (is_verbose || note.reason != Reason::SamePlatforms)
        };
        let notes = row.notes.iter().filter(is_here);
        text.lines(notes.map(|note| format!("  {}: {}", row.name, plain_line(&said(note)))));
    }
    for (name, details) in details {
        text.line(format!("  {name} says: {}", details.words(STYLE)));
    }
    text
}

/// The words of a note; the ways out of noise and of being held are options that nobody knows who has not met them.
fn said(note: &Note) -> String {
    if matches!(note.reason, Reason::SamePlatforms | Reason::HeldLong) {
        note.with_hint()
    } else {
        note.message.clone()
    }
}

fn lines(rows: &[&Row<'_>]) -> Vec<Line> {
    rows.iter().map(|row| change::line(row)).collect()
}
