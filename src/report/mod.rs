//! The only place that prints, and the words it prints.
//!
//! Stdout is data and reports, stderr is everything else. What came from outside is printed without characters that
//! steer a terminal. Everything is in the order of names, never of arrival.

pub mod begun;
#[cfg(test)]
mod capture;
pub mod compared;
pub mod details;
mod explain;
pub mod exported;
pub mod github;
mod github_output;
pub mod human;
pub mod json;
pub mod listed;
pub mod many;
pub mod markdown;
mod panic;
mod plain;
mod present;
mod printer;
mod progress;
mod quotas;
pub mod reason;
pub mod references;
pub mod relocked;
pub mod row;
mod snippet;
#[cfg(test)]
mod tests;
mod text;
pub mod uses;
pub mod verified;

pub use begun::Begun;
pub use compared::Compared;
pub use exported::Exported;
pub use github_output::GithubOutput;
pub use listed::Listed;
pub use many::Part;
pub use panic::tell_panics;
pub use present::{Format, Run, present};
pub use printer::{Printer, Verbosity};
pub use progress::{Progress, Watch};
pub use references::References;
pub use relocked::Relocked;
pub use text::Text;
pub use uses::Uses;
pub use verified::Verified;

use crate::document::{Problem, left_out};
use crate::exit::Status;
use relocked::Written;
use row::Row;

/// That there are problems behind those that are told, where there are.
fn more(list: &[Problem]) -> Option<String> {
    let more @ 1.. = left_out(list) else {
        return None;
    };
    Some(format!(
        "and {more} more {}",
        if more == 1 { "problem" } else { "problems" }
    ))
}

/// What a command returned. It is for a format to say it.
#[derive(Debug)]
pub enum Report {
    /// `update`, `lock`, `outdated`, `add`, `remove`.
    Relocked(Box<Relocked>),
    /// `verify`.
    Verified(Box<Verified>),
    /// `diff`.
    Compared(Compared),
    /// `check`.
    Uses(Box<Uses>),
    /// `init`, `import`.
    Begun(Box<Begun>),
    /// `list`.
    Listed(Box<Listed>),
    /// `resolve`, `get`.
    References(References),
    /// `export`.
    Exported(Exported),
    /// `completions`.
    Script(String),
    /// Any of the above about several manifests, in the order in which they were asked for.
    Many(Vec<Part>),
}

impl Report {
    /// What is told of each image.
    pub fn rows(&self) -> Vec<Row<'_>> {
        match self {
            Self::Relocked(report) => report.rows().collect(),
            Self::Verified(report) => report.rows().collect(),
            Self::Compared(report) => report.rows().collect(),
            Self::Uses(_)
            | Self::Begun(_)
            | Self::References(_)
            | Self::Exported(_)
            | Self::Script(_) => Vec::new(),
            Self::Listed(report) => report.rows().collect(),
            Self::Many(parts) => parts
                .iter()
                .filter_map(|part| part.outcome.as_ref().ok())
                .flat_map(Self::rows)
                .collect(),
        }
    }

    /// How many places at which files use images do not pass, and how many files cannot be read.
    pub fn failing_places(&self) -> usize {
        match self {
            Self::Uses(report) => report.failing() + report.unreadable.len(),
            Self::Many(parts) => parts
                .iter()
                .filter_map(|part| part.outcome.as_ref().ok())
                .map(Self::failing_places)
                .sum(),
            _ => 0,
        }
    }

    /// How many files `check --fix` has written.
    pub fn fixed_files(&self) -> usize {
        match self {
            Self::Uses(report) => report.written.as_ref().map_or(0, Vec::len),
            Self::Many(parts) => parts
                .iter()
                .filter_map(|part| part.outcome.as_ref().ok())
                .map(Self::fixed_files)
                .sum(),
            _ => 0,
        }
    }

    /// The files that were written, whatever becomes of what is said of them.
    pub fn files_written(&self) -> Vec<&str> {
        match self {
            Self::Relocked(report) => report.files_written().collect(),
            Self::Uses(report) => report
                .written
                .iter()
                .flatten()
                .map(String::as_str)
                .collect(),
            Self::Begun(report) if report.written == Written::Yes => {
                std::iter::once(&report.manifest_path)
                    .chain(&report.lock_path)
                    .map(String::as_str)
                    .collect()
            }
            Self::Exported(report) => report
                .file
                .iter()
                .filter(|file| file.is_written)
                .map(|file| file.path.as_str())
                .collect(),
            Self::Many(parts) => parts
                .iter()
                .filter_map(|part| part.outcome.as_ref().ok())
                .flat_map(Self::files_written)
                .collect(),
            Self::Begun(_)
            | Self::Verified(_)
            | Self::Compared(_)
            | Self::Listed(_)
            | Self::References(_)
            | Self::Script(_) => Vec::new(),
        }
    }

    /// What the exit status says of it.
    pub fn status(&self) -> Status {
        match self {
            Self::Relocked(report) => report.status(),
            Self::Verified(report) => report.status(),
            Self::Uses(report) => report.status(),
            Self::Begun(report) => report.status(),
            Self::References(report) => report.status(),
            Self::Compared(_) | Self::Listed(_) | Self::Exported(_) | Self::Script(_) => {
                Status::Done
            }
            Self::Many(parts) => many::status(parts),
        }
    }
}
