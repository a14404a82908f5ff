//! `imagelock get`.

use clap::{ArgGroup, Args, ValueEnum};

use super::arguments::{lock_check, reference_style};
use super::files::FileArguments;
use super::output::DataArguments;
use crate::commands::get::{Field, GetOptions, Selection};
use crate::reference::Platform;

/// Print pinned references from images.lock
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  docker run \"$(imagelock get web)\"
  imagelock get --all --field digest
  imagelock get web --platform linux/arm64 --no-tag

The tag of an image that is pinned without one is an empty line.")]
#[command(group = ArgGroup::new("selection").args(["names", "all_images"]).required(true))]
struct GetArguments {
    /// Images by their names
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// All locked images, in the order of their names
    // Not the `--all` of other commands, which is about manifests
    #[arg(id = "all_images", long = "all")]
    all: bool,
    /// Print the manifest of one platform instead of the index, like `linux/amd64`
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<Platform>,
    /// Print one part of the reference
    #[arg(long, value_enum, default_value_t = CliField::Reference)]
    field: CliField,
    /// Leave the tag out, for tools that refuse a tag beside a digest
    #[arg(long)]
    no_tag: bool,
    /// Do not hold the lock against the manifest
    #[arg(long)]
    lock_only: bool,
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    data: DataArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CliField {
    Repository,
    Tag,
    Digest,
    Reference,
}

reads_options!(GetArguments, GetOptions, |arguments| Ok(GetOptions {
    selection: if arguments.all {
        Selection::All
    } else {
        Selection::Names(arguments.names)
    },
    platform: arguments.platform,
    field: match arguments.field {
        CliField::Repository => Field::Repository,
        CliField::Tag => Field::Tag,
        CliField::Digest => Field::Digest,
        CliField::Reference => Field::Reference,
    },
    tags: reference_style(arguments.no_tag),
    against: lock_check(arguments.lock_only),
}));
