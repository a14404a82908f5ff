//! `imagelock list`.

use clap::Args;

use super::files::ScopeArguments;
use super::output::DataArguments;

/// List the images of images.toml, and what is locked for each
#[derive(Debug, Args)]
#[command(after_help = "\
The exit status says nothing of the lock; that is for `imagelock verify`.")]
pub(crate) struct ListArguments {
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    data: DataArguments,
}
