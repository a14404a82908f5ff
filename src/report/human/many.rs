//! The report about several manifests: each under its name, as if it were alone.

use std::fmt::Write as _;

use crate::exit::Status;
use crate::report::plain::plain_line;
use crate::report::{Part, Printer};

/// The report of each, below the manifest's path.
pub(super) fn text(parts: &[Part], is_verbose: bool) -> String {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}:", plain_line(&part.manifest));
        match &part.outcome {
            Ok(report) => text.push_str(&super::text(report, is_verbose)),
            Err(error) => {
                let _ = writeln!(text, "! {}", plain_line(&error.to_string()));
            }
        }
    }
    text
}

/// What went wrong, below the path of the manifest that it is about.
pub(super) fn errors(printer: &Printer, parts: &[Part]) {
    for part in parts.iter().filter(|part| part.status() != Status::Done) {
        printer.about(&part.manifest);
        match &part.outcome {
            Ok(report) => super::errors(printer, report),
            Err(error) => printer.error(error),
        }
    }
}
