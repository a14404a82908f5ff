//! `imagelock list`.

use clap::Args;

use super::day::DayArguments;
use super::files::ScopeArguments;
use super::output::DataArguments;
use crate::commands::list::{ListOptions, UseMode};

/// List the images of images.toml, and what is locked for each
#[derive(Debug, Args)]
#[command(after_help = "\
`list` does not check images.lock; `imagelock verify` does that.
Below an image with a `min-age`, it shows which digests wait, and until when.

Examples:
  imagelock list
  imagelock list --uses    show also which files use each image")]
struct ListArguments {
    /// Show the places where files use each image
    #[arg(long)]
    uses: bool,
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    day: DayArguments,
    #[command(flatten)]
    data: DataArguments,
}

reads_options!(ListArguments, ListOptions, |arguments| Ok(ListOptions {
    uses: if arguments.uses {
        UseMode::Show
    } else {
        UseMode::Omit
    },
}));
