//! Says what a run came to, in the format that is wanted.

use super::{Printer, Report, human};
use crate::error::Error;
use crate::exit::Status;

/// The format of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for people.
    Human,
}

/// Says what a run came to, and how it ends.
pub fn present(printer: &Printer, format: Format, outcome: &Result<Report, Error>) -> Status {
    let printed = match (format, outcome) {
        (Format::Human, Ok(report)) => human::print(printer, report),
        (Format::Human, Err(error)) => {
            printer.error(error);
            Ok(())
        }
    };
    if let Err(error) = printed {
        printer.error(&error);
        return error.status();
    }
    match outcome {
        Ok(report) => report.status(),
        Err(error) => error.status(),
    }
}
