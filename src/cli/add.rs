//! `imagelock add`.

use clap::Args;

use super::arguments::effect;
use super::files::FileArguments;
use super::network::NetworkArguments;
use super::output::ReportArguments;
use crate::commands::add::AddOptions;

/// Add images to images.toml, or change their tags, and lock them
#[derive(Debug, Args)]
#[command(after_help = "\
An image that does not exist is not added: both files are written, or neither.
With `--name`, an image of the same repository gets the new tag or digest.

Examples:
  imagelock add nginx:1.27 ghcr.io/acme/app:main    as `nginx` and `acme-app`
  imagelock add redis:7.4 --name cache              adds or changes `cache`")]
struct AddArguments {
    /// References such as `nginx:1.27`
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<String>,
    /// Name of the image, new or existing; without it, its name comes from its repository
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Report what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(AddArguments, AddOptions, |arguments| Ok(AddOptions {
    images: arguments.images,
    name: arguments.name,
    effect: effect(arguments.dry_run),
}));
