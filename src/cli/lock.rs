//! `imagelock lock`.

use clap::Args;

use super::arguments::{ReportArguments, ScopeArguments, WritingArguments};
use crate::commands::lock::LockOptions;

/// Make the lock satisfy the manifest, and change only what must change
#[derive(Debug, Args)]
#[command(after_help = "\
Run it after every edit of images.toml. An entry that still satisfies its image
keeps its digest, and where all do, no registry is asked.")]
struct LockArguments {
    #[command(flatten)]
    scope: ScopeArguments,
    #[command(flatten)]
    writing: WritingArguments,
    #[command(flatten)]
    report: ReportArguments,
}

reads_options!(LockArguments, LockOptions, |arguments| Ok(LockOptions {
    writing: arguments.writing.options(),
}));
