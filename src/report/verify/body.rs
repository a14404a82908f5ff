//! The body of `verify`.

use std::collections::BTreeSet;

use super::{VerifyFinding, VerifyReport};
use crate::exit::{Class, Reason};
use crate::report::body::{Body, BodyContent, BodyDetail, FileNote, Message};
use crate::report::failures;
use crate::report::row::{Note, NoteKind, Row, RowStatus};

/// How many hints are told: each names an image.
const HINTS_MAX: usize = 10;

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
            remarks: self.compared().into_iter().collect(),
            not_asked: self.not_asked.clone(),
            messages: self.messages(&rows, &policy),
            file_notes: self.file_notes(policy),
            unfinished: self.unfinished.as_ref(),
            status: self.status(),
            content: BodyContent::Rows(rows),
            ..Body::default()
        }
    }

    /// The notes on the manifest, and the first line of the lock that imagelock would have written in another way.
    fn file_notes(&self, policy: Vec<Note>) -> Vec<FileNote<'_>> {
        let policy = policy.into_iter().map(|note| FileNote {
            file: &self.manifest_path,
            line: self.manifest.exclude_line,
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
        policy.chain(difference).collect()
    }

    /// The failures of registries, that the lock does not pass, and the hints.
    fn messages<'a>(&'a self, rows: &[Row<'_>], policy: &[Note]) -> Vec<Message<'a>> {
        let mut messages = failures::of_registries(rows);
        let mut fail = |file: &str, how: &str| {
            messages.push(Message::Failure(format!("`{file}` {how}")));
        };
        if self.difference.is_some() || rows.iter().any(|row| row.class() == Some(Class::No)) {
            fail(&self.lock_path, "does not pass");
        } else if rows.iter().any(|row| row.notes.iter().any(is_unasked)) {
            fail(&self.lock_path, "cannot be verified");
        }
        if policy.iter().any(Note::is_no) {
            fail(&self.manifest_path, "does not pass");
        }
        let hints = rows.iter().flat_map(|row| &row.notes).chain(policy);
        let is_finding = |note: &&Note| note.kind == NoteKind::Finding && note.class.is_some();
        let hints: BTreeSet<&String> = hints
            .filter(is_finding)
            .filter_map(|note| note.hint.as_ref())
            .collect();
        let hints = hints.into_iter().take(HINTS_MAX).cloned();
        let hint = hint(self, rows).map(str::to_owned);
        messages.extend(hints.chain(hint).map(Message::Hint));
        messages.extend(self.unfinished.as_ref().map(Message::Error));
        messages
    }
}

/// True where no other message says that there is no answer.
fn is_unasked(note: &Note) -> bool {
    note.kind == NoteKind::Finding && note.is_unanswered()
}

/// The way out of what was found, where one helps whatever the image.
fn hint(report: &VerifyReport, rows: &[Row<'_>]) -> Option<&'static str> {
    let any = |reason: Reason| {
        rows.iter()
            .any(|row| row.notes.iter().any(|note| note.reason == reason))
    };
    let is_wrong = rows
        .iter()
        .any(|row| matches!(row.status, RowStatus::Missing | RowStatus::Unsatisfied));
    if report.difference.is_some() || is_wrong {
        Some("run `imagelock lock` and commit what it writes")
    } else if any(Reason::DigestGone) {
        Some(
            "run `imagelock update` to lock what the tags name now; a digest that was given by hand is changed in \
             `images.toml`",
        )
    } else if any(Reason::TagMoved) {
        Some("run `imagelock update` to lock what the tags name now")
    } else if any(Reason::PlatformsMissing) {
        Some("choose tags that have the platforms, or declare other `platforms` in `images.toml`")
    } else {
        None
    }
}
