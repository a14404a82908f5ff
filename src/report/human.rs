//! The words for people: a line an image, a summary, and failures with one cause told once.

mod begun;
mod changes;
mod columns;
mod compared;
mod excluded;
mod exported;
mod failures;
mod listed;
mod many;
mod references;
mod relocked;
mod uses;
mod verified;

use super::plain::plain_line;
use super::row::Row;
use super::{Printer, Report, Text};
use crate::error::Error;

pub use verified::{compared as compared_with, reasons};

pub use begun::summary as begun_in_short;
pub use compared::summary as difference;
pub use excluded::way_out as way_to_exclude;
pub use relocked::summary_of as summary;
pub use uses::summary as uses_in_short;
pub use verified::summary as verdict;

/// What became of an image, in a line without its name.
pub fn change(row: &Row<'_>) -> String {
    let (_, cells) = changes::line(row);
    plain_line(&cells[1..].join("  "))
}

/// What a report says to people.
pub fn text(report: &Report, is_verbose: bool) -> Text {
    match report {
        Report::Relocked(report) => relocked::text(report, is_verbose),
        Report::Verified(report) => verified::text(report),
        Report::Compared(report) => compared::text(report),
        Report::Uses(report) => uses::text(report, is_verbose),
        Report::Begun(report) => begun::text(report, is_verbose),
        Report::Listed(report) => listed::text(report),
        Report::References(report) => data_as_text(&references::data(report)),
        Report::Exported(report) => exported::text(report),
        Report::Script(script) => data_as_text(script),
        Report::Many(parts) => many::text(parts, is_verbose),
    }
}

/// Data where people read it.
fn data_as_text(data: &str) -> Text {
    let mut text = Text::default();
    text.lines(data.lines());
    text
}

/// What a report says to tools, which read every byte of it: nothing where it speaks to people.
fn data(report: &Report) -> Option<String> {
    match report {
        // References have letters alone that mean nothing to anybody
        Report::References(report) => Some(references::data(report)),
        Report::Exported(report) if report.file.is_none() => Some(report.export.text.clone()),
        Report::Script(script) => Some(script.clone()),
        Report::Exported(_)
        | Report::Relocked(_)
        | Report::Verified(_)
        | Report::Compared(_)
        | Report::Uses(_)
        | Report::Begun(_)
        | Report::Listed(_)
        | Report::Many(_) => None,
    }
}

/// What a report comes to, in a line; nothing where it is data.
pub fn summary_line(report: &Report) -> String {
    match report {
        Report::Relocked(report) => summary(report),
        Report::Verified(report) => verdict(report),
        Report::Compared(report) => difference(report),
        Report::Uses(report) => uses_in_short(report),
        Report::Begun(report) => begun_in_short(report),
        Report::Listed(_)
        | Report::References(_)
        | Report::Exported(_)
        | Report::Script(_)
        | Report::Many(_) => String::new(),
    }
}

/// What it says on stderr: what went wrong, and the way out.
pub fn errors(printer: &Printer, report: &Report) {
    match report {
        Report::Relocked(report) => relocked::errors(printer, report),
        Report::Verified(report) => verified::errors(printer, report),
        Report::Uses(report) => uses::errors(printer, report),
        Report::Begun(report) => begun::errors(printer, report),
        Report::References(report) => references::errors(printer, report),
        Report::Exported(report) => exported::warnings(printer, report),
        Report::Many(parts) => many::errors(printer, parts),
        Report::Compared(_) | Report::Listed(_) | Report::Script(_) => {}
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
                .any(|part| matches!(part.outcome, Ok(Report::Listed(_)))) =>
        {
            printer.listing(&text)
        }
        Report::Listed(_) => printer.listing(&text),
        _ => printer.report(&text),
    }
}
