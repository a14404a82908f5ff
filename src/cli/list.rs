//! `imagelock list`.

use clap::Args;

use super::arguments::ScopeArguments;

const HELP: &str = "\
The exit status says nothing of the lock; that is for `imagelock verify`.";

/// List what the manifest names, and what is locked; asks no registry
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    scope: ScopeArguments,
}
