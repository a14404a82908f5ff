//! `imagelock init`.

use std::path::PathBuf;

use clap::Args;

use super::arguments::effect;
use super::output::ReportArguments;
use crate::commands::init::{InitOptions, OpenMode, VersionMode};
use crate::exclude::{Exclude, Pattern};
use crate::scan::FileKind;

/// The rest of what the help says about files, behind the list of their kinds.
const FILES: &str = "\
that .gitignore does not name. If a variable or a template decides the image, `init` lists the place and leaves it out. \
An existing images.toml is never overwritten.";
const EXAMPLES: &str = "\
Examples:
  imagelock init                 read this directory; then: imagelock update
  imagelock init deploy compose.yaml
  imagelock init --exclude 'testdata/' --exclude 'vendor/**'
  imagelock init --ignore-open   leave out what cannot be determined
  imagelock init --ranges        write `~7.2.4` for `7.2.4`, to follow releases
  imagelock init --dry-run       print images.toml only";

/// Write images.toml from the files of a repository
#[derive(Debug, Args)]
#[command(after_help = help())]
struct InitArguments {
    /// Files and directories to read; this directory if none is given
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Leave out files by a pattern as in .gitignore, and write it into images.toml; may be repeated
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<Pattern>,
    /// Write `# imagelock: ignore` above each place that is left open
    #[arg(long)]
    ignore_open: bool,
    /// Write a range for each tag that is a version: `~7.2.4` for `7.2.4`, which takes 7.2.5 and no 7.3
    #[arg(long)]
    ranges: bool,
    /// Print images.toml, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Path of the new images.toml; by default in this directory
    #[arg(long, value_name = "FILE", help_heading = "Files")]
    manifest_path: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArguments,
}

fn help() -> String {
    format!("`init` reads {} {FILES}\n\n{EXAMPLES}", FileKind::list())
}

reads_options!(InitArguments, InitOptions, |arguments| Ok(InitOptions {
    paths: arguments.paths,
    exclude: Exclude::new(arguments.exclude),
    open: if arguments.ignore_open {
        OpenMode::Ignore
    } else {
        OpenMode::Report
    },
    versions: if arguments.ranges {
        VersionMode::Range
    } else {
        VersionMode::Tag
    },
    effect: effect(arguments.dry_run),
}));
