//! Which `images.toml` and `images.lock` a command is about.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args};

use super::arguments::is_given;
use super::usage::usage_error;
use crate::commands::Manifests;

/// The files of a command that is about one `images.toml`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(super) struct FileArguments {
    /// Path of images.toml; by default the nearest one, here or in a parent directory
    #[arg(long, value_name = "FILE")]
    manifest_path: Vec<PathBuf>,
    /// Path of images.lock; by default the one beside images.toml
    #[arg(long, value_name = "FILE")]
    lock_path: Option<PathBuf>,
}

/// The files of a command that is about one `images.toml` or several.
#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(super) struct ScopeArguments {
    /// Path of images.toml; by default the nearest one, here or in a parent directory; may be repeated
    #[arg(long, value_name = "FILE")]
    manifest_path: Vec<PathBuf>,
    /// Use every images.toml of the repository that git does not ignore
    #[arg(long)]
    all: bool,
    /// Path of images.lock; by default the one beside images.toml
    #[arg(long, value_name = "FILE")]
    lock_path: Option<PathBuf>,
}

/// The manifests that the arguments are about.
pub(super) fn manifests(command: &ArgMatches) -> Result<Manifests, clap::Error> {
    let paths = command.try_get_many("manifest_path").ok().flatten();
    let paths: Vec<PathBuf> = paths.into_iter().flatten().cloned().collect();
    match (is_given(command, "all"), paths.is_empty()) {
        (true, true) => Ok(Manifests::All),
        (true, false) => {
            let words = "`--all` cannot be used with `--manifest-path`";
            Err(usage_error(ErrorKind::ArgumentConflict, words))
        }
        (false, true) => Ok(Manifests::Nearest),
        (false, false) => Ok(Manifests::Named(paths)),
    }
}
