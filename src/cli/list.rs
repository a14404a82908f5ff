//! `imagelock list`.

use clap::Args;

use super::arguments::ScopeArguments;

/// List what the manifest names, and what is locked; asks no registry
#[derive(Debug, Args)]
#[command(after_help = "\
The exit status says nothing of the lock; that is for `imagelock verify`.")]
pub(crate) struct ListArguments {
    #[command(flatten)]
    scope: ScopeArguments,
}
