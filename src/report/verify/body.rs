//! The body of `verify`.

use std::collections::BTreeSet;

use super::causes::{Cause, causes, first_causes, hints};
use super::{RecordFinding, VerifyFinding, VerifyReport};
use crate::exit::Reason;
use crate::report::body::{Body, BodyContent, BodyDetail, FileNote, Message};
use crate::report::failures;
use crate::report::row::{Note, Row, RowStatus};

impl VerifyReport {
    pub(in crate::report) fn body(&self, detail: BodyDetail) -> Body<'_> {
        let rows = if detail.has_all_rows {
            self.rows()
        } else {
            self.told()
        };
        let policy: Vec<Note> = self.policy.iter().filter_map(VerifyFinding::note).collect();
        Body {
            manifest: Some(&self.manifest_path),
            lock: Some(&self.lock_path),
            text: detail.text(|_| self.text(&rows, &policy)),
            summary: self.summary(&rows, &policy),
            remarks: self
                .compared()
                .into_iter()
                .chain(self.checked.words())
                .collect(),
            not_asked: self.not_asked.clone(),
            messages: self.messages(&rows, &policy),
            file_notes: self.file_notes(policy),
            unfinished: self.unfinished.as_ref(),
            status: self.status(),
            content: BodyContent::Rows(rows),
            ..Body::default()
        }
    }

    /// The notes on the manifest and on records, and the first line of the lock that imagelock would have written in
    /// another way.
    fn file_notes(&self, policy: Vec<Note>) -> Vec<FileNote<'_>> {
        let policy = policy.into_iter().map(|note| FileNote {
            file: &self.manifest_path,
            line: (self.manifest.exclude_line).filter(|_| note.reason == Reason::FilesExcluded),
            note,
        });
        let difference = self.difference.iter().map(|(line, found)| FileNote {
            file: &self.lock_path,
            line: Some(*line),
            note: Note::no(
                Reason::NotCanonical,
                format!("this is not as imagelock writes it: {found}"),
            ),
        });
        let records = self.records.iter().zip(self.record_notes());
        let records = records.map(|(record, note)| FileNote {
            file: &self.seen_path,
            line: record.line,
            note,
        });
        policy.chain(difference).chain(records).collect()
    }

    /// The notes on records, with the way out.
    fn record_notes(&self) -> Vec<Note> {
        let way_back = self.base.as_ref().map(|base| base.way_back.to_string());
        // What is allowed needs no way out
        let with_hint = |note: Note| Note {
            hint: note
                .hint
                .or_else(|| way_back.clone().filter(|_| note.class.is_some())),
            ..note
        };
        let notes = self.records.iter().map(RecordFinding::note);
        notes.map(with_hint).collect()
    }

    /// The failures of registries, why lock and manifest do not pass, and the hints.
    fn messages<'a>(&'a self, rows: &[Row<'_>], policy: &[Note]) -> Vec<Message<'a>> {
        let mut messages = failures::of_registries(rows);
        messages.extend(self.lock_failure(rows));
        messages.extend(file_failure(&self.manifest_path, policy));
        messages.extend(file_failure(&self.seen_path, &self.record_notes()));
        messages.extend(self.unfinished.as_ref().map(Message::Error));
        messages
    }

    /// That the lock does not pass, why, and what to do about it.
    fn lock_failure<'a>(&self, rows: &[Row<'_>]) -> Vec<Message<'a>> {
        let causes = causes(&self.findings);
        let words = first_causes(causes.iter().map(Cause::words).collect()).into_iter();
        let words: Vec<String> = words.chain(self.difference_in_words()).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let is_no = self.difference.is_some() || causes.iter().any(|cause| cause.note.is_no());
        let head = Message::Failure(format!("`{}` {}", self.lock_path, how(is_no)));
        let hints = hints(&causes).into_iter().chain(hint(self, rows));
        std::iter::once(head)
            .chain(words.into_iter().map(Message::Cause))
            .chain(hints.map(Message::Hint))
            .collect()
    }

    fn difference_in_words(&self) -> Option<String> {
        let (line, found) = self.difference.as_ref()?;
        let found = if found.is_empty() {
            "an empty line"
        } else {
            found
        };
        Some(format!(
            "line {line} is not as imagelock writes it: {found}"
        ))
    }
}

/// That a file of the change does not pass, why, and what to do about it.
fn file_failure<'a>(path: &str, notes: &[Note]) -> Vec<Message<'a>> {
    let failing = notes.iter().filter(|note| note.class.is_some());
    let failing: Vec<&Note> = failing.collect();
    if failing.is_empty() {
        return Vec::new();
    }
    let head = Message::Failure(format!(
        "`{path}` {}",
        how(failing.iter().any(|it| it.is_no()))
    ));
    let words: Vec<String> = failing.iter().map(|note| note.message.clone()).collect();
    let hints: BTreeSet<String> = failing.iter().filter_map(|it| it.hint.clone()).collect();
    std::iter::once(head)
        .chain(first_causes(words).into_iter().map(Message::Cause))
        .chain(hints.into_iter().map(Message::Hint))
        .collect()
}

/// What becomes of a file for which the answer is no, or there is none.
fn how(is_no: bool) -> &'static str {
    if is_no {
        "does not pass"
    } else {
        "cannot be verified"
    }
}

/// The way out of what was found, where one helps whatever the image.
fn hint(report: &VerifyReport, rows: &[Row<'_>]) -> Option<String> {
    let any = |reason: Reason| {
        rows.iter()
            .any(|row| row.notes.iter().any(|note| note.reason == reason))
    };
    let is_wrong = rows
        .iter()
        .any(|row| matches!(row.status, RowStatus::Missing | RowStatus::Unsatisfied));
    // Of an immutable tag it is for a person to say what happened
    let mut findings = report.findings.values().flatten();
    let has_moved = findings.any(|finding| matches!(finding, VerifyFinding::Moved(_)));
    let update = "run `imagelock update` to lock what the tags name now";
    let hint = if report.difference.is_some() || is_wrong {
        format!("run `imagelock lock`, then commit `{}`", report.lock_path)
    } else if any(Reason::DigestGone) {
        format!("{update}; change digests that were written by hand in `images.toml`")
    } else if has_moved {
        update.to_owned()
    } else if any(Reason::OtherTagChosen) {
        "run `imagelock update` to lock the tags that are chosen now".to_owned()
    } else if any(Reason::PlatformsMissing) {
        "choose tags that have the platforms, or declare other `platforms` in `images.toml`"
            .to_owned()
    } else if any(Reason::PlatformsDoubled) {
        "declare the names that the errors give in `images.toml`, choose other tags, or write `platforms = []` for these \
         images"
            .to_owned()
    } else {
        return None;
    };
    Some(hint)
}
