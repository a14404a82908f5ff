//! The report of `verify`.

use std::collections::BTreeSet;

use super::changes::line;
use super::columns::{Line, columns};
use super::failures;
use crate::document::count_of;
use crate::exit::{Class, Reason};
use crate::lock::{Comparison, EntryState};
use crate::manifest::ImageName;
use crate::report::row::{Note, NoteKind, Row, RowStatus};
use crate::report::verify::{VerifyReport, note_of};
use crate::report::{Printer, ReportText};

/// How many ways out are told: each names an image.
const HINTS_MAX: usize = 10;

/// A line for each image that is not as it should be, one for the first line of the lock that imagelock would have
/// written in another way, a summary, and what was not asked.
pub(super) fn text(report: &VerifyReport) -> ReportText {
    let VerifyReport {
        lock_path: lock,
        difference,
        ..
    } = report;
    let rows = report.told();
    let changes = rows.iter().filter(|row| row.is_change());
    let mut text = ReportText::default();
    text.lines(columns(&changes.map(line).collect::<Vec<_>>()));
    text.lines(columns(&rows.iter().flat_map(lines).collect::<Vec<_>>()));
    text.lines(columns(&policy_lines(report)));
    if let Some((line, found)) = difference {
        let what = if found.is_empty() {
            "an empty line"
        } else {
            found
        };
        text.line(format!(
            "! line {line} of {lock} is not as imagelock writes it: {what}"
        ));
    }
    text.line(summary(report));
    text.lines(compared(report));
    text.lines(
        report
            .not_asked
            .iter()
            .map(|question| format!("not asked: {question}")),
    );
    text
}

/// What the change was compared with, and how many entries differ, be they true or not.
pub fn compared(report: &VerifyReport) -> Option<String> {
    let base = report.base.as_ref()?;
    let words = match report.differing() {
        0 => "no entry differs".to_owned(),
        1 => "1 entry differs".to_owned(),
        count => format!("{count} entries differ"),
    };
    Some(format!("compared with {}: {words}", base.name))
}

/// Whether the lock passes, and how many images do not; and whether the manifest does.
pub fn summary(report: &VerifyReport) -> String {
    let is_weaker = report.policy_notes().iter().any(is_no);
    let weaker = if is_weaker {
        format!("; {} does not pass", report.manifest_path)
    } else {
        String::new()
    };
    summary_of_lock(report) + &weaker
}

fn summary_of_lock(report: &VerifyReport) -> String {
    let VerifyReport {
        manifest_path: manifest,
        lock_path: lock,
        difference,
        ..
    } = report;
    let rows = report.told();
    let count = |is: fn(&Note) -> bool| rows.iter().filter(|row| row.notes.iter().any(is)).count();
    let (failing, unanswered) = (count(is_no), count(is_unanswered));
    let images = count_of(report.findings.len(), "image");
    match (failing, unanswered, difference) {
        (0, 0, None) => format!("{lock} satisfies {manifest}: {images}"),
        (0, 0, Some(_)) => {
            format!("{lock} satisfies {manifest}, but is not in its canonical form: {images}")
        }
        (0, _, _) => format!("{lock} cannot be verified: no answer for {unanswered} of {images}"),
        (_, 0, _) => format!("{lock} does not pass: {failing} of {images}"),
        _ => format!("{lock} does not pass: {failing} of {images}, and no answer for {unanswered}"),
    }
}

/// What registries failed with, that the lock does not pass, and the way out.
pub(super) fn errors(printer: &Printer, report: &VerifyReport) {
    let rows = report.told();
    failures::of_registries(printer, rows.iter());
    if report.difference.is_some() || rows.iter().any(|row| row.class() == Some(Class::No)) {
        printer.failure(&format!("`{}` does not pass", report.lock_path));
    } else if rows.iter().any(|row| row.notes.iter().any(is_unasked)) {
        printer.failure(&format!("`{}` cannot be verified", report.lock_path));
    }
    let policy = report.policy_notes();
    if policy.iter().any(is_no) {
        printer.failure(&format!("`{}` does not pass", report.manifest_path));
    }
    let hints = rows.iter().flat_map(|row| &row.notes).chain(&policy);
    let is_finding = |note: &&Note| note.kind == NoteKind::Finding && note.class.is_some();
    let hints: BTreeSet<&String> = hints
        .filter(is_finding)
        .filter_map(|note| note.hint.as_ref())
        .collect();
    hints
        .iter()
        .take(HINTS_MAX)
        .for_each(|hint| printer.hint(hint));
    if let Some(hint) = hint(report, &rows) {
        printer.hint(hint);
    }
    if let Some(error) = &report.unfinished {
        printer.error(error);
    }
}

fn is_unanswered(note: &Note) -> bool {
    note.class.is_some_and(|class| class != Class::No)
}

/// Whether nobody else says on stderr that there is no answer.
fn is_unasked(note: &Note) -> bool {
    note.kind == NoteKind::Finding && is_unanswered(note)
}

fn is_no(note: &Note) -> bool {
    note.class == Some(Class::No)
}

/// Why a lock does not satisfy its manifest, a reason for each image.
pub fn reasons(comparison: &Comparison) -> Vec<String> {
    let reason = |(name, state): (&ImageName, &EntryState)| {
        let note = note_of(state)?;
        note.class.map(|_| format!("`{name}`: {}", note.message))
    };
    comparison.names.iter().filter_map(reason).collect()
}

fn policy_lines(report: &VerifyReport) -> Vec<Line> {
    let line = |note: &Note| (mark(note), vec![report.manifest_path.clone(), words(note)]);
    report.policy_notes().iter().map(line).collect()
}

fn mark(note: &Note) -> char {
    if note.class.is_some() { '!' } else { '~' }
}

fn lines(row: &Row<'_>) -> Vec<Line> {
    row.notes
        .iter()
        .map(|note| (mark(note), vec![row.name.to_string(), words(note)]))
        .collect()
}

/// What stands on the line of an image. What a registry said is told below, once for all that it is the cause of.
fn words(note: &Note) -> String {
    match note.kind {
        NoteKind::Finding => note.message.clone(),
        NoteKind::Refusal => format!("refused: {}", note.message),
        NoteKind::Failure if is_no(note) => "the tag is gone from the registry".to_owned(),
        NoteKind::Failure => "there is no answer".to_owned(),
    }
}

/// The way out of what was found, where there is one.
fn hint(report: &VerifyReport, rows: &[Row<'_>]) -> Option<&'static str> {
    let any = |is: fn(Reason) -> bool| {
        rows.iter()
            .any(|row| row.notes.iter().any(|note| is(note.reason)))
    };
    let is_wrong = rows
        .iter()
        .any(|row| matches!(row.verdict, RowStatus::Missing | RowStatus::Unsatisfied));
    if report.difference.is_some() || is_wrong {
        Some("run `imagelock lock` and commit what it writes")
    } else if any(|reason| reason == Reason::DigestGone) {
        Some(
            "run `imagelock update` to lock what the tags name now; a digest that was given by hand is changed in \
             `images.toml`",
        )
    } else if any(|reason| reason == Reason::TagMoved) {
        Some("run `imagelock update` to lock what the tags name now")
    } else if any(|reason| reason == Reason::PlatformsMissing) {
        Some("choose tags that have the platforms, or declare other `platforms` in `images.toml`")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::exclude::Exclude;
    use crate::lock::Lock;
    use crate::manifest::Manifest;
    use crate::registry::Error;
    use crate::report::verify::VerifyFinding;

    fn summary(
        findings: &[(&str, &[VerifyFinding])],
        difference: Option<(usize, String)>,
    ) -> String {
        let findings = findings
            .iter()
            .map(|(name, list)| (name.parse().unwrap(), list.to_vec()))
            .collect();
        let (manifest_path, lock_path) = ("m".to_owned(), "l".to_owned());
        let manifest = Manifest {
            images: BTreeMap::new(),
            exclude: Exclude::default(),
            exclude_line: None,
            warnings: Vec::new(),
        };
        let (lock, not_asked) = (Lock::default(), Vec::new());
        text(&VerifyReport {
            manifest_path,
            lock_path,
            manifest,
            lock,
            findings,
            difference,
            not_asked,
            base: None,
            unfinished: None,
            policy: Vec::new(),
        })
        .as_str()
        .lines()
        .last()
        .unwrap_or_default()
        .to_owned()
    }

    fn failed(is_no: bool) -> VerifyFinding {
        let (host, message) = ("registry.example".to_owned(), None);
        VerifyFinding::Failed(if is_no {
            Error::NoSuchTag { host, message }
        } else {
            Error::Server {
                host,
                status: 500,
                attempts: 5,
                message,
            }
        })
    }

    #[test]
    fn an_image_that_fails_twice_is_counted_once() {
        let twice = [failed(true), VerifyFinding::Gone];
        assert_eq!(
            summary(&[("a", &twice), ("b", &[])], None),
            "l does not pass: 1 of 2 images"
        );
    }

    #[test]
    fn no_answer_is_told_apart_from_a_no() {
        assert_eq!(
            summary(&[("a", &[failed(false)])], None),
            "l cannot be verified: no answer for 1 of 1 image"
        );
        let both = summary(&[("a", &[failed(false)]), ("b", &[failed(true)])], None);
        assert_eq!(both, "l does not pass: 1 of 2 images, and no answer for 1");
    }

    #[test]
    fn a_line_that_is_not_canonical_is_no_image() {
        let words = summary(
            &[("a", &[VerifyFinding::Present])],
            Some((3, String::new())),
        );
        assert_eq!(
            words,
            "l satisfies m, but is not in its canonical form: 1 image"
        );
    }
}
