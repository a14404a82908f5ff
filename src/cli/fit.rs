//! Which of the arguments that stand in front of a command, or behind it, a command takes: those that do something there.

use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, CommandFactory};

use super::arguments::Cli;

/// The argument that bounds a run.
const TIMEOUT: &str = "timeout";
/// The same, as it is written.
pub(super) const TIMEOUT_FLAG: &str = "--timeout";
/// Commands that ask no registry, however much there is to read: nothing would hold them to a limit.
const WITHOUT_TIMEOUT: [&str; 3] = ["init", "import", "check"];

/// Gives every command the program's own arguments that it takes, in their order.
pub(super) fn fitted(program: clap::Command) -> clap::Command {
    let arguments: Vec<Arg> = program.get_arguments().cloned().collect();
    let names: Vec<String> = program
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    names.iter().fold(program, |program, name| {
        let taken = arguments.iter().filter(|argument| is_taken(name, argument));
        program.mut_subcommand(name, |command| command.args(taken))
    })
}

fn is_taken(command: &str, argument: &Arg) -> bool {
    *argument.get_id() != TIMEOUT || !WITHOUT_TIMEOUT.contains(&command)
}

/// The time limit, from behind the command or from in front of it.
///
/// # Errors
/// Where the command takes none.
pub(super) fn timeout(matches: &ArgMatches) -> Result<Option<Duration>, clap::Error> {
    let in_front = matches.get_one(TIMEOUT).copied();
    match matches.subcommand() {
        Some((name, _)) if WITHOUT_TIMEOUT.contains(&name) => {
            in_front.map_or(Ok(None), |_| Err(refused()))
        }
        Some((_, command)) => Ok(command.get_one(TIMEOUT).copied().or(in_front)),
        None => Ok(in_front),
    }
}

/// Why a command takes no time limit.
pub(super) fn refused() -> clap::Error {
    let words = format!("this command takes no `{TIMEOUT_FLAG}`: it asks no registry");
    Cli::command().error(ErrorKind::UnknownArgument, words)
}
