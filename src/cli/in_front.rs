//! Options in front of a command, which are read as if they stood behind it.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Args, Command};

use super::files::FileArguments;
use super::network::NetworkArguments;
use super::output::ReportArguments;

/// Moves the options in front of a command behind it. Arguments without a command stay as they are.
pub(super) fn moved_behind(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if let Some(until) = command_at(&arguments)
        && let Some(moved) = arguments.get_mut(1..=until)
    {
        moved.rotate_right(1);
    }
    arguments
}

/// The place of the command among the arguments, where options stand in front of it.
fn command_at(arguments: &[OsString]) -> Option<usize> {
    if !arguments.get(1)?.as_encoded_bytes().starts_with(b"-") {
        return None;
    }
    let matches = in_front().try_get_matches_from(arguments).ok()?;
    let (_, behind) = matches.subcommand()?;
    let behind = behind.get_many::<OsString>("").map_or(0, Iterator::count);
    arguments.len().checked_sub(behind + 1)
}

/// What may stand in front: the options that several commands share, with any value. The command itself checks both.
fn in_front() -> Command {
    let shared = FileArguments::augment_args(Command::new(""));
    let shared = ReportArguments::augment_args(NetworkArguments::augment_args(shared));
    Command::new("")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .allow_external_subcommands(true)
        .args(shared.get_arguments().map(unchecked))
}

fn unchecked(argument: &Arg) -> Arg {
    if argument.get_action().takes_values() {
        let any = clap::value_parser!(OsString);
        argument
            .clone()
            .action(ArgAction::Append)
            .value_parser(any)
            .allow_negative_numbers(true)
    } else {
        let times = clap::value_parser!(u8);
        argument
            .clone()
            .action(ArgAction::Count)
            .value_parser(times)
    }
}
