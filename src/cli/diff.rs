//! `imagelock diff`.

use clap::Args;

use super::arguments::ReportArguments;
use crate::commands::diff::DiffOptions;
use crate::git::Base;

/// Show what differs between two locks; asks no registry
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  imagelock diff                   since the last commit
  imagelock diff HEAD~1            since the one before
  imagelock diff v1.0 v1.1         between two tags of this repository
  imagelock diff old.lock new.lock")]
struct DiffArguments {
    /// The old lock: a revision of git, or a file that ends in `.lock`; the last commit's by default
    #[arg(value_name = "OLD", default_value = "HEAD")]
    old: Base,
    /// The new lock, in the same way; the one on the disk by default
    #[arg(value_name = "NEW")]
    new: Option<Base>,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(DiffArguments, DiffOptions, |arguments| Ok(DiffOptions {
    old: arguments.old,
    new: arguments.new,
}));
