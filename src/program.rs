//! The program: a command line becomes a command, the command runs, and what it came to is said.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use crate::cli::{self, Command, Invocation, OutdatedOptions};
use crate::commands::{self, Context};
use crate::error::{Error, RuntimeError};
use crate::exit;
use crate::report::{self, Printer, Report, Verbosity};
use crate::signals::{self, EndedBySignal, Work};
use anstream::ColorChoice;

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
            .report(&self.name, &Err(RuntimeError::Signalled(ended).into()));
    }
}

fn execute(command: &Command, context: &Context) -> Result<Report, Error> {
    match command {
        Command::Update(options) | Command::Outdated(OutdatedOptions(options)) => {
            commands::update::run(context, options)
        }
        Command::Add(options) => commands::add::run(context, options),
        Command::Remove(options) => commands::remove::run(context, options),
        Command::List(_) => commands::list::run(context),
        Command::Lock(options) => commands::lock::run(context, options),
        Command::Init(options) => commands::init::run(context, options),
        Command::Import(options) => commands::import::run(context, options),
        Command::Check(options) => commands::check::run(context, options),
        Command::Verify(options) => commands::verify::run(context, options),
        Command::Diff(options) => commands::diff::run(context, options),
        Command::Resolve(options) => commands::resolve::run(context, options),
        Command::Get(options) => commands::get::run(context, options),
        Command::Export(options) => commands::export::run(context, options),
        Command::Completions(arguments) => Ok(Report::Script(arguments.script(cli::program()))),
    }
}
