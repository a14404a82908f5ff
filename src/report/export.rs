//! The report of `export`.

use super::body::{Body, BodyContent, ExportBody, Message};
use super::text::ReportText;
use crate::export::Export;

/// An export, printed or written.
#[derive(Debug, Clone)]
pub struct ExportReport {
    /// The lock's path, as it is shown.
    pub lock_path: String,
    /// The format's name on the command line.
    pub target: &'static str,
    pub export: Export,
    /// The file that holds it; without one it is printed.
    pub file: Option<ExportFile>,
}

/// A file that holds an export.
#[derive(Debug, Clone)]
pub struct ExportFile {
    /// The path, as it is shown.
    pub path: String,
    /// False where it held the same already.
    pub is_written: bool,
}

impl ExportReport {
    pub(super) fn body(&self) -> Body<'_> {
        let mut text = ReportText::default();
        let file = self.file.as_ref();
        if let Some(ExportFile { path, is_written }) = file {
            text.line(if *is_written {
                format!("wrote {path}")
            } else {
                format!("{path} is up to date")
            });
        }
        let warnings = &self.export.warnings;
        let export = ExportBody {
            target: self.target,
            file: file.map(|file| (file.path.as_str(), file.is_written)),
            warnings,
        };
        let written = file.filter(|file| file.is_written);
        Body {
            lock: Some(&self.lock_path),
            content: BodyContent::Text(&self.export.text, Some(export)),
            text,
            messages: warnings.iter().cloned().map(Message::Warning).collect(),
            files_written: written.map(|file| file.path.as_str()).into_iter().collect(),
            ..Body::default()
        }
    }
}
