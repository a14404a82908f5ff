//! `imagelock diff`.

use clap::Args;

use super::files::FileArguments;
use super::output::{ReportArguments, formats};
use crate::commands::diff::DiffOptions;
use crate::git::Base;
use crate::report::ReportFormat;

/// The formats of a report that points to no place of a file.
const WITHOUT_PLACES: [ReportFormat; 3] = [
    ReportFormat::Human,
    ReportFormat::Json,
    ReportFormat::Markdown,
];

/// Show how two versions of images.lock differ
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  imagelock diff                   since the last commit
  imagelock diff HEAD~1            since the commit before that
  imagelock diff v1.0 v1.1         between two tags of this repository
  imagelock diff old.lock new.lock")]
#[command(mut_arg("format", |format| format.value_parser(formats(&WITHOUT_PLACES))))]
struct DiffArguments {
    /// The old images.lock: a revision of git, or a .lock file
    #[arg(value_name = "OLD", default_value = "HEAD")]
    old: Base,
    /// The new images.lock; by default the one on the disk
    #[arg(value_name = "NEW")]
    new: Option<Base>,
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(DiffArguments, DiffOptions, |arguments| Ok(DiffOptions {
    old: arguments.old,
    new: arguments.new,
}));
