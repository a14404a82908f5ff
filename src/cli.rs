//! The command line: flags become the commands' options. No behaviour.

mod arguments;
mod words;

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::sync::OnceLock;
use std::time::Duration;

use anstream::ColorChoice;
use arguments::{
    Cli, CliCommand, CliField, CliFormat, CliProgress, Color, GetArgs, Input, Network, Output, WritingArgs,
};
use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};
use clap_complete::Shell;

use crate::commands::{Context, Effect, OnFailure, Writing};
use crate::commands::{get, lock, resolve, update, verify};
use crate::document::has_credentials;
use crate::report::{Format, Printer, Progress, Verbosity};

/// What belongs to later work, and is refused as such.
const LATER_COMMANDS: [&str; 8] = ["init", "import", "add", "remove", "list", "export", "outdated", "diff"];
const LATER_FLAGS: [&str; 4] = ["--base", "--seen-from", "--ignore-min-age", "--refresh-index"];
const LATER_FORMATS: [&str; 3] = ["json", "markdown", "github"];
/// Arguments that a variable can set.
const VARIABLES: [(&str, &str); 2] = [("config", "IMAGELOCK_CONFIG"), ("jobs", "IMAGELOCK_JOBS")];
/// The most requests that anybody may want in flight.
const JOBS_MAX: usize = 65_535;

/// A command with its options.
#[derive(Debug)]
pub enum Command {
    /// `update`.
    Update(update::Options),
    /// `lock`.
    Lock(lock::Options),
    /// `verify`.
    Verify(verify::Options),
    /// `resolve`.
    Resolve(resolve::Options),
    /// `get`.
    Get(get::Options),
    /// `completions`: the script.
    Completions(String),
}

/// Reads the command line.
///
/// # Errors
/// Where it is not one; asking for help is an error here too, as it is clap's.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<(Command, Context), clap::Error> {
    let matches = program().try_get_matches_from(arguments).map_err(explained)?;
    let cli = Cli::from_arg_matches(&matches)?;
    let jobs = jobs(&cli.network.jobs)?;
    let context = context(cli.input, &cli.network, jobs, &cli.output);
    Ok((command(cli.command), context))
}

/// The program's arguments. A variable that is set and empty counts as unset, as it does for docker.
#[expect(clippy::disallowed_methods, reason = "this is where the program's variables are read")]
fn program() -> clap::Command {
    VARIABLES.iter().fold(Cli::command(), |program, (argument, variable)| {
        let is_empty = std::env::var_os(variable).is_some_and(|value| value.is_empty());
        program
            .mut_arg(argument, |argument| if is_empty { argument.env(Resettable::Reset) } else { argument })
    })
}

/// A word that a later version understands is no spelling mistake, and one with a password is not repeated.
fn explained(error: clap::Error) -> clap::Error {
    let (kind, later) = match error.kind() {
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, &LATER_COMMANDS[..]),
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, &LATER_FLAGS[..]),
        _ => return error,
    };
    let Some(ContextValue::String(word)) = error.get(kind) else { return error };
    let name = word.split('=').next().unwrap_or(word);
    if later.contains(&name) {
        Cli::command().error(error.kind(), format!("`{name}` is not supported yet"))
    } else if has_credentials(word) {
        // Where a reference was written without its command
        Cli::command().error(error.kind(), "what was given is no command, and may hold a password")
    } else {
        error
    }
}

fn command(command: CliCommand) -> Command {
    match command {
        CliCommand::Update { names, writing } => {
            Command::Update(update::Options { names, writing: writing.options() })
        }
        CliCommand::Lock { writing } => Command::Lock(lock::Options { writing: writing.options() }),
        CliCommand::Verify { present, fresh } => {
            let depth = match (present, fresh) {
                (false, false) => verify::Depth::Offline,
                (true, false) => verify::Depth::Present,
                (false, true) => verify::Depth::Fresh,
                (true, true) => verify::Depth::PresentAndFresh,
            };
            Command::Verify(verify::Options { depth })
        }
        CliCommand::Resolve { references, no_tag } => {
            Command::Resolve(resolve::Options { references, tags: tags(no_tag) })
        }
        CliCommand::Get(arguments) => Command::Get(arguments.options()),
        CliCommand::Completions { shell } => Command::Completions(completions(shell)),
    }
}

fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), env!("CARGO_PKG_NAME"), &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

impl WritingArgs {
    fn options(&self) -> Writing {
        let effect = match (self.dry_run, self.check) {
            (_, true) => Effect::Check,
            (true, false) => Effect::DryRun,
            (false, false) => Effect::Write,
        };
        let on_failure = if self.keep_going { OnFailure::KeepGoing } else { OnFailure::Stop };
        Writing { effect, on_failure }
    }
}

impl GetArgs {
    fn options(self) -> get::Options {
        get::Options {
            selection: if self.all { get::Selection::All } else { get::Selection::Names(self.names) },
            platform: self.platform,
            field: match self.field {
                CliField::Repository => get::Field::Repository,
                CliField::Tag => get::Field::Tag,
                CliField::Digest => get::Field::Digest,
                CliField::Reference => get::Field::Reference,
            },
            tags: tags(self.no_tag),
            against: if self.lock_only { get::Against::Nothing } else { get::Against::Manifest },
        }
    }
}

fn context(input: Input, network: &Network, jobs: NonZeroUsize, output: &Output) -> Context {
    let verbosity = match (output.quiet, output.verbose) {
        (true, _) => Verbosity::Quiet,
        (false, 0) => Verbosity::Normal,
        (false, _) => Verbosity::Verbose,
    };
    let color = match output.color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    Context {
        manifest_path: input.manifest_path,
        lock_path: input.lock_path,
        config_path: input.config,
        jobs,
        timeout: network.timeout,
        is_anonymous: network.anonymous,
        progress: match output.progress {
            CliProgress::Auto => Progress::Auto,
            CliProgress::Never => Progress::Never,
        },
        format: match output.format {
            CliFormat::Human => Format::Human,
        },
        printer: Printer::new(verbosity, color),
        found_above: OnceLock::new(),
    }
}

fn tags(no_tag: bool) -> resolve::Tags {
    if no_tag { resolve::Tags::Left } else { resolve::Tags::Shown }
}

/// Read here and not by clap, which would read a variable that a flag beats, too.
fn jobs(text: &str) -> Result<NonZeroUsize, clap::Error> {
    let number = text.parse().ok().filter(|number: &NonZeroUsize| number.get() <= JOBS_MAX);
    number.ok_or_else(|| {
        let words =
            format!("`--jobs` and `IMAGELOCK_JOBS` are a number from 1 to {JOBS_MAX}, and not `{text}`");
        Cli::command().error(ErrorKind::ValueValidation, words)
    })
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds =
        text.parse::<f64>().map_err(|_| "it is a number of seconds, like `30` or `0.5`".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(limit) if !limit.is_zero() => Ok(limit),
        _ => Err("it is more than nothing, and less than for ever".to_owned()),
    }
}

fn format(text: &str) -> Result<CliFormat, String> {
    match text {
        "human" => Ok(CliFormat::Human),
        later if LATER_FORMATS.contains(&later) => Err("it is not supported yet; `human` is".to_owned()),
        _ => Err("the format that there is so far is `human`".to_owned()),
    }
}
