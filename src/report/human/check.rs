//! The report of `check`.

use std::collections::BTreeSet;

use super::columns::{Line, columns, counted};
use super::excluded;
use crate::document::count_of;
use crate::reference::Digest;
use crate::report::check::{CheckReport, ImageUse, UseFinding};
use crate::report::{Printer, ReportText};

/// How many ways out are told: each may name an image.
const HINTS_MAX: usize = 10;

/// A line for each place of which there is something to say, what was written, a summary, and what was not asked.
pub(super) fn text(report: &CheckReport, is_verbose: bool) -> ReportText {
    let lines: Vec<Line> = report
        .places
        .iter()
        .filter_map(|place| line(place, is_verbose))
        .collect();
    let mut text = ReportText::default();
    text.lines(columns(&lines));
    if is_verbose {
        text.lines(columns(&excluded::lines(&report.excluded)));
    }
    text.lines(
        report
            .written
            .iter()
            .flatten()
            .map(|file| format!("{file} was written")),
    );
    text.line(summary(report));
    text.lines(
        report
            .not_asked
            .iter()
            .map(|question| format!("not asked: {question}")),
    );
    text
}

fn line(place: &ImageUse, is_verbose: bool) -> Option<Line> {
    let (mark, words) = match (place.note(), &place.finding) {
        (Some(note), _) => (if note.class.is_some() { '!' } else { '~' }, note.message),
        (None, UseFinding::Fixed(digest)) => ('+', format!("→ {}", digest.short())),
        (None, UseFinding::Pinned) if is_verbose => (' ', "as it is locked".to_owned()),
        (None, UseFinding::Ignored) if is_verbose => (' ', "left out by a comment".to_owned()),
        (None, _) if is_verbose => (' ', "without a digest".to_owned()),
        _ => return None,
    };
    Some((mark, vec![place.position(), brief(&place.written), words]))
}

/// How many places of how many files there are, and how many do not pass.
pub fn summary(report: &CheckReport) -> String {
    let CheckReport {
        lock_path: lock,
        files,
        ..
    } = report;
    let (files, all) = (count_of(*files, "file"), count_of(report.used(), "image"));
    let words = match (
        report.failing(),
        report.unreadable.is_empty(),
        report.used(),
    ) {
        (0, true, 0) => "no file was found that uses an image".to_owned(),
        (0, true, 1) => format!("{all} in {files} is one of {lock}"),
        (0, true, _) => format!("{all} in {files} are those of {lock}"),
        (0, false, _) => format!("{all} in {files}, and {}", unreadable(report)),
        (failing, true, _) => format!("{failing} of {all} in {files} do not pass"),
        (failing, false, _) => {
            format!(
                "{failing} of {all} in {files} do not pass, and {}",
                unreadable(report)
            )
        }
    };
    let counts = [
        (
            report.count(|it| matches!(it, UseFinding::Pinned | UseFinding::Fixed(_))),
            "with the locked digest",
        ),
        (
            report.count(|it| matches!(it, UseFinding::Unpinned(_))),
            "without a digest",
        ),
        (
            report.count(|it| *it == UseFinding::Ignored),
            "left out by a comment",
        ),
    ];
    let counts = counted(&counts)
        .map(|counts| format!("; {counts}"))
        .unwrap_or_default();
    format!("{words}{counts}{}", excluded::counted(&report.excluded))
}

fn unreadable(report: &CheckReport) -> String {
    format!(
        "{} cannot be told",
        count_of(report.unreadable.len(), "file")
    )
}

/// What cannot be read, that the files do not pass, and the ways out.
pub(super) fn errors(printer: &Printer, report: &CheckReport) {
    report
        .unreadable
        .iter()
        .for_each(|error| printer.error(error));
    if report.failing() > 0 {
        let words = count_of(report.failing(), "image");
        let verb = if report.failing() == 1 { "does" } else { "do" };
        printer.failure(&format!("{words} that files use {verb} not pass"));
    }
    excluded::hint(printer, &report.manifest_path, &report.to_exclude);
    hints(report)
        .iter()
        .take(HINTS_MAX)
        .for_each(|hint| printer.hint(&report.addressed(hint)));
}

/// The ways out, each once: one for all that has to be added.
fn hints(report: &CheckReport) -> BTreeSet<String> {
    let is_other = |place: &&ImageUse| place.addition().is_none();
    let failing = report
        .places
        .iter()
        .filter(is_other)
        .filter_map(ImageUse::note);
    let mut hints: BTreeSet<String> = failing
        .filter(|note| note.class.is_some())
        .filter_map(|note| note.hint)
        .collect();
    let added: BTreeSet<String> = report
        .places
        .iter()
        .filter_map(ImageUse::addition)
        .collect();
    if !added.is_empty() {
        let named: Vec<String> = added.iter().take(HINTS_MAX).cloned().collect();
        let more = if added.len() > HINTS_MAX { " …" } else { "" };
        hints.insert(format!("run `imagelock add {}{more}`", named.join(" ")));
    }
    hints
}

/// A reference with its digest cut short.
pub(super) fn brief(written: &str) -> String {
    match written
        .rsplit_once('@')
        .map(|(name, digest)| (name, digest.parse::<Digest>()))
    {
        Some((name, Ok(digest))) => format!("{name}@{}", digest.short()),
        _ => written.to_owned(),
    }
}
