//! `imagelock remove`.

use clap::Args;

use super::arguments::effect;
use super::files::FileArguments;
use super::output::ReportArguments;
use crate::commands::remove::RemoveOptions;

/// Remove images from images.toml and images.lock
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
    files: FileArguments,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(RemoveArguments, RemoveOptions, |arguments| Ok(
    RemoveOptions {
        names: arguments.names,
        effect: effect(arguments.dry_run),
    }
));
