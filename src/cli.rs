//! The command line: flags become the commands' options. No behaviour.

mod arguments;
mod fit;
mod options;
mod scope;
mod words;

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use anstream::ColorChoice;
use arguments::{Cli, CliCommand, CliFormat, CliProgress, Color, Input, Network, Output};
use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};
use clap_complete::Shell;

use crate::commands::{Context, Effect, Manifests, OnFailure, OnOutdated, Writing};
use crate::commands::{
    add, check, diff, export, get, import, init, lock, remove, resolve, update, verify,
};
use crate::document::{has_credentials, shown_path};
use crate::report::{Format, GithubOutput, Printer, Progress, Verbosity};

/// What belongs to later work, and is refused as such.
const LATER_FLAGS: [&str; 3] = ["--seen-from", "--ignore-min-age", "--refresh-index"];
/// Arguments that a variable can set.
const VARIABLES: [(&str, &str); 2] = [("config", "IMAGELOCK_CONFIG"), ("jobs", "IMAGELOCK_JOBS")];
/// The most requests that anybody may want in flight.
const JOBS_MAX: usize = 65_535;

/// A command with its options.
#[derive(Debug)]
pub enum Command {
    /// `init`.
    Init(init::InitOptions),
    /// `import`.
    Import(import::ImportOptions),
    /// `update`.
    Update(update::UpdateOptions),
    /// `lock`.
    Lock(lock::LockOptions),
    /// `add`.
    Add(add::AddOptions),
    /// `remove`.
    Remove(remove::RemoveOptions),
    /// `list`.
    List,
    /// `verify`.
    Verify(verify::VerifyOptions),
    /// `outdated`, which is an update that nobody writes.
    Outdated(update::UpdateOptions),
    /// `check`.
    Check(check::CheckOptions),
    /// `diff`.
    Diff(diff::DiffOptions),
    /// `resolve`.
    Resolve(resolve::ResolveOptions),
    /// `get`.
    Get(get::GetOptions),
    /// `export`.
    Export(export::ExportOptions),
    /// `completions`: the script.
    Completions(String),
}

impl Command {
    /// What it is called.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::Import(_) => "import",
            Self::Update(_) => "update",
            Self::Lock(_) => "lock",
            Self::Add(_) => "add",
            Self::Remove(_) => "remove",
            Self::List => "list",
            Self::Verify(_) => "verify",
            Self::Outdated(_) => "outdated",
            Self::Check(_) => "check",
            Self::Diff(_) => "diff",
            Self::Resolve(_) => "resolve",
            Self::Get(_) => "get",
            Self::Export(_) => "export",
            Self::Completions(_) => "completions",
        }
    }
}

/// Reads the command line.
///
/// # Errors
/// Where it is not one; asking for help is an error here too, as it is clap's.
pub fn parse(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<(Command, Context), clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    read(&arguments).map_err(|error| in_lines_of_ours(error, &arguments))
}

/// The same error about arguments that may be shown: clap repeats them as they are, line breaks and passwords too.
fn in_lines_of_ours(error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let shown: Vec<OsString> = arguments
        .iter()
        .map(|it| shown_path(Path::new(it)).into())
        .collect();
    if shown == arguments || !error.use_stderr() {
        return error;
    }
    match read(&shown) {
        Err(same) if same.kind() == error.kind() => same,
        _ => Cli::command().error(
            error.kind(),
            "an argument that cannot be shown is none that is known here",
        ),
    }
}

fn read(arguments: &[OsString]) -> Result<(Command, Context), clap::Error> {
    let matches = program()
        .try_get_matches_from(arguments)
        .map_err(explained)?;
    let timeout = fit::timeout(&matches)?;
    let cli = Cli::from_arg_matches(&matches)?;
    let manifests = scope::manifests(&cli, arguments)?;
    let jobs = jobs(&cli.network.jobs)?;
    let github_output = match cli.command.report() {
        Some(report) if report.github_output => Some(github_output()?),
        Some(_) => None,
        None => has_no_report(cli.output.format).map(|()| None)?,
    };
    if cli.command.lets_unasked_pass() && !cli.network.anonymous {
        let words = "`--allow-unasked` is about what an `--anonymous` run cannot ask";
        return Err(Cli::command().error(ErrorKind::MissingRequiredArgument, words));
    }
    let context = Context {
        manifests,
        timeout,
        github_output,
        ..context(cli.input, &cli.network, jobs, &cli.output)
    };
    Ok((command(cli.command)?, context))
}

/// The program's arguments. A variable that is set and empty counts as unset, as it does for docker.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the program's variables are read"
)]
fn program() -> clap::Command {
    let program = VARIABLES
        .iter()
        .fold(Cli::command(), |program, (argument, variable)| {
            let is_empty = std::env::var_os(variable).is_some_and(|value| value.is_empty());
            program.mut_arg(argument, |argument| {
                if is_empty {
                    argument.env(Resettable::Reset)
                } else {
                    argument
                }
            })
        });
    fit::fitted(program)
}

/// A word that a later version understands is no spelling mistake, and one with a password is not repeated.
fn explained(error: clap::Error) -> clap::Error {
    let (kind, later) = match error.kind() {
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, &[][..]),
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, &LATER_FLAGS[..]),
        _ => return error,
    };
    let Some(ContextValue::String(word)) = error.get(kind) else {
        return error;
    };
    let name = word.split('=').next().unwrap_or(word);
    if error.kind() == ErrorKind::UnknownArgument && name == fit::TIMEOUT_FLAG {
        fit::refused()
    } else if later.contains(&name) {
        Cli::command().error(error.kind(), format!("`{name}` is not supported yet"))
    } else if has_credentials(word) {
        // Where a reference was written without its command
        Cli::command().error(
            error.kind(),
            "what was given is no command, and may hold a password",
        )
    } else {
        error
    }
}

fn command(command: CliCommand) -> Result<Command, clap::Error> {
    Ok(match command {
        CliCommand::Init(arguments) => Command::Init(arguments.options()),
        CliCommand::Import(arguments) => Command::Import(arguments.options()),
        CliCommand::Check(arguments) => Command::Check(arguments.options()),
        CliCommand::Update { names, writing, .. } => Command::Update(update::UpdateOptions {
            names,
            writing: writing.options(),
        }),
        CliCommand::Lock { writing, .. } => Command::Lock(lock::LockOptions {
            writing: writing.options(),
        }),
        CliCommand::Add(arguments) => Command::Add(arguments.options()),
        CliCommand::Remove(arguments) => Command::Remove(arguments.options()),
        CliCommand::List { .. } => Command::List,
        CliCommand::Outdated {
            names,
            exit_code,
            details,
            ..
        } => {
            let on_work = if exit_code {
                OnOutdated::Fail
            } else {
                OnOutdated::Report
            };
            let writing = Writing {
                effect: Effect::Outdated(on_work),
                on_failure: OnFailure::KeepGoing,
                details: options::details(details),
            };
            Command::Outdated(update::UpdateOptions { names, writing })
        }
        CliCommand::Verify(arguments) => Command::Verify(arguments.options()),
        CliCommand::Diff { old, new, .. } => Command::Diff(diff::DiffOptions { old, new }),
        CliCommand::Resolve { references, no_tag } => Command::Resolve(resolve::ResolveOptions {
            references,
            tags: options::tags(no_tag),
        }),
        CliCommand::Get(arguments) => Command::Get(arguments.options()),
        CliCommand::Export(arguments) => Command::Export(arguments.options()?),
        CliCommand::Completions { shell } => Command::Completions(completions(shell)),
    })
}

fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(
        shell,
        &mut fit::fitted(Cli::command()),
        env!("CARGO_PKG_NAME"),
        &mut script,
    );
    String::from_utf8_lossy(&script).into_owned()
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
        manifests: Manifests::Nearest,
        lock_path: input.lock_path,
        config_path: input.config,
        jobs,
        timeout: None,
        is_anonymous: network.anonymous,
        progress: match output.progress {
            CliProgress::Auto => Progress::Auto,
            CliProgress::Never => Progress::Never,
        },
        format: match output.format {
            CliFormat::Human => Format::Human,
            CliFormat::Json => Format::Json,
            CliFormat::Markdown => Format::Markdown,
            CliFormat::Github => Format::Github,
        },
        github_output: None,
        shell_directory: shell_directory(),
        printer: Printer::new(verbosity, color),
        found_above: OnceLock::new(),
    }
}

/// The files of GitHub's runner.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the program's variables are read"
)]
fn github_output() -> Result<GithubOutput, clap::Error> {
    let file = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let words =
        "`--github-output` is for GitHub Actions, where the variable `GITHUB_OUTPUT` names a file";
    let output = file("GITHUB_OUTPUT")
        .ok_or_else(|| Cli::command().error(ErrorKind::ValueValidation, words))?;
    Ok(GithubOutput {
        output,
        summary: file("GITHUB_STEP_SUMMARY"),
    })
}

/// Where the shell says it is (POSIX, "PWD").
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the program's variables are read"
)]
fn shell_directory() -> Option<PathBuf> {
    std::env::var_os("PWD")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
}

/// What prints data has no report that could be a pull request's body.
fn has_no_report(format: CliFormat) -> Result<(), clap::Error> {
    match format {
        CliFormat::Human | CliFormat::Json => Ok(()),
        CliFormat::Markdown | CliFormat::Github => {
            let words =
                "this command prints data and no report: its formats are `human` and `json`";
            Err(Cli::command().error(ErrorKind::ValueValidation, words))
        }
    }
}

/// Read here and not by clap, which would read a variable that a flag beats, too.
fn jobs(text: &str) -> Result<NonZeroUsize, clap::Error> {
    let number = text
        .parse()
        .ok()
        .filter(|number: &NonZeroUsize| number.get() <= JOBS_MAX);
    number.ok_or_else(|| {
        // A variable says it too
        let text = shown_path(Path::new(text));
        let words = format!(
            "`--jobs` and `IMAGELOCK_JOBS` are a number from 1 to {JOBS_MAX}, and not `{text}`"
        );
        Cli::command().error(ErrorKind::ValueValidation, words)
    })
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text
        .parse::<f64>()
        .map_err(|_| "it is a number of seconds, like `30` or `0.5`".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(limit) if !limit.is_zero() => Ok(limit),
        _ => Err("it is more than nothing, and less than for ever".to_owned()),
    }
}
