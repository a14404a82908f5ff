//! What a shell completes a command line with, by the engine of clap_complete.
//!
//! The script of `imagelock completions` runs the program with [`COMPLETE`] and, behind `--`, the words of the line.
//! Without such words the variable does nothing, wherever it is from.

use std::ffi::{OsStr, OsString};
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command, ValueHint};
use clap_complete::engine::{
    ArgValueCandidates, ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
};
use clap_complete::env::Shells;

use super::environment::{COMPLETE, completed_word, completing_shell};
use crate::commands::completion::{declared_names, locked_names, locked_platforms};
use crate::commands::{Context, Manifests};
use crate::report::{Printer, Verbosity};

const PROGRAM: &str = env!("CARGO_PKG_NAME");
/// The commands whose names are those of the lock.
const LOCK_READERS: [&str; 2] = ["get", "export"];
/// The end of the script for zsh. If zsh loads it on the first use, it calls it by the name of its file.
const ZSH_FIRST_USE: &str = "\
if [[ ${funcstack[1]} == _imagelock ]]; then
    _clap_dynamic_completer_imagelock \"$@\"
fi
";

/// The script by which a shell asks; empty for one that is not known.
///
/// It looks for the program on the `PATH`, and never where the line has it: in a directory of others that may be
/// anything.
pub(super) fn script(shell: &str) -> String {
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(shell) {
        // A vector takes all that is written to it
        let _ = shell.write_registration(COMPLETE, PROGRAM, PROGRAM, PROGRAM, &mut script);
    }
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        "zsh" => script + ZSH_FIRST_USE,
        _ => script,
    }
}

/// How the rest of this room reads a line.
pub(super) struct Reading {
    pub(super) program: fn() -> Command,
    pub(super) context: fn(&ArgMatches) -> Result<Context, clap::Error>,
}

/// A line that is being written.
struct Line {
    program: fn() -> Command,
    /// The files that it is about, as far as that can be told.
    context: Option<Context>,
}

/// What the shell is to offer, as it wants it; `None` if none asks. What cannot be read offers nothing.
pub(super) fn answer(arguments: &[OsString], reading: &Reading) -> Option<String> {
    let [_, escape, words @ ..] = arguments else {
        return None;
    };
    if escape != "--" || words.is_empty() {
        return None;
    }
    let shells = Shells::builtins();
    let shell = shells.completer(&completing_shell()?)?;
    let mut offered = Vec::new();
    let mut command = command(words, reading);
    let written = shell.write_complete(&mut command, words.to_vec(), None, &mut offered);
    let offered = written.map(|()| String::from_utf8_lossy(&offered).into_owned());
    Some(offered.unwrap_or_default())
}

/// The program with what may be written in each place of a line.
fn command(words: &[OsString], reading: &Reading) -> Command {
    let index = completed_word().unwrap_or(words.len() - 1);
    let current = words.get(index).map(|word| word.to_string_lossy());
    let wants_options = current.is_some_and(|word| word.starts_with('-'));
    let line = Arc::new(Line::read(words, reading));
    let program = (line.program)().mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        let command = command.mut_args(|argument| with_values(argument, &name, &line));
        if wants_options || command.get_positionals().next().is_none() {
            command
        } else {
            without_options(command)
        }
    });
    if wants_options {
        program
    } else {
        without_options(program)
    }
}

/// The command without its options, as long as there is something else: the engine offers what is hidden if there is
/// nothing.
fn without_options(command: Command) -> Command {
    let hidden = command.mut_args(|argument| match argument.get_long() {
        Some(_) => argument.hide(true),
        None => argument,
    });
    hidden.disable_help_flag(true).disable_version_flag(true)
}

impl Line {
    /// Reads the line as far as it is written. Nothing is said of what is wrong in it.
    fn read(words: &[OsString], reading: &Reading) -> Self {
        let program = (reading.program)().ignore_errors(true);
        let matches = program.try_get_matches_from(words).ok();
        let command = matches.as_ref().and_then(ArgMatches::subcommand);
        let context = command.and_then(|(_, command)| (reading.context)(command).ok());
        Self {
            program: reading.program,
            context: context.map(|context| Context {
                // Git would have to look for all of them
                manifests: match context.manifests {
                    Manifests::All => Manifests::Nearest,
                    manifests => manifests,
                },
                printer: Printer::new(Verbosity::Quiet, anstream::ColorChoice::Never),
                ..context
            }),
        }
    }

    fn files(&self, read: fn(&Context) -> Vec<String>) -> Vec<String> {
        self.context.as_ref().map(read).unwrap_or_default()
    }

    fn commands(&self) -> Vec<String> {
        let program = (self.program)();
        let commands = program.get_subcommands();
        commands.map(|it| it.get_name().to_owned()).collect()
    }
}

/// An argument of a command with what may be its value.
fn with_values(argument: Arg, command: &str, line: &Arc<Line>) -> Arg {
    let names = argument.get_value_names().unwrap_or_default();
    let values: fn(&Line) -> Vec<String> = match names.first().map(|name| name.as_str()) {
        Some("NAME") if LOCK_READERS.contains(&command) => |line| line.files(locked_names),
        Some("NAME") => |line| line.files(declared_names),
        Some("PLATFORM") => |line| line.files(locked_platforms),
        Some("COMMAND") => Line::commands,
        _ if argument.get_value_hint() == ValueHint::AnyPath => {
            return argument.add(ArgValueCompleter::new(paths));
        }
        _ => return argument,
    };
    let line = line.clone();
    argument.add(ArgValueCandidates::new(move || {
        let values = values(&line).into_iter().map(CompletionCandidate::new);
        values.filter(is_plain).collect()
    }))
}

/// Files and directories.
fn paths(current: &OsStr) -> Vec<CompletionCandidate> {
    let paths = PathCompleter::any().complete(current).into_iter();
    paths.filter(is_plain).collect()
}

/// Whether a shell may put the candidate into a line as it is: some do not quote what they insert, and a file may be
/// called `$(command)`.
fn is_plain(candidate: &CompletionCandidate) -> bool {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+,@%:=".contains(letter);
    let text = candidate.get_value().to_str();
    text.is_some_and(|text| text.chars().all(is_plain))
}
