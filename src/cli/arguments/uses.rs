//! The arguments of the commands that look into files that use images.

use std::path::PathBuf;

use clap::Args;

use super::{ReportArgs, ScopeArgs};
use crate::commands::check::PinMode;
use crate::commands::{InitEffect, check, import, init};
use crate::exclude::{Exclude, Pattern};

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Files and directories to look into; this directory where none is given
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Leave out files by a pattern as in .gitignore, and write it into images.toml; may be repeated
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<Pattern>,
    #[command(flatten)]
    start: StartArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// Locks of docker-lock, kbld and imgpkg; or files and directories whose images are pinned in place
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    start: StartArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

#[derive(Debug, Args)]
struct StartArgs {
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files and directories to look into; the directories of the manifests where none is given
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    /// Write the locked digests into the files, and change nothing else
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

impl InitArgs {
    pub(crate) fn options(self) -> init::InitOptions {
        init::InitOptions {
            paths: self.paths,
            exclude: Exclude::new(self.exclude),
            start: self.start.options(),
        }
    }
}

impl ImportArgs {
    pub(crate) fn options(self) -> import::ImportOptions {
        import::ImportOptions {
            paths: self.paths,
            start: self.start.options(),
        }
    }
}

impl StartArgs {
    fn options(&self) -> InitEffect {
        if self.dry_run {
            InitEffect::DryRun
        } else {
            InitEffect::Write
        }
    }
}

impl CheckArgs {
    pub(crate) fn options(self) -> check::CheckOptions {
        let digests = if self.fix {
            PinMode::Fix
        } else {
            PinMode::Report
        };
        check::CheckOptions {
            paths: self.paths,
            digests,
        }
    }
}
