//! The command line: arguments become the commands' options. No behaviour.
//!
//! A command is its file here, its file in [`crate::commands`], and a row of [`Command`].

#[macro_use]
mod arguments;
mod add;
mod check;
mod completion;
mod completions;
mod day;
mod diff;
mod environment;
mod export;
mod files;
mod form;
mod get;
mod help;
mod import;
mod in_front;
mod init;
mod list;
mod lock;
mod network;
mod options;
mod outdated;
mod output;
mod remove;
mod resolve;
mod rule;
mod tags;
mod update;
mod usage;
mod verify;
mod words;

use std::ffi::OsString;
use std::time::SystemTime;

use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::{self, Context};
use crate::report::UsageReport;
use arguments::{is_argument, is_given, value};
pub(crate) use outdated::OutdatedOptions;
use output::TerminalArguments;
use usage::usage_error;

/// The commands with their options, in the order of `--help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(commands::init::InitOptions),
    Import(commands::import::ImportOptions),
    Update(commands::update::UpdateOptions),
    Lock(commands::lock::LockOptions),
    Add(commands::add::AddOptions),
    Remove(commands::remove::RemoveOptions),
    List(commands::list::ListOptions),
    Outdated(OutdatedOptions),
    Verify(commands::verify::VerifyOptions),
    Check(commands::check::CheckOptions),
    Diff(commands::diff::DiffOptions),
    Tags(commands::tags::TagsOptions),
    Resolve(commands::resolve::ResolveOptions),
    Get(commands::get::GetOptions),
    Export(commands::export::ExportOptions),
    Completions(completions::CompletionsArguments),
}

/// A lockfile for container images: names in images.toml, digests in images.lock
#[derive(Debug, Parser)]
#[command(name = "imagelock", version, styles = help::STYLES, max_term_width = help::WIDTH)]
struct Program {
    #[command(subcommand)]
    command: Command,
    // Those in front of a command are moved behind it
    #[command(flatten)]
    terminal: TerminalArguments,
}

/// A command as it was called.
pub(crate) struct Invocation {
    /// The command's name.
    pub(crate) name: String,
    pub(crate) command: Command,
    pub(crate) context: Context,
}

/// A command line that calls no command.
pub(crate) enum NoInvocation {
    /// Help or the version, which somebody asked for.
    Page(String),
    /// What a shell may complete a line with.
    Candidates(String),
    /// Help, where there are no arguments.
    NoCommand(String),
    /// A usage error.
    Wrong(UsageReport),
}

/// Reads the command line.
///
/// # Errors
/// Where it calls no command.
pub(crate) fn parse(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<Invocation, NoInvocation> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let reading = completion::Reading { program, context };
    if let Some(candidates) = completion::answer(&arguments, &reading) {
        return Err(NoInvocation::Candidates(candidates));
    }
    let arguments = in_front::moved_behind(arguments);
    read(&arguments).map_err(|error| {
        let error = usage::printable(error, &arguments, |shown| read(shown).err());
        let page = || error.render().ansi().to_string();
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => NoInvocation::Page(page()),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => NoInvocation::NoCommand(page()),
            _ => NoInvocation::Wrong(usage::report(&error, program(), &arguments)),
        }
    })
}

fn read(arguments: &[OsString]) -> Result<Invocation, clap::Error> {
    let mut matches = program().try_get_matches_from(arguments)?;
    if let Some(page) = help::page_of(&matches) {
        matches = program().try_get_matches_from(page)?;
    }
    let program = Program::from_arg_matches(&matches)?;
    let (name, command) = matches.subcommand().unwrap_or(("", &matches));
    Ok(Invocation {
        name: name.to_owned(),
        context: context(command)?,
        command: program.command,
    })
}

/// The context of a command, by those options of it that others have too.
fn context(command: &ArgMatches) -> Result<Context, clap::Error> {
    let is_anonymous = is_given(command, "anonymous");
    if is_given(command, "allow_unasked") && !is_anonymous {
        let words = "`--allow-unasked` needs `--anonymous`";
        return Err(usage_error(ErrorKind::MissingRequiredArgument, words));
    }
    let clock: fn() -> SystemTime = SystemTime::now;
    let github_output = is_given(command, "github_output").then(environment::github_output);
    Ok(Context {
        manifests: files::manifests(command)?,
        lock_path: value(command, "lock_path"),
        config_path: value(command, "config"),
        is_config_argument: is_argument(command, "config"),
        jobs: network::jobs(command, verify::may_ask(command))?,
        timeout: value(command, "timeout"),
        clock,
        today: day::today(command, clock),
        is_anonymous,
        progress: network::progress(command),
        format: output::format(command),
        github_output: github_output.transpose()?,
        shell_directory: environment::shell_directory(),
        printer: output::printer(command),
        found_above: Default::default(),
        manifest_read: Default::default(),
        mirrors: Default::default(),
    })
}

/// The program as clap knows it.
pub(crate) fn program() -> clap::Command {
    help::with_pages(environment::without_empty_variables(Program::command()))
}
