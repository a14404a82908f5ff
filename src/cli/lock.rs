//! `imagelock lock`.

use clap::Args;

use super::arguments::WritingArguments;
use super::files::ScopeArguments;
use super::network::NetworkArguments;
use super::output::ReportArguments;
use crate::commands::lock::LockOptions;

/// Lock what changed in images.toml, and nothing else
#[derive(Debug, Args)]
#[command(after_help = "\
Run it after every edit of images.toml. An entry that still satisfies its image
keeps its digest. If all of them do, no registry is asked.

Examples:
  imagelock lock
  imagelock lock --check    fail if images.lock does not satisfy images.toml")]
struct LockArguments {
    #[command(flatten)]
    writing: WritingArguments,
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(LockArguments, LockOptions, |arguments| Ok(LockOptions {
    writing: arguments.writing.options(),
}));
