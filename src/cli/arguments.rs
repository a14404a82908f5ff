//! The arguments as clap reads them, in groups: files, network, output. Their order is that of `--help`.

mod edit;
mod export;
mod uses;

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(super) use export::ExportArgs;
pub(super) use uses::{CheckArgs, ImportArgs, InitArgs};

use super::seconds;
use super::words::{
    ADD_HELP, CHECK_HELP, DIFF_HELP, EXIT_STATUSES, EXPORT_HELP, GET_HELP, IMPORT_HELP, INIT_HELP,
    LIST_HELP, LOCK_HELP, OUTDATED_HELP, REMOVE_HELP, RESOLVE_HELP, UPDATE_HELP, VERIFY_HELP,
};
use crate::git::Base;
use crate::reference::{Platform, Registry};
use crate::registry::JOBS;

pub(super) use edit::{AddArgs, RemoveArgs};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// A lockfile for container images: readable names in images.toml, digests in images.lock.
#[derive(Debug, Parser)]
#[command(version, styles = STYLES, after_help = EXIT_STATUSES, max_term_width = 110)]
#[command(propagate_version = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: CliCommand,
    #[command(flatten)]
    pub(super) input: Input,
    #[command(flatten)]
    pub(super) network: Network,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Subcommand)]
pub(super) enum CliCommand {
    /// Find the images that a repository uses, and write images.toml; asks no registry
    #[command(after_help = INIT_HELP)]
    Init(InitArgs),
    /// Take over the digests of another tool's lock, or of files that are pinned in place; asks no registry
    #[command(after_help = IMPORT_HELP)]
    Import(ImportArgs),
    /// Ask the registries for every image, and lock what they answer
    #[command(after_help = UPDATE_HELP)]
    Update {
        /// Images to update, by their names in the manifest; all where none is given
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        #[command(flatten)]
        scope: ScopeArgs,
        #[command(flatten)]
        writing: WritingArgs,
        #[command(flatten)]
        report: ReportArgs,
    },
    /// Make the lock satisfy the manifest, and change only what must change
    #[command(after_help = LOCK_HELP)]
    Lock {
        #[command(flatten)]
        scope: ScopeArgs,
        #[command(flatten)]
        writing: WritingArgs,
        #[command(flatten)]
        report: ReportArgs,
    },
    /// Name images in the manifest, and lock them
    #[command(after_help = ADD_HELP)]
    Add(AddArgs),
    /// Take images out of the manifest and the lock; asks no registry
    #[command(after_help = REMOVE_HELP)]
    Remove(RemoveArgs),
    /// List what the manifest names, and what is locked; asks no registry
    #[command(after_help = LIST_HELP)]
    List {
        #[command(flatten)]
        scope: ScopeArgs,
    },
    /// Ask what `update` would change, and write nothing
    #[command(after_help = OUTDATED_HELP)]
    Outdated {
        /// Images to ask for, by their names in the manifest; all where none is given
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        #[command(flatten)]
        scope: ScopeArgs,
        /// Exit with 1 where anything is outdated
        #[arg(long)]
        exit_code: bool,
        /// Ask changed images for their labels: version, source, date
        #[arg(long)]
        details: bool,
        #[command(flatten)]
        report: ReportArgs,
    },
    /// Check that the lock satisfies the manifest; a gate for pull requests
    #[command(after_help = VERIFY_HELP)]
    Verify(VerifyArgs),
    /// Check that files use what is declared and locked: Dockerfiles, compose, Kubernetes, …; asks no registry
    #[command(after_help = CHECK_HELP)]
    Check(CheckArgs),
    /// Show what differs between two locks; asks no registry
    #[command(after_help = DIFF_HELP)]
    Diff {
        /// The old lock: a revision of git, or a file that ends in `.lock`; the last commit's by default
        #[arg(value_name = "OLD", default_value = "HEAD")]
        old: Base,
        /// The new lock, in the same way; the one on the disk by default
        #[arg(value_name = "NEW")]
        new: Option<Base>,
        #[command(flatten)]
        report: ReportArgs,
    },
    /// Print the pinned form of references, without a manifest
    #[command(after_help = RESOLVE_HELP)]
    Resolve {
        /// References like `alpine:3.20`; `-` reads them from stdin, a line each
        #[arg(required = true, value_name = "REFERENCE")]
        references: Vec<String>,
        /// Leave the tag out, for tools that refuse a tag beside a digest
        #[arg(long)]
        no_tag: bool,
    },
    /// Print the pinned references of locked images; asks no registry
    #[command(after_help = GET_HELP)]
    Get(GetArgs),
    /// Write what is locked as a file of another tool; asks no registry
    #[command(after_help = EXPORT_HELP)]
    Export(ExportArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    pub(super) scope: ScopeArgs,
    /// Also ask whether every locked digest is still there
    #[arg(long)]
    pub(super) present: bool,
    /// Also ask whether `update` would change a tag or digest, or refuse
    #[arg(long)]
    pub(super) fresh: bool,
    /// Also ask whether what differs from this base is true: a revision of git, or a file that ends in `.lock`
    #[arg(long, value_name = "REV|FILE")]
    pub(super) base: Option<Base>,
    /// Ask a registry that the base does not use; may be repeated
    #[arg(long, value_name = "HOST", requires = "base")]
    pub(super) allow_registry: Vec<Registry>,
    /// Let pass that platforms are removed, images pinned by hand, tags lowered, files excluded
    #[arg(long, requires = "base")]
    pub(super) allow_policy_change: bool,
    /// Let pass what an `--anonymous` run cannot ask, since it is not public
    #[arg(long, requires = "base")]
    pub(super) allow_unasked: bool,
    #[command(flatten)]
    pub(super) report: ReportArgs,
}

#[derive(Debug, Args)]
pub(super) struct ScopeArgs {
    /// Take every images.toml of the repository that git does not ignore
    #[arg(long)]
    pub(super) all: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Write outputs and a summary for GitHub Actions, to `$GITHUB_OUTPUT` and `$GITHUB_STEP_SUMMARY`
    #[arg(long)]
    pub(super) github_output: bool,
}

#[derive(Debug, Args)]
pub(super) struct WritingArgs {
    /// Report what would change, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// As `--dry-run`, and exit with 1 if the lock would change
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) check: bool,
    /// Write what went well even where some images failed; the exit status is as without
    #[arg(long)]
    pub(super) keep_going: bool,
    /// Ask changed images for their labels: version, source, date
    #[arg(long)]
    pub(super) details: bool,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("selection").args(["names", "all"]).required(true))]
pub(super) struct GetArgs {
    /// Images by their names
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,
    /// All locked images, in the order of their names
    #[arg(long)]
    pub(super) all: bool,
    /// Print the manifest of one platform instead of the index, like `linux/amd64`
    #[arg(long, value_name = "PLATFORM")]
    pub(super) platform: Option<Platform>,
    /// Print one part of the reference
    #[arg(long, value_enum, default_value_t = CliField::Reference)]
    pub(super) field: CliField,
    /// Leave the tag out, for tools that refuse a tag beside a digest
    #[arg(long)]
    pub(super) no_tag: bool,
    /// Do not hold the lock against the manifest
    #[arg(long)]
    pub(super) lock_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CliField {
    Repository,
    Tag,
    Digest,
    Reference,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(super) struct Input {
    /// The manifest; without it, the nearest images.toml in this directory or a parent; may be repeated
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) manifest_path: Vec<PathBuf>,
    /// The lock; without it, the file beside the manifest with the ending .lock
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) lock_path: Option<PathBuf>,
    /// The configuration of this machine; without it, the user's or the system's imagelock/config.toml
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "IMAGELOCK_CONFIG",
        hide_env_values = true
    )]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
pub(super) struct Network {
    /// How many HTTP requests may be in flight at once, those for tokens included
    #[arg(
        short,
        long,
        global = true,
        value_name = "N",
        env = "IMAGELOCK_JOBS",
        hide_env_values = true
    )]
    #[arg(default_value_t = JOBS.to_string())]
    pub(super) jobs: String,
    /// How long the whole run may take
    // Each command that takes it has it as well: see `fit`
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(super) timeout: Option<Duration>,
    /// Ask without credentials: open no credential file, run no helper
    #[arg(long, global = true)]
    pub(super) anonymous: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct Output {
    /// The format of reports
    #[arg(long, global = true, value_name = "FORMAT", value_enum, default_value_t = CliFormat::Human)]
    pub(super) format: CliFormat,
    /// Print no reports and no warnings, only errors and data
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Explain every step: who was asked, with what, and who answered
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(super) verbose: u8,
    /// Colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(super) color: Color,
    /// The line on a terminal that tells what is waited for
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = CliProgress::Auto)]
    pub(super) progress: CliProgress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CliFormat {
    Human,
    Json,
    Markdown,
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CliProgress {
    Auto,
    Never,
}
