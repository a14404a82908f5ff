//! `--timeout`: the commands that take it, before them or behind.

use std::time::Duration;

use clap::ArgMatches;

use super::usage::no_timeout;

/// The argument that bounds a run.
const TIMEOUT: &str = "timeout";
/// The commands that ask no registry. They read files until they are done, and nothing would end them in time.
const WITHOUT_TIMEOUT: [&str; 3] = ["init", "import", "check"];

/// Adds the arguments of the program to each command that takes them, in their order.
pub(super) fn fitted(program: clap::Command) -> clap::Command {
    let arguments: Vec<clap::Arg> = program.get_arguments().cloned().collect();
    program.mut_subcommands(|command| {
        let is_bounded = !WITHOUT_TIMEOUT.contains(&command.get_name());
        let is_taken = |argument: &&clap::Arg| is_bounded || *argument.get_id() != TIMEOUT;
        command.args(arguments.iter().filter(is_taken))
    })
}

/// The time limit, from behind the command or from before it.
///
/// # Errors
/// A usage error where the command takes none.
pub(super) fn timeout(matches: &ArgMatches) -> Result<Option<Duration>, clap::Error> {
    let in_front = matches.get_one(TIMEOUT).copied();
    match matches.subcommand() {
        Some((name, _)) if WITHOUT_TIMEOUT.contains(&name) => {
            in_front.map_or(Ok(None), |_| Err(no_timeout()))
        }
        Some((_, command)) => Ok(command.get_one(TIMEOUT).copied().or(in_front)),
        None => Ok(in_front),
    }
}

/// Reads a time limit.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text
        .parse::<f64>()
        .map_err(|_| "it is a number of seconds, like `30` or `0.5`".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(limit) if !limit.is_zero() => Ok(limit),
        _ => Err("it is more than nothing, and less than for ever".to_owned()),
    }
}
