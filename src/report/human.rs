//! The words for people: a line an image, a summary, and failures with one cause told once.

mod changes;
mod columns;
mod failures;
mod references;
mod relocked;
mod verified;

use super::{Printer, Report};
use crate::error::Error;

pub use verified::reasons;

/// What a report says on stdout.
pub fn text(report: &Report, is_verbose: bool) -> String {
    match report {
        Report::Relocked(report) => relocked::text(report, is_verbose),
        Report::Verified(report) => verified::text(report),
        Report::References(report) => references::text(report),
        Report::Script(script) => script.clone(),
    }
}

/// What it says on stderr: what went wrong, and the way out.
pub fn errors(printer: &Printer, report: &Report) {
    match report {
        Report::Relocked(report) => relocked::errors(printer, report),
        Report::Verified(report) => verified::errors(printer, report),
        Report::References(report) => references::errors(printer, report),
        Report::Script(_) => {}
    }
}

/// Prints a report.
///
/// # Errors
/// Where stdout does not take it.
pub fn print(printer: &Printer, report: &Report) -> Result<(), Error> {
    let text = text(report, printer.is_verbose());
    let printed = match report {
        Report::Relocked(_) | Report::Verified(_) => printer.report(&text),
        Report::References(_) => printer.data(&text),
        Report::Script(_) => printer.script(&text),
    };
    errors(printer, report);
    printed
}
