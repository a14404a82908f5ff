//! What `export` came to.

use crate::export::Export;

/// What `export` came to.
#[derive(Debug, Clone)]
pub struct ExportReport {
    /// The lock's path, as it is shown.
    pub lock_path: String,
    /// For whom it is, as the command line has it.
    pub target: &'static str,
    /// What was exported.
    pub export: Export,
    /// The file that holds it; without one it is printed.
    pub file: Option<ExportFile>,
}

/// A file that holds an export.
#[derive(Debug, Clone)]
pub struct ExportFile {
    /// Its path, as it is shown.
    pub path: String,
    /// Whether it was written; it was not where it held the same already.
    pub is_written: bool,
}
