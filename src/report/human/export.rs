//! The words of `export`.

use crate::report::export::{ExportFile, ExportReport};
use crate::report::{Printer, ReportText};

/// What was exported, or what became of the file that holds it.
pub(super) fn text(report: &ExportReport) -> ReportText {
    let mut text = ReportText::default();
    match &report.file {
        None => text.lines(report.export.text.lines()),
        Some(ExportFile {
            path,
            is_written: true,
        }) => text.line(format!("wrote {path}")),
        Some(ExportFile {
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
