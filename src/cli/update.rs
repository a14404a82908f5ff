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
  imagelock update web cache    update these two images only
  imagelock update --check      fail if anything would change
  imagelock update --all        update every images.toml of the repository")]
struct UpdateArguments {
    /// Names of the images to update; all if none is given
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
