//! `imagelock remove`.

use clap::Args;

use super::arguments::{ReportArguments, effect};
use crate::commands::remove::RemoveOptions;

/// Take images out of the manifest and the lock; asks no registry
#[derive(Debug, Args)]
#[command(after_help = "\
A comment behind an image goes with it, and so does one above that would be
about nothing else, unless the file begins with it. All other bytes of the
manifest stay.")]
struct RemoveArguments {
    /// Images by their names in the manifest
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    /// Report what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(RemoveArguments, RemoveOptions, |arguments| Ok(
    RemoveOptions {
        names: arguments.names,
        effect: effect(arguments.dry_run),
    }
));
