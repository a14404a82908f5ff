//! The pages of `--help`, and `imagelock help`.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Arg, ArgMatches, Command};

pub(super) const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The widest line of a page.
pub(super) const WIDTH: usize = 80;
/// The command that prints pages.
const HELP: &str = "help";
/// The commands as the first page shows them, in the order of a user's day.
const GROUPS: [(&str, &[&str]); 5] = [
    ("Declare images", &["init", "import", "add", "remove"]),
    ("Lock images", &["update", "lock", "outdated"]),
    ("Check, in CI or before a commit", &["verify", "check"]),
    ("Read what is locked", &["list", "diff", "get", "export"]),
    ("More", &["tags", "resolve", "completions", HELP]),
];
const EXAMPLES: &str = "
  imagelock init           write images.toml from the files of this repository
  imagelock update         ask the registries, and write images.lock
  imagelock check --fix    write the locked digests into the files
  imagelock verify         check that images.lock satisfies images.toml
";
const EXIT_STATUSES: &str = "
  0    done
  1    check failed
  2    usage or configuration error
  3    network or registry error; a retry may help
  130  ended by SIGINT (143 by SIGTERM); no file is half-written
";

/// The program with its first page, and with `imagelock help`.
pub(super) fn with_pages(program: Command) -> Command {
    let program = program
        .disable_help_subcommand(true)
        .subcommand(help_command());
    let page = first_page(&program);
    program.help_template(page)
}

fn help_command() -> Command {
    let command = Arg::new("command").value_name("COMMAND");
    Command::new(HELP)
        .about("Print this page, or the page of a command")
        .arg(command.help("The command; without one, the page of all commands is printed"))
        .after_help("Examples:\n  imagelock help\n  imagelock help update")
}

/// The first page as a template of clap's, which has no groups of commands.
fn first_page(program: &Command) -> String {
    let header = STYLES.get_header();
    let mut page = "{about}\n\n{usage-heading} {usage}\n".to_owned();
    let mut part = |name: &str, lines: &str| {
        let _ = write!(page, "\n{header}{name}:{header:#}{lines}");
    };
    part("Getting started", EXAMPLES);
    for (group, names) in GROUPS {
        part(group, &commands(program, names));
    }
    part("Options", "\n{options}\n");
    part("Exit status", EXIT_STATUSES);
    page
}

/// A line a command: its name, and the first line of its page.
fn commands(program: &Command, names: &[&str]) -> String {
    let literal = STYLES.get_literal();
    let mut lines = "\n".to_owned();
    for name in names {
        let command = program.find_subcommand(name);
        let about = command.and_then(Command::get_about).cloned();
        let about = about.unwrap_or_default();
        let _ = writeln!(lines, "  {literal}{name:<11}{literal:#}  {about}");
    }
    lines
}

/// The arguments that print the page that `imagelock help` is asked for; `None` for another command.
pub(super) fn page_of(matches: &ArgMatches) -> Option<Vec<OsString>> {
    let command = matches.subcommand_matches(HELP)?;
    let command = command.get_one::<String>("command").map(OsString::from);
    let program = [env!("CARGO_PKG_NAME").into()].into_iter();
    Some(program.chain(command).chain(["--help".into()]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_is_in_one_group() {
        let program = super::super::program();
        let commands = program.get_subcommands().filter(|it| !it.is_hide_set());
        let mut commands: Vec<&str> = commands.map(Command::get_name).collect();
        let mut grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        commands.sort_unstable();
        grouped.sort_unstable();
        assert_eq!(grouped, commands);
    }

    #[test]
    fn no_line_of_a_page_is_too_wide() {
        let mut program = super::super::program();
        program.build();
        let first = program.render_help().to_string();
        let pages = program.get_subcommands_mut().map(|command| {
            // A page shows no more that an example was wrapped
            let rest = command.get_after_help().cloned().unwrap_or_default();
            let rest = rest.to_string();
            let examples = rest.lines().filter(|line| line.starts_with("  "));
            let examples: String = examples.map(|line| format!("{line}\n")).collect();
            examples + &command.render_help().to_string()
        });
        for page in std::iter::once(first).chain(pages) {
            for line in page.lines() {
                assert!(line.chars().count() <= WIDTH, "{line}");
            }
        }
    }

    #[test]
    fn each_page_has_examples() {
        for command in super::super::program().get_subcommands() {
            let rest = command.get_after_help().cloned().unwrap_or_default();
            let rest = rest.to_string();
            let (_, examples) = rest.split_once("Examples:\n").expect("there are examples");
            let call = format!("imagelock {}", command.get_name());
            assert!(examples.contains(&call), "{examples}");
        }
    }
}
