//! `imagelock check`.

use std::path::PathBuf;

use clap::Args;

use super::files::ScopeArguments;
use super::output::ReportArguments;
use crate::commands::check::{CheckOptions, PinMode};

/// Check that files use the images that are declared and locked
#[derive(Debug, Args)]
#[command(after_help = "\
Every image that a file uses must be in images.toml. If the file has a digest,
it must be the locked one. An image without a digest passes, unless images.toml
has `require-digests = true` below `[files]`. No registry is asked.

If `version` or `tag-pattern` of images.toml accepts the tag that a file has,
it must be the locked one. `--fix` writes that tag, and its digest if the file
has one or needs one.

If images.toml has the tag, `--fix` replaces any digest but the locked one. It
leaves a tag that images.toml does not have, unless that tag was locked before.

To leave out one place, write the comment `# imagelock: ignore` at the end of
its line, or alone on the line above. To leave out whole files, list them in
images.toml: `exclude` below `[files]` takes patterns as in .gitignore.

Examples:
  imagelock check --all           check the whole repository, as in CI
  imagelock check --fix           after an update: write nginx:1.27@sha256:…
  imagelock check Dockerfile")]
struct CheckArguments {
    /// Files and directories to read; by default the directory of images.toml
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Correct what fails: write the locked tags and digests into the files
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
