//! `imagelock get`.

use clap::{ArgGroup, Args};

use super::arguments::lock_check;
use super::files::FileArguments;
use super::form::FormArguments;
use super::output::DataArguments;
use crate::commands::get::{GetOptions, Selection};

/// Print pinned references from images.lock
#[derive(Debug, Args)]
#[command(after_help = "\
`--field tag` prints an empty line for an image that is pinned without a tag.

Examples:
  docker run \"$(imagelock get web)\"
  imagelock get --all --field digest
  imagelock get web --platform linux/arm64 --no-tag")]
#[command(group = ArgGroup::new("selection").args(["names", "all_images"]).required(true))]
struct GetArguments {
    /// Names of the images
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Print all locked images, in the order of their names
    // Not the `--all` of other commands, which is about manifests
    #[arg(id = "all_images", long = "all")]
    all: bool,
    #[command(flatten)]
    form: FormArguments,
    /// Use images.lock as it is, without images.toml
    #[arg(long)]
    lock_only: bool,
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    data: DataArguments,
}

reads_options!(GetArguments, GetOptions, |arguments| Ok(GetOptions {
    selection: if arguments.all {
        Selection::All
    } else {
        Selection::Names(arguments.names)
    },
    form: arguments.form.form()?,
    against: lock_check(arguments.lock_only),
}));
