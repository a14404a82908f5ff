//! An export of the document.

use serde::Serialize;

use crate::report::export::{ExportFile, ExportReport};
use crate::report::plain::plain_line;

/// What `export` came to.
#[derive(Debug, Serialize)]
pub(super) struct JsonExport {
    target: &'static str,
    text: String,
    file: Option<String>,
    written: Option<&'static str>,
    warnings: Vec<String>,
}

impl From<&ExportReport> for JsonExport {
    fn from(report: &ExportReport) -> Self {
        let file = report.file.as_ref();
        Self {
            target: report.target,
            text: report.export.text.clone(),
            file: file.map(|file| file.path.clone()),
            written: file
                .map(|ExportFile { is_written, .. }| if *is_written { "yes" } else { "unneeded" }),
            warnings: report
                .export
                .warnings
                .iter()
                .map(|warning| plain_line(warning))
                .collect(),
        }
    }
}
