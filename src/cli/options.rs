//! Options that a command does not take: where they belong, or why it has no use for them.

use clap::{Arg, Command};

use super::words::listed;

/// The message about an option that is not a command's, and the way out; `None` where no command has it.
pub(super) fn unknown_option(
    word: &str,
    program: &Command,
    name: Option<&str>,
) -> Option<(String, Option<String>)> {
    let option = word.split('=').next().unwrap_or(word);
    if ["-V", "--version"].contains(&option) {
        let hint = "run `imagelock --version`".to_owned();
        return Some((format!("unexpected argument `{option}`"), Some(hint)));
    }
    let takers = takers(program, option);
    let (first, argument) = takers.first()?;
    let Some(command) = name.and_then(|name| program.find_subcommand(name)) else {
        let hint = format!("write it behind the command, like `imagelock {first} {option}`");
        return Some((format!("`{option}` is an option of a command"), Some(hint)));
    };
    let name = command.get_name();
    Some(match reason(command, argument.get_id().as_str()) {
        Some(reason) => (
            format!("`imagelock {name}` {reason}, so it takes no `{option}`"),
            None,
        ),
        None => {
            let takers = takers.iter().map(|(name, _)| format!("imagelock {name}"));
            let takers: Vec<String> = takers.collect();
            let take = if takers.len() == 1 { "takes" } else { "take" };
            let hint = format!("{} {take} it", listed(&takers, "and"));
            let message = format!("`imagelock {name}` takes no `{option}`");
            (message, Some(hint))
        }
    })
}

/// The hint for a format that is written as an option, like `--json`.
pub(super) fn format_hint(word: &str, program: &Command, name: Option<&str>) -> Option<String> {
    let word = word.strip_prefix("--")?;
    let takers = takers(program, "--format");
    let takers = takers
        .iter()
        .filter(|(taker, _)| name.is_none_or(|name| name == *taker));
    let mut formats = takers.flat_map(|(_, it)| it.get_possible_values());
    let format = formats.find(|format| format.get_name() == word)?;
    Some(format!("use `--format {}`", format.get_name()))
}

/// The commands that take an option, by its long or its short name.
fn takers<'a>(program: &'a Command, option: &str) -> Vec<(&'a str, &'a Arg)> {
    let is_it = |argument: &&Arg| {
        let long = argument.get_long().map(|long| format!("--{long}"));
        let short = argument.get_short().map(|short| format!("-{short}"));
        [long, short].iter().flatten().any(|name| name == option)
    };
    let commands = program.get_subcommands();
    let taker =
        |command: &'a Command| Some((command.get_name(), command.get_arguments().find(is_it)?));
    commands.filter_map(taker).collect()
}

/// Why a command takes no option of a kind, where it takes none of that kind.
fn reason(command: &Command, id: &str) -> Option<&'static str> {
    let takes = |id: &str| command.get_arguments().any(|it| it.get_id() == id);
    match id {
        "config" | "jobs" | "timeout" | "anonymous" | "progress" => {
            (!takes("jobs")).then_some("asks no registry")
        }
        "manifest_path" => Some("uses no images.toml"),
        "lock_path" => Some("uses no images.lock"),
        "format" | "github_output" | "quiet" | "verbose" | "color" => Some("prints no report"),
        _ => None,
    }
}
