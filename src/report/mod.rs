//! The only place that prints, and the words it prints.
//!
//! Stdout is data and reports, stderr is everything else. What came from outside is printed without characters that
//! steer a terminal. Everything is in the order of names, never of arrival.

#[cfg(test)]
mod capture;
pub mod check;
pub mod details;
pub mod diff;
mod explain;
pub mod export;
pub mod github;
mod github_output;
pub mod human;
pub mod init;
pub mod json;
pub mod list;
pub mod many;
pub mod markdown;
mod panic;
mod plain;
mod present;
mod printer;
mod progress;
mod quotas;
pub mod references;
pub mod row;
mod snippet;
#[cfg(test)]
mod tests;
mod text;
pub mod update;
pub mod verify;

pub use check::CheckReport;
pub use diff::DiffReport;
pub use export::ExportReport;
pub use github_output::GithubOutput;
pub use init::InitReport;
pub use list::ListReport;
pub use many::ManifestReport;
pub use panic::tell_panics;
pub use present::{ReportFormat, Run, present};
pub use printer::{Printer, Verbosity};
pub use progress::{Progress, Watch};
pub use references::ReferencesReport;
pub use text::ReportText;
pub use update::UpdateReport;
pub use verify::VerifyReport;

use crate::document::{Problem, left_out, plural};
use crate::exit::Status;
use row::Row;
use update::WriteOutcome;

/// That there are problems behind those that are told, where there are.
fn more(list: &[Problem]) -> Option<String> {
    let more @ 1.. = left_out(list) else {
        return None;
    };
    Some(format!("and {more} more {}", plural(more, "problem")))
}

/// What a command returned. It is for a format to say it.
#[derive(Debug)]
pub enum Report {
    /// `update`, `lock`, `outdated`, `add`, `remove`.
    Update(Box<UpdateReport>),
    /// `verify`.
    Verify(Box<VerifyReport>),
    /// `diff`.
    Diff(DiffReport),
    /// `check`.
    Check(Box<CheckReport>),
    /// `init`, `import`.
    Init(Box<InitReport>),
    /// `list`.
    List(Box<ListReport>),
    /// `resolve`, `get`.
    References(ReferencesReport),
    /// `export`.
    Export(ExportReport),
    /// `completions`.
    Script(String),
    /// Any of the above about several manifests, in the order in which they were asked for.
    Many(Vec<ManifestReport>),
}

impl Report {
    /// What is told of each image.
    pub fn rows(&self) -> Vec<Row<'_>> {
        match self {
            Self::Update(report) => report.rows().collect(),
            Self::Verify(report) => report.rows().collect(),
            Self::Diff(report) => report.rows().collect(),
            Self::Check(_)
            | Self::Init(_)
            | Self::References(_)
            | Self::Export(_)
            | Self::Script(_) => Vec::new(),
            Self::List(report) => report.rows().collect(),
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
            Self::Check(report) => report.failing() + report.unreadable.len(),
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
            Self::Check(report) => report.written.as_ref().map_or(0, Vec::len),
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
            Self::Update(report) => report.files_written().collect(),
            Self::Check(report) => report
                .written
                .iter()
                .flatten()
                .map(String::as_str)
                .collect(),
            Self::Init(report) if report.written == WriteOutcome::Yes => {
                std::iter::once(&report.manifest_path)
                    .chain(&report.lock_path)
                    .map(String::as_str)
                    .collect()
            }
            Self::Export(report) => report
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
            Self::Init(_)
            | Self::Verify(_)
            | Self::Diff(_)
            | Self::List(_)
            | Self::References(_)
            | Self::Script(_) => Vec::new(),
        }
    }

    /// What the exit status says of it.
    pub fn status(&self) -> Status {
        match self {
            Self::Update(report) => report.status(),
            Self::Verify(report) => report.status(),
            Self::Check(report) => report.status(),
            Self::Init(report) => report.status(),
            Self::References(report) => report.status(),
            Self::Diff(_) | Self::List(_) | Self::Export(_) | Self::Script(_) => Status::Done,
            Self::Many(parts) => many::status(parts),
        }
    }
}
