//! The only place that prints, and the words it prints.
//!
//! Stdout is data and reports, stderr is everything else. What came from outside is printed without characters that
//! steer a terminal. Everything is in the order of names, never of arrival.

mod annotations;
mod body;
#[cfg(test)]
mod capture;
mod change;
pub mod check;
mod choice;
mod columns;
mod decision;
pub mod details;
pub mod diff;
mod excluded;
mod explain;
pub mod export;
mod failures;
mod file_errors;
mod file_options;
mod github;
mod github_output;
mod grouped;
mod human;
pub mod image_use;
mod init;
mod json;
pub mod list;
mod markdown;
mod mirrors;
mod near_images;
pub mod new_kinds;
mod no_match;
mod not_read;
mod panic;
mod places;
mod plain;
mod present;
mod printer;
mod progress;
mod quotas;
pub mod reference;
pub mod references;
mod reports;
pub mod repository_tags;
pub mod row;
mod snippet;
mod state;
mod tags;
#[cfg(test)]
mod tests;
mod text;
pub mod update;
mod usage;
pub mod verify;
mod waiting;
mod write_outcome;

pub use check::CheckReport;
pub use diff::DiffReport;
pub use export::ExportReport;
pub use file_options::FileOptions;
pub use github_output::GithubOutput;
pub use init::InitReport;
pub use list::{ListReport, ListedUses};
pub use mirrors::MirrorLog;
pub use near_images::NearImages;
pub use panic::tell_panics;
pub use present::{ReportFormat, Run, present};
pub use printer::{Printer, Verbosity};
pub use progress::{Progress, Watch};
pub use references::ReferencesReport;
pub use reports::{ManifestReport, Report};
pub use state::reasons;
pub use tags::TagsReport;
pub use update::{EditedManifest, SeenOnDay, UpdateCommand, UpdateReport};
pub use usage::UsageReport;
pub use verify::VerifyReport;
pub use write_outcome::WriteOutcome;
