//! `imagelock update`.

use clap::Args;

use super::arguments::WritingArguments;
use super::files::ScopeArguments;
use super::network::NetworkArguments;
use super::output::ReportArguments;
use crate::commands::update::UpdateOptions;

/// Ask the registries for every image, and lock what they answer
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  imagelock update              lock what all tags name now
  imagelock update web cache    the same for these two, and touch no other
  imagelock update --check      fail if that would change anything
  imagelock update --all        lock every images.toml of the repository")]
struct UpdateArguments {
    /// Images to update, by their names in the manifest; all where none is given
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    #[command(flatten)]
    writing: WritingArguments,
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(UpdateArguments, UpdateOptions, |arguments| Ok(
    UpdateOptions {
        names: arguments.names,
        writing: arguments.writing.options(),
    }
));
