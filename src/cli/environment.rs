//! The program's own variables.
#![expect(
    clippy::disallowed_methods,
    reason = "this is where the program's variables are read"
)]

use std::env::var_os;
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::error::ErrorKind;

use super::usage::usage_error;
use crate::report::GithubOutput;

/// Arguments that a variable can set.
const VARIABLES: [(&str, &str); 2] = [("config", "IMAGELOCK_CONFIG"), ("jobs", "IMAGELOCK_JOBS")];

/// Names the shell that asks what may complete a line. It is not clap_complete's own `COMPLETE`, which a machine may
/// have for other programs.
pub(super) const COMPLETE: &str = "IMAGELOCK_COMPLETE";

/// Counts a variable that is set and empty as unset, as docker does.
pub(super) fn without_empty_variables(program: clap::Command) -> clap::Command {
    let is_empty = |variable: &str| var_os(variable).is_some_and(|value| value.is_empty());
    let empty = VARIABLES.iter().filter(|(_, variable)| is_empty(variable));
    empty.fold(program, |program, (argument, _)| {
        program.mut_subcommands(|command| without_variable(command, argument))
    })
}

fn without_variable(command: clap::Command, argument: &str) -> clap::Command {
    command.mut_args(|other| {
        if other.get_id() == argument {
            other.env(Resettable::Reset)
        } else {
            other
        }
    })
}

/// The shell that asks what may complete a line.
pub(super) fn completing_shell() -> Option<String> {
    var_os(COMPLETE)?.into_string().ok()
}

/// The number of the word that is completed, where the shell says it; else it is the last one.
pub(super) fn completed_word() -> Option<usize> {
    var_os("_CLAP_COMPLETE_INDEX")?.to_str()?.parse().ok()
}

/// The files of GitHub's runner.
pub(super) fn github_output() -> Result<GithubOutput, clap::Error> {
    let value = |name: &str| var_os(name).filter(|value| !value.is_empty());
    let file = |name: &str| value(name).map(PathBuf::from);
    let words = "`--github-output` needs the variable `GITHUB_OUTPUT`, which GitHub Actions sets";
    let missing = || usage_error(ErrorKind::ValueValidation, words);
    Ok(GithubOutput {
        output: file("GITHUB_OUTPUT").ok_or_else(missing)?,
        summary: file("GITHUB_STEP_SUMMARY"),
    })
}

/// The directory in which the shell says it is (POSIX, "PWD").
pub(super) fn shell_directory() -> Option<PathBuf> {
    let path = var_os("PWD").map(PathBuf::from);
    path.filter(|path| path.is_absolute())
}
