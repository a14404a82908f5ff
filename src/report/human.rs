//! The words for people: a line an image, a summary, and failures with one cause told once.

mod changes;
mod check;
mod columns;
mod diff;
mod excluded;
mod export;
mod failures;
mod init;
mod list;
mod many;
mod references;
mod update;
mod verify;

use super::plain::plain_line;
use super::row::Row;
use super::{Printer, Report, ReportText};
use crate::error::Error;

pub use verify::{compared as compared_with, reasons};

pub use check::summary as uses_in_short;
pub use diff::summary as difference;
pub use excluded::way_out as way_to_exclude;
pub use init::summary as begun_in_short;
pub use update::summary_of as summary;
pub use verify::summary as verdict;

/// What became of an image, in a line without its name.
pub fn change(row: &Row<'_>) -> String {
    let (_, cells) = changes::line(row);
    plain_line(&cells[1..].join("  "))
}

/// What a report says to people.
pub fn text(report: &Report, is_verbose: bool) -> ReportText {
    match report {
        Report::Update(report) => update::text(report, is_verbose),
        Report::Verify(report) => verify::text(report),
        Report::Diff(report) => diff::text(report),
        Report::Check(report) => check::text(report, is_verbose),
        Report::Init(report) => init::text(report, is_verbose),
        Report::List(report) => list::text(report),
        Report::References(report) => data_as_text(&references::data(report)),
        Report::Export(report) => export::text(report),
        Report::Script(script) => data_as_text(script),
        Report::Many(parts) => many::text(parts, is_verbose),
    }
}

/// Data where people read it.
fn data_as_text(data: &str) -> ReportText {
    let mut text = ReportText::default();
    text.lines(data.lines());
    text
}

/// What a report says to tools, which read every byte of it: nothing where it speaks to people.
fn data(report: &Report) -> Option<String> {
    match report {
        // ReferencesReport have letters alone that mean nothing to anybody
        Report::References(report) => Some(references::data(report)),
        Report::Export(report) if report.file.is_none() => Some(report.export.text.clone()),
        Report::Script(script) => Some(script.clone()),
        Report::Export(_)
        | Report::Update(_)
        | Report::Verify(_)
        | Report::Diff(_)
        | Report::Check(_)
        | Report::Init(_)
        | Report::List(_)
        | Report::Many(_) => None,
    }
}

/// What a report comes to, in a line; nothing where it is data.
pub fn summary_line(report: &Report) -> String {
    match report {
        Report::Update(report) => summary(report),
        Report::Verify(report) => verdict(report),
        Report::Diff(report) => difference(report),
        Report::Check(report) => uses_in_short(report),
        Report::Init(report) => begun_in_short(report),
        Report::List(_)
        | Report::References(_)
        | Report::Export(_)
        | Report::Script(_)
        | Report::Many(_) => String::new(),
    }
}

/// What it says on stderr: what went wrong, and the way out.
pub fn errors(printer: &Printer, report: &Report) {
    match report {
        Report::Update(report) => update::errors(printer, report),
        Report::Verify(report) => verify::errors(printer, report),
        Report::Check(report) => check::errors(printer, report),
        Report::Init(report) => init::errors(printer, report),
        Report::References(report) => references::errors(printer, report),
        Report::Export(report) => export::warnings(printer, report),
        Report::Many(parts) => many::errors(printer, parts),
        Report::Diff(_) | Report::List(_) | Report::Script(_) => {}
    }
}

/// Prints what a report says on stdout.
///
/// # Errors
/// Where stdout does not take it.
pub fn print(printer: &Printer, report: &Report) -> Result<(), Error> {
    if let Some(data) = data(report) {
        return printer.data(&data);
    }
    let text = text(report, printer.is_verbose());
    match report {
        Report::Many(parts)
            if parts
                .iter()
                .any(|part| matches!(part.outcome, Ok(Report::List(_)))) =>
        {
            printer.listing(&text)
        }
        Report::List(_) => printer.listing(&text),
        _ => printer.report(&text),
    }
}
