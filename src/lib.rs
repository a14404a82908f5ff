//! A lockfile for container images: readable names in `images.toml`, digests in `images.lock`.
//!
//! The data flows through the modules in this order:
//!
//! ```text
//! images.toml ─▶ manifest ─▶ reference ─▶ resolve ─▶ registry ─▶ (network)
//!                   │                        │
//!                   └────────▶ lock ◀────────┘        images.lock ◀─▶ lock
//!                                │
//!         commands ─▶ project, flow ───▶ report ──▶ stdout / stderr / exit status
//! ```
//!
//! Who may use whom; a room on the left may use those on its right, and `exit`:
//!
//! | room | may import |
//! | --- | --- |
//! | `reference`, `select`, `exclude`, `document`, `signals`, `exit` | nothing of ours |
//! | `files` | `signals` |
//! | `git` | `files`, `signals` |
//! | `yaml` | `document` |
//! | `manifest` | `document`, `reference`, `select`, `exclude` |
//! | `scan` | `document`, `reference`, `files`, `git`, `yaml` |
//! | `import` | `document`, `reference`, `files`, `scan`, `yaml` |
//! | `config` | `document`, `reference`, `files` |
//! | `registry` | `reference`, `config`, `files`, `exit` |
//! | `lock` | `document`, `reference`, `manifest`, `files` |
//! | `export` | `document`, `yaml`, `scan`, `reference`, `manifest`, `lock` |
//! | `resolve` | `reference`, `manifest`, `lock`, `registry` |
//! | `policy` | `reference`, `select`, `exclude`, `manifest`, `lock`, `registry`, `resolve` |
//! | `error` | the data types of all of the above |
//! | `report` | the data types of all of the above, and `error` |
//! | `runtime` | `error`, `signals`, `exit` |
//! | `context` | all of the above |
//! | `project` | all of the above |
//! | `flow` | all of the above |
//! | `commands` | all of the above |
//! | `cli` | `commands`, `report`, `document`, and values: of `reference`, `exclude`, `git` and `export` what is parsed, of `registry` the default of `--jobs` |
//!
//! The library is what the program is made of. It makes no promise of stability before 1.0.

mod cli;
mod commands;
pub mod config;
mod context;
pub mod document;
pub mod error;
pub mod exclude;
pub mod exit;
pub mod export;
pub mod files;
mod flow;
pub mod git;
pub mod import;
pub mod lock;
pub mod manifest;
pub mod policy;
mod project;
pub mod reference;
pub mod registry;
pub mod report;
pub mod resolve;
mod runtime;
pub mod scan;
pub mod select;
pub mod signals;
pub mod yaml;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use anstream::ColorChoice;
use cli::{Command, Invocation, OutdatedOptions};
use commands::{
    Context, add, check, diff, export as export_command, get, import as import_command, init, list,
    lock as lock_command, remove, resolve as resolve_command, update, verify,
};
use error::Error;
use report::{Printer, Report, Verbosity};
use signals::{EndedBySignal, Work};

/// Runs the program: arguments in, exit status out.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    report::tell_panics();
    let invocation = match cli::parse(arguments) {
        Ok(invocation) => invocation,
        // Help is printed to stdout and is no failure; usage errors go to stderr and end with 2, as documented
        Err(error) => {
            let printer = Printer::new(Verbosity::Normal, ColorChoice::Auto);
            let text = error.render().ansi().to_string();
            if error.use_stderr() {
                printer.usage(&text);
            } else {
                let _ = printer.help(&text);
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(exit::WRONG_QUESTION));
        }
    };
    signals::run(Arc::new(invocation))
}

impl Work for Invocation {
    fn run(&self) -> ExitCode {
        let Self {
            name,
            command,
            context,
        } = self;
        let outcome = context
            .check_outputs()
            .and_then(|()| execute(command, context));
        signals::tell();
        let status = context.report(name, &outcome);
        // The process ends here, and giving ten thousand images back piece by piece would take a tenth of its time
        std::mem::forget(outcome);
        status.into()
    }

    fn tell(&self, ended: EndedBySignal) {
        self.context
            .report(&self.name, &Err(Error::Signalled(ended)));
    }
}

fn execute(command: &Command, context: &Context) -> Result<Report, Error> {
    match command {
        Command::Update(options) | Command::Outdated(OutdatedOptions(options)) => {
            update::run(context, options)
        }
        Command::Add(options) => add::run(context, options),
        Command::Remove(options) => remove::run(context, options),
        Command::List(_) => list::run(context),
        Command::Lock(options) => lock_command::run(context, options),
        Command::Init(options) => init::run(context, options),
        Command::Import(options) => import_command::run(context, options),
        Command::Check(options) => check::run(context, options),
        Command::Verify(options) => verify::run(context, options),
        Command::Diff(options) => diff::run(context, options),
        Command::Resolve(options) => resolve_command::run(context, options),
        Command::Get(options) => get::run(context, options),
        Command::Export(options) => export_command::run(context, options),
        Command::Completions(arguments) => Ok(Report::Script(arguments.script(cli::program()))),
    }
}
