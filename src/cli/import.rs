//! `imagelock import`.

use std::path::PathBuf;

use clap::Args;

use super::arguments::effect;
use super::output::ReportArguments;
use crate::commands::import::ImportOptions;

/// Take over digests from another tool's lock, or from pinned files
#[derive(Debug, Args)]
#[command(after_help = "\
The digests are taken as they are: no registry is asked whether they are true.
`imagelock verify --fresh` does.

Examples:
  imagelock import docker-lock.json
  imagelock import .imgpkg/images.yml
  imagelock import .              a repository that is pinned in place already")]
struct ImportArguments {
    /// Locks of docker-lock, kbld and imgpkg; or files and directories whose images are pinned in place
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write this file, not images.toml in this directory
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    manifest_path: Option<PathBuf>,
    /// Write this file, not the one beside images.toml
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
