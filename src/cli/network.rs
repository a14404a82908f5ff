//! How a command asks registries.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args};

use super::arguments::{source, value};
use super::usage::usage_error;
use crate::document::shown_argument;
use crate::registry::JOBS;
use crate::report::Progress;

/// The most requests that anybody may want in flight.
const JOBS_MAX: usize = 65_535;

#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
pub(super) struct NetworkArguments {
    /// Path of config.toml; by default the user's, else the system's
    #[arg(
        long,
        value_name = "FILE",
        env = "IMAGELOCK_CONFIG",
        hide_env_values = true
    )]
    config: Option<PathBuf>,
    /// Send at most this many HTTP requests at once
    #[arg(
        short,
        long,
        value_name = "N",
        env = "IMAGELOCK_JOBS",
        hide_env_values = true,
        allow_negative_numbers = true
    )]
    #[arg(default_value_os_t = OsString::from(JOBS.to_string()))]
    jobs: OsString,
    /// Stop after this many seconds; without it, waits for a registry that limits requests end after ten minutes
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    timeout: Option<Duration>,
    /// Ask without credentials, even if you are logged in: open no credential file, run no helper; private images are
    /// refused
    #[arg(long)]
    anonymous: bool,
    /// Show a progress line
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Progress::Auto)]
    progress: Progress,
}

/// Reads the number here and not by clap, which would read a variable that a flag beats, too. A variable counts only
/// where the run may ask a registry.
pub(super) fn jobs(command: &ArgMatches, may_ask: bool) -> Result<NonZeroUsize, clap::Error> {
    let is_variable = source(command, "jobs") == Some(ValueSource::EnvVariable);
    let text = value::<OsString>(command, "jobs").filter(|_| may_ask || !is_variable);
    let text = text.unwrap_or_else(|| JOBS.to_string().into());
    let number = text
        .to_str()
        .and_then(|text| text.parse::<NonZeroUsize>().ok());
    let in_bounds = number.filter(|number| number.get() <= JOBS_MAX);
    in_bounds.ok_or_else(|| {
        let name = if is_variable {
            "IMAGELOCK_JOBS"
        } else {
            "--jobs"
        };
        let text = shown_argument(&text);
        let words =
            format!("invalid value `{text}` for `{name}`: must be a number from 1 to {JOBS_MAX}");
        usage_error(ErrorKind::ValueValidation, words)
    })
}

/// The place of the line of progress; none where nothing is waited for.
pub(super) fn progress(command: &ArgMatches) -> Progress {
    value(command, "progress").unwrap_or(Progress::Never)
}

/// Reads a time limit.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text
        .parse::<f64>()
        .map_err(|_| "must be a number of seconds, like `30` or `0.5`".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(limit) if !limit.is_zero() => Ok(limit),
        Err(_) if seconds > 0.0 => Err("is too large".to_owned()),
        _ => Err("must be greater than 0".to_owned()),
    }
}
