//! `imagelock remove`.

use clap::Args;

use super::arguments::effect;
use super::files::FileArguments;
use super::output::ReportArguments;
use crate::commands::remove::RemoveOptions;

/// Remove images from images.toml and images.lock
#[derive(Debug, Args)]
#[command(after_help = "\
A comment at the end of the image's line is removed with it. So is a comment on
the lines above, if it is about this image only and does not begin the file. The
rest of images.toml stays as it is.

Examples:
  imagelock remove web cache
  imagelock remove web --dry-run")]
struct RemoveArguments {
    /// Names of the images
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    /// Show what would change, and write nothing
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
