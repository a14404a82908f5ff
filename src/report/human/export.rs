//! The words of `export`.

use crate::report::export::{ExportReport, File};
use crate::report::{Printer, Text};

/// What was exported, or what became of the file that holds it.
pub(super) fn text(report: &ExportReport) -> Text {
    let mut text = Text::default();
    match &report.file {
        None => text.lines(report.export.text.lines()),
        Some(File {
            path,
            is_written: true,
        }) => text.line(format!("wrote {path}")),
        Some(File {
            path,
            is_written: false,
        }) => text.line(format!("{path} is up to date")),
    }
    text
}

/// What must not be taken for exported.
pub(super) fn warnings(printer: &Printer, report: &ExportReport) {
    report
        .export
        .warnings
        .iter()
        .for_each(|warning| printer.warning(warning));
}
