//! The arguments that stand before a command, or behind it. Their order is that of `--help`.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{ArgAction, ArgMatches, Args, ColorChoice};

use super::arguments::flag;
use super::timeout;
use super::usage::usage_error;
use crate::commands::Manifests;
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
    manifest_path: Vec<PathBuf>,
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
    #[arg(long, global = true, value_name = "FORMAT", value_enum, default_value_t = ReportFormat::Human)]
    pub(super) format: ReportFormat,
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
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Progress::Auto)]
    pub(super) progress: Progress,
}

impl FileArguments {
    /// The manifests that the arguments are about.
    pub(super) fn manifests(
        &self,
        command: &ArgMatches,
        arguments: &[OsString],
    ) -> Result<Manifests, clap::Error> {
        let wrong = |words| Err(usage_error(ErrorKind::ArgumentConflict, words));
        let paths = &self.manifest_path;
        // clap takes those behind the command alone where there are others before it
        if times_named(arguments) > paths.len() {
            return wrong("every `--manifest-path` has to stand on the same side of the command");
        }
        match (flag(command, "all") == Some(true), paths.is_empty()) {
            (true, true) => Ok(Manifests::All),
            (true, false) => {
                wrong("`--all` takes every manifest, and `--manifest-path` names some")
            }
            (false, true) => Ok(Manifests::Nearest),
            (false, false) => Ok(Manifests::Named(paths.clone())),
        }
    }
}

/// The number of times that a manifest is named.
fn times_named(arguments: &[OsString]) -> usize {
    let names_one = |argument: &&OsString| {
        let text = argument.to_string_lossy();
        let rest = text.strip_prefix("--manifest-path");
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    let flags = arguments.iter().take_while(|argument| *argument != "--");
    flags.filter(names_one).count()
}

impl NetworkArguments {
    /// Reads the number here and not by clap, which would read a variable that a flag beats, too.
    pub(super) fn jobs(&self) -> Result<NonZeroUsize, clap::Error> {
        let number = self.jobs.parse::<NonZeroUsize>().ok();
        let in_bounds = number.filter(|number| number.get() <= JOBS_MAX);
        in_bounds.ok_or_else(|| {
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
        if matches!(self.format, ReportFormat::Human | ReportFormat::Json) {
            return Ok(());
        }
        let words = "this command prints data and no report: its formats are `human` and `json`";
        Err(usage_error(ErrorKind::ValueValidation, words))
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
