//! The command line: flags become the commands' options. No behaviour.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use anstream::ColorChoice;
use clap::builder::styling::{AnsiColor, Styles};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, ArgGroup, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::commands::{Context, Effect, OnFailure, Writing};
use crate::commands::{get, lock, resolve, update, verify};
use crate::reference::Platform;
use crate::registry::JOBS;
use crate::report::{Printer, Progress, Verbosity};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// What stands at the end of `--help`; narrow enough for a terminal of 80 columns.
const EXIT_STATUSES: &str = "\
Exit status:
  0    done; an update that wrote changes is 0 too
  1    the answer is no: the lock is missing or does not satisfy the manifest,
       a tag or digest is gone, a tag moved under `--fresh`, `--check` found
       work, a policy refused
  2    the question is wrong, or this machine cannot ask it: usage, files
  3    there is no answer: network, TLS, credentials, refused access, rate
       limits; the only one that a retry can change
  130  ended by SIGINT, or 143 by SIGTERM; nothing is half-written";

const UPDATE_EXAMPLES: &str = "\
Examples:
  imagelock update              lock what all tags name now
  imagelock update web cache    the same for these two, and touch no other
  imagelock update --check      fail if that would change anything";

const LOCK_EXAMPLES: &str = "\
Run it after every edit of images.toml. An entry that still satisfies its image
keeps its digest, and where all do, no registry is asked.";

const VERIFY_EXAMPLES: &str = "\
By default no registry is asked, so that the answer is always the same: the gate
for every pull request. A lock is not wrong because something newer was
published: only `--fresh` fails for that.";

const RESOLVE_EXAMPLES: &str = "\
Examples:
  imagelock resolve alpine:3.20
  grep -v '^#' references.txt | imagelock resolve -";

const GET_EXAMPLES: &str = "\
Examples:
  docker run \"$(imagelock get web)\"
  imagelock get --all --field digest
  imagelock get web --platform linux/arm64 --no-tag";

/// What belongs to later work, and is refused as such.
const LATER_COMMANDS: [&str; 8] = ["init", "import", "add", "remove", "list", "export", "outdated", "diff"];
const LATER_FLAGS: [&str; 4] = ["--base", "--seen-from", "--ignore-min-age", "--refresh-index"];
const LATER_FORMATS: [&str; 3] = ["json", "markdown", "github"];
/// The most requests that anybody may want in flight.
const JOBS_MAX: usize = 65_535;

/// A lockfile for container images: readable names in images.toml, digests in images.lock.
#[derive(Debug, Parser)]
#[command(version, styles = STYLES, after_help = EXIT_STATUSES, max_term_width = 110)]
#[command(propagate_version = true, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: CliCommand,
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    network: Network,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    /// Ask the registries for every image, and lock what they answer
    #[command(after_help = UPDATE_EXAMPLES)]
    Update {
        /// Images to update, by their names in the manifest; all where none is given
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        #[command(flatten)]
        writing: WritingArgs,
    },
    /// Make the lock satisfy the manifest, and change only what must change
    #[command(after_help = LOCK_EXAMPLES)]
    Lock {
        #[command(flatten)]
        writing: WritingArgs,
    },
    /// Check that the lock satisfies the manifest; a gate for pull requests
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify {
        /// Also ask whether every locked digest is still there
        #[arg(long)]
        present: bool,
        /// Also ask whether `update` would change a tag or digest, or refuse
        #[arg(long)]
        fresh: bool,
    },
    /// Print the pinned form of references, without a manifest
    #[command(after_help = RESOLVE_EXAMPLES)]
    Resolve {
        /// References like `alpine:3.20`; `-` reads them from stdin, a line each
        #[arg(required = true, value_name = "REFERENCE")]
        references: Vec<String>,
        /// Leave the tag out, for tools that refuse a tag beside a digest
        #[arg(long)]
        no_tag: bool,
    },
    /// Print the pinned references of locked images; asks no registry
    #[command(after_help = GET_EXAMPLES)]
    Get(GetArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Debug, Args)]
struct WritingArgs {
    /// Report what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// As `--dry-run`, and exit with 1 if the lock would change
    #[arg(long, conflicts_with = "dry_run")]
    check: bool,
    /// Write what went well even where some images failed; the exit status is as without
    #[arg(long)]
    keep_going: bool,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("selection").args(["names", "all"]).required(true))]
struct GetArgs {
    /// Images by their names
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// All locked images, in the order of their names
    #[arg(long)]
    all: bool,
    /// Print the manifest of one platform instead of the index, like `linux/amd64`
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<Platform>,
    /// Print one part of the reference
    #[arg(long, value_enum, default_value_t = CliField::Reference)]
    field: CliField,
    /// Leave the tag out, for tools that refuse a tag beside a digest
    #[arg(long)]
    no_tag: bool,
    /// Do not hold the lock against the manifest
    #[arg(long)]
    lock_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CliField {
    Repository,
    Tag,
    Digest,
    Reference,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Files")]
struct Input {
    /// The manifest; without it, the nearest images.toml in this directory or a parent
    #[arg(long, global = true, value_name = "FILE")]
    manifest_path: Option<PathBuf>,
    /// The lock; without it, the file beside the manifest with the ending .lock
    #[arg(long, global = true, value_name = "FILE")]
    lock_path: Option<PathBuf>,
    /// The configuration of this machine; without it, the user's or the system's imagelock/config.toml
    #[arg(long, global = true, value_name = "FILE", env = "IMAGELOCK_CONFIG", hide_env_values = true)]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
struct Network {
    /// How many HTTP requests may be in flight at once, those for tokens included
    #[arg(short, long, global = true, value_name = "N", env = "IMAGELOCK_JOBS", hide_env_values = true)]
    #[arg(default_value_t = JOBS.to_string())]
    jobs: String,
    /// How long the whole run may take
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// Ask without credentials: open no credential file
    #[arg(long, global = true)]
    anonymous: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
struct Output {
    /// The format of reports
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human", value_parser = format)]
    format: Format,
    /// Print no reports and no warnings, only errors and data
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Explain every step: who was asked, with what, and who answered
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Colours
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// The line on a terminal that tells what is waited for
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = CliProgress::Auto)]
    progress: CliProgress,
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Human,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CliProgress {
    Auto,
    Never,
}

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
    let cli = Cli::try_parse_from(arguments).map_err(explained)?;
    let jobs = jobs(&cli.network.jobs)?;
    let context = context(cli.input, &cli.network, jobs, &cli.output);
    Ok((command(cli.command), context))
}

/// A word that a later version understands is no spelling mistake.
fn explained(error: clap::Error) -> clap::Error {
    let (kind, later) = match error.kind() {
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, &LATER_COMMANDS[..]),
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, &LATER_FLAGS[..]),
        _ => return error,
    };
    let Some(ContextValue::String(word)) = error.get(kind) else { return error };
    let word = word.split('=').next().unwrap_or(word);
    if later.contains(&word) {
        Cli::command().error(error.kind(), format!("`{word}` is not supported yet"))
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

fn format(text: &str) -> Result<Format, String> {
    match text {
        "human" => Ok(Format::Human),
        later if LATER_FORMATS.contains(&later) => Err("it is not supported yet; `human` is".to_owned()),
        _ => Err("the format that there is so far is `human`".to_owned()),
    }
}
