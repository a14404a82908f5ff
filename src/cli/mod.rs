//! The command line: arguments become the commands' options. No behaviour.
//!
//! A command is its file here, its file in [`crate::commands`], and a row of [`Command`].

#[macro_use]
mod arguments;
mod add;
mod check;
mod completions;
mod diff;
mod environment;
mod export;
mod get;
mod global;
mod import;
mod init;
mod list;
mod lock;
mod outdated;
mod remove;
mod resolve;
mod timeout;
mod update;
mod usage;
mod verify;

use std::ffi::OsString;
use std::time::SystemTime;

use clap::builder::styling::{AnsiColor, Styles};
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::{self, Context};
use arguments::flag;
use global::{FileArguments, NetworkArguments, OutputArguments};
pub(crate) use outdated::OutdatedOptions;
use usage::usage_error;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The end of `--help`, narrow enough for a terminal of 80 columns.
const EXIT_STATUSES: &str = "\
Exit status:
  0    done; an update that wrote changes is 0 too
  1    the answer is no: the lock is missing or does not satisfy the manifest,
       a tag or digest is gone, a tag moved under `--fresh`, a change locks
       what is not true, `--check` or `--exit-code` found work, a policy
       refused
  2    the question is wrong, or this machine cannot ask it: usage, an unknown
       name, a file that cannot be read or written
  3    there is no answer: network, TLS, credentials, refused access, rate
       limits, a broken registry; the only one that a retry can change
  130  ended by SIGINT, or 143 by SIGTERM; nothing is half-written";

/// The commands with their options, in the order of `--help`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(commands::init::InitOptions),
    Import(commands::import::ImportOptions),
    Update(commands::update::UpdateOptions),
    Lock(commands::lock::LockOptions),
    Add(commands::add::AddOptions),
    Remove(commands::remove::RemoveOptions),
    List(list::ListArguments),
    Outdated(OutdatedOptions),
    Verify(commands::verify::VerifyOptions),
    Check(commands::check::CheckOptions),
    Diff(commands::diff::DiffOptions),
    Resolve(commands::resolve::ResolveOptions),
    Get(commands::get::GetOptions),
    Export(commands::export::ExportOptions),
    Completions(completions::CompletionsArguments),
}

/// A lockfile for container images: readable names in images.toml, digests in images.lock.
#[derive(Debug, Parser)]
#[command(name = "imagelock", version, styles = STYLES, after_help = EXIT_STATUSES, max_term_width = 110)]
#[command(propagate_version = true)]
struct Program {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    files: FileArguments,
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// A command as it was called.
pub(crate) struct Invocation {
    /// The command's name.
    pub(crate) name: String,
    pub(crate) command: Command,
    pub(crate) context: Context,
}

/// Reads the command line.
///
/// # Errors
/// A usage error. Asking for help is one too, as it is clap's.
pub(crate) fn parse(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<Invocation, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    read(&arguments).map_err(|error| {
        let printable = usage::printable(error, &arguments, |shown| read(shown).err());
        printable.format(&mut Program::command())
    })
}

fn read(arguments: &[OsString]) -> Result<Invocation, clap::Error> {
    let matches = program()
        .try_get_matches_from(arguments)
        .map_err(usage::explained)?;
    let timeout = timeout::timeout(&matches)?;
    let program = Program::from_arg_matches(&matches)?;
    let (name, command) = matches.subcommand().unwrap_or(("", &matches));
    let manifests = program.files.manifests(command, arguments)?;
    let jobs = program.network.jobs()?;
    let github_output = match flag(command, "github_output") {
        Some(true) => Some(environment::github_output()?),
        Some(false) => None,
        None => program.output.check_data_format().map(|()| None)?,
    };
    if flag(command, "allow_unasked") == Some(true) && !program.network.anonymous {
        let words = "`--allow-unasked` is about what an `--anonymous` run cannot ask";
        return Err(usage_error(ErrorKind::MissingRequiredArgument, words));
    }
    Ok(Invocation {
        name: name.to_owned(),
        context: Context {
            manifests,
            lock_path: program.files.lock_path,
            config_path: program.files.config,
            jobs,
            timeout,
            clock: SystemTime::now,
            is_anonymous: program.network.anonymous,
            progress: program.output.progress,
            format: program.output.format,
            github_output,
            shell_directory: environment::shell_directory(),
            printer: program.output.printer(),
            found_above: Default::default(),
        },
        command: program.command,
    })
}

/// The program as clap knows it.
pub(crate) fn program() -> clap::Command {
    timeout::fitted(environment::without_empty_variables(Program::command()))
}
