//! `imagelock outdated`, an update that writes nothing.

use clap::Args;

use super::arguments::{SeenArguments, detail_mode};
use super::day::DayArguments;
use super::files::ScopeArguments;
use super::network::NetworkArguments;
use super::output::ReportArguments;
use crate::commands::update::UpdateOptions;
use crate::commands::{Effect, OnFailure, OnOutdated, Writing};

/// Show what `update` would change, and newer versions
#[derive(Debug, Args)]
#[command(after_help = "\
The columns: what is locked, what `update` would lock (wanted), and the newest
version with the same variant (latest), even if images.toml does not accept it.
A `?` means that the registry did not give its list of tags, and `held` that
what the tag names is not old enough for `min-age`. `--exit-code` fails only for
what is wanted and not held.

Examples:
  imagelock outdated                      show what moved since the last update
  imagelock outdated --exit-code          fail if anything moved
  imagelock outdated --format markdown    print the body of an issue")]
struct OutdatedArguments {
    /// Names of the images to ask for; all if none is given
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Exit with 1 if anything is outdated
    #[arg(long)]
    exit_code: bool,
    /// Show the version, source and date of changed images, from their labels
    #[arg(long)]
    details: bool,
    #[command(flatten)]
    seen: SeenArguments,
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    day: DayArguments,
    #[command(flatten)]
    report: ReportArguments,
}

/// The options of the update that `outdated` runs.
#[derive(Debug)]
pub(crate) struct OutdatedOptions(pub(crate) UpdateOptions);

impl OutdatedArguments {
    fn options(self) -> Result<OutdatedOptions, clap::Error> {
        let on_outdated = if self.exit_code {
            OnOutdated::Fail
        } else {
            OnOutdated::Report
        };
        Ok(OutdatedOptions(UpdateOptions {
            names: self.names,
            ignore_min_age: Vec::new(),
            takes_same_index: false,
            writing: Writing {
                effect: Effect::Outdated(on_outdated),
                on_failure: OnFailure::KeepGoing,
                details: detail_mode(self.details),
            },
            seen_from: self.seen.seen_from,
        }))
    }
}

reads_options!(
    OutdatedArguments,
    OutdatedOptions,
    OutdatedArguments::options
);
