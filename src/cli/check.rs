//! `imagelock check`.

use std::path::PathBuf;

use clap::Args;

use super::files::ScopeArguments;
use super::output::ReportArguments;
use crate::commands::check::{CheckOptions, PinMode};

/// Check that files use the images that are declared and locked
#[derive(Debug, Args)]
#[command(after_help = "\
Every image that a file uses has to be in images.toml, and where it is written
with a digest, that is the locked one. An image without a digest passes: write
the digests with `--fix`, or hand them over with `imagelock export`. A comment
`# imagelock: ignore`, alone on the line above a place, or behind it where a
comment may stand, leaves it out. So does `exclude` below `[files]` in
images.toml, with patterns as in .gitignore, for whole files.

Examples:
  imagelock check --all           a gate for pull requests, beside `verify`
  imagelock check --fix           after an update: write nginx:1.27@sha256:…
  imagelock check Dockerfile")]
struct CheckArguments {
    /// Files and directories to look into; the directories of the manifests where none is given
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write the locked digests into the files, and change nothing else
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(CheckArguments, CheckOptions, |arguments| Ok(CheckOptions {
    paths: arguments.paths,
    pins: if arguments.fix {
        PinMode::Fix
    } else {
        PinMode::Report
    },
}));
