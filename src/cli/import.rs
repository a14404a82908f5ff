//! `imagelock import`.

use std::path::PathBuf;

use clap::Args;

use super::arguments::effect;
use super::output::ReportArguments;
use crate::commands::import::ImportOptions;

/// Take over digests from another tool's lock, or from pinned files
#[derive(Debug, Args)]
#[command(after_help = "\
The digests are not compared with a registry; `imagelock verify --fresh` does
that.

Examples:
  imagelock import docker-lock.json
  imagelock import .imgpkg/images.yml
  imagelock import .              take the digests of a pinned repository")]
struct ImportArguments {
    /// Locks of docker-lock, kbld or imgpkg, or files and directories with pinned images
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// Print images.toml, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Path of the new images.toml; by default in this directory
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    manifest_path: Option<PathBuf>,
    /// Path of the new images.lock; by default beside images.toml
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    lock_path: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(ImportArguments, ImportOptions, |arguments| Ok(
    ImportOptions {
        paths: arguments.paths,
        effect: effect(arguments.dry_run),
    }
));
