//! `imagelock outdated`, an update that writes nothing.

use clap::Args;

use super::arguments::detail_mode;
use super::files::ScopeArguments;
use super::network::NetworkArguments;
use super::output::ReportArguments;
use crate::commands::update::UpdateOptions;
use crate::commands::{Effect, OnFailure, OnOutdated, Writing};

/// Show what `update` would change
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  imagelock outdated                      what has moved since the lock was made
  imagelock outdated --exit-code          the same, and fail if anything has
  imagelock outdated --format markdown    as the body of an issue")]
struct OutdatedArguments {
    /// Images to ask for, by their names in the manifest; all where none is given
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Exit with 1 where anything is outdated
    #[arg(long)]
    exit_code: bool,
    /// Ask changed images for their labels: version, source, date
    #[arg(long)]
    details: bool,
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    network: NetworkArguments,
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
            writing: Writing {
                effect: Effect::Outdated(on_outdated),
                on_failure: OnFailure::KeepGoing,
                details: detail_mode(self.details),
            },
        }))
    }
}

reads_options!(
    OutdatedArguments,
    OutdatedOptions,
    OutdatedArguments::options
);
