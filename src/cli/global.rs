//! The arguments that stand before a command, or behind it. Their order is that of `--help`.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{ArgAction, Args, ColorChoice, ValueEnum};

use super::timeout;
use super::usage::usage_error;
use crate::document::shown_path;
use crate::registry::JOBS;
use crate::report::{Printer, Progress, ReportFormat, Verbosity};

/// The most requests that anybody may want in flight.
const JOBS_MAX: usize = 65_535;

#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
pub(super) struct FileArguments {
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
pub(super) struct NetworkArguments {
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
    jobs: String,
    /// How long the whole run may take
    // Each command that takes it has it as well: see the module `timeout`
    #[arg(long, value_name = "SECONDS", value_parser = timeout::seconds)]
    timeout: Option<Duration>,
    /// Ask without credentials: open no credential file, run no helper
    #[arg(long, global = true)]
    pub(super) anonymous: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArguments {
    /// The format of reports
    #[arg(long, global = true, value_name = "FORMAT", value_enum, default_value_t = CliFormat::Human)]
    pub(super) format: CliFormat,
    /// Print no reports and no warnings, only errors and data
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Explain every step: who was asked, with what, and who answered
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
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
pub(super) enum CliProgress {
    Auto,
    Never,
}

impl NetworkArguments {
    /// Reads the number here and not by clap, which would read a variable that a flag beats, too.
    pub(super) fn jobs(&self) -> Result<NonZeroUsize, clap::Error> {
        let number = self.jobs.parse().ok();
        number
            .filter(|number: &NonZeroUsize| number.get() <= JOBS_MAX)
            .ok_or_else(|| {
                // A variable says it too
                let text = shown_path(Path::new(&self.jobs));
                let words = format!(
                    "`--jobs` and `IMAGELOCK_JOBS` are a number from 1 to {JOBS_MAX}, and not `{text}`"
                );
                usage_error(ErrorKind::ValueValidation, words)
            })
    }
}

impl OutputArguments {
    /// Checks the format of a command that prints data, and has no report that could be a pull request's body.
    pub(super) fn check_data_format(&self) -> Result<(), clap::Error> {
        match self.format {
            CliFormat::Human | CliFormat::Json => Ok(()),
            CliFormat::Markdown | CliFormat::Github => {
                let words =
                    "this command prints data and no report: its formats are `human` and `json`";
                Err(usage_error(ErrorKind::ValueValidation, words))
            }
        }
    }

    pub(super) fn printer(&self) -> Printer {
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, 0) => Verbosity::Normal,
            (false, _) => Verbosity::Verbose,
        };
        let color = match self.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Printer::new(verbosity, color)
    }
}

impl From<CliFormat> for ReportFormat {
    fn from(format: CliFormat) -> Self {
        match format {
            CliFormat::Human => Self::Human,
            CliFormat::Json => Self::Json,
            CliFormat::Markdown => Self::Markdown,
            CliFormat::Github => Self::Github,
        }
    }
}

impl From<CliProgress> for Progress {
    fn from(progress: CliProgress) -> Self {
        match progress {
            CliProgress::Auto => Self::Auto,
            CliProgress::Never => Self::Never,
        }
    }
}
