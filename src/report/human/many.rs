//! The report about several manifests: each under its name, as if it were alone.

use crate::exit::Status;
use crate::report::{ManifestReport, Printer, ReportText};

/// The report of each, below the manifest's path.
pub(super) fn text(parts: &[ManifestReport], is_verbose: bool) -> ReportText {
    let mut text = ReportText::default();
    for part in parts {
        if !text.is_empty() {
            text.line("");
        }
        text.line(format!("{}:", part.manifest));
        match &part.outcome {
            Ok(report) => text.append(&super::text(report, is_verbose)),
            Err(error) => text.line(format!("! {error}")),
        }
    }
    text
}

/// What went wrong, below the path of the manifest that it is about.
pub(super) fn errors(printer: &Printer, parts: &[ManifestReport]) {
    for part in parts.iter().filter(|part| part.status() != Status::Done) {
        printer.about(&part.manifest);
        match &part.outcome {
            Ok(report) => super::errors(printer, report),
            Err(error) => printer.error(error),
        }
    }
}
