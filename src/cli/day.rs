//! The day that a run takes for today.

use std::time::SystemTime;

use clap::{ArgMatches, Args};

use super::arguments::value;
use crate::day::Day;

/// The day of a command for which the age of a digest counts.
#[derive(Debug, Args)]
pub(super) struct DayArguments {
    /// Take this day for today, in tests
    #[arg(long, value_name = "DATE", hide = true)]
    now: Option<Day>,
}

/// The day of the run: the one that is given, else that of the clock.
pub(super) fn today(command: &ArgMatches, clock: fn() -> SystemTime) -> Day {
    value(command, "now").unwrap_or_else(|| Day::of(clock()))
}
