//! The lines of `resolve` and `get`.

use std::collections::BTreeMap;

use super::failures;
use crate::exit::Status;
use crate::report::Printer;
use crate::report::references::ReferencesReport;
use crate::report::row::Note;

/// All lines, or none.
pub(super) fn data(report: &ReferencesReport) -> String {
    if report.status() != Status::Done {
        return String::new();
    }
    let answers = report
        .list
        .iter()
        .filter_map(|pinned| pinned.answer.as_ref().ok());
    answers.map(|answer| format!("{}\n", answer.line)).collect()
}

/// What could not be resolved: each thing once, whatever the order given.
pub(super) fn errors(printer: &Printer, report: &ReferencesReport) {
    let failed = report.list.iter().filter_map(|pinned| {
        let error = pinned.answer.as_ref().err()?;
        Some((
            (&pinned.repository, &pinned.target),
            (pinned.subject(), Note::from(error)),
        ))
    });
    let failed: BTreeMap<_, _> = failed.collect();
    failures::failures(printer, failed.into_values());
}
