//! The words of `export`.

use crate::report::Printer;
use crate::report::exported::{Exported, File};

/// What was exported, or what became of the file that holds it.
pub(super) fn text(report: &Exported) -> String {
    match &report.file {
        None => report.export.text.clone(),
        Some(File { path, is_written: true }) => format!("wrote {path}\n"),
        Some(File { path, is_written: false }) => format!("{path} is up to date\n"),
    }
}

/// What must not be taken for exported.
pub(super) fn warnings(printer: &Printer, report: &Exported) {
    report.export.warnings.iter().for_each(|warning| printer.warning(warning));
}
