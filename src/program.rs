//! The program: a command line becomes a command, the command runs, and what it came to is said.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use crate::cli::{self, Command, Invocation, NoInvocation, OutdatedOptions};
use crate::commands::{self, Context};
use crate::error::{Error, RuntimeError};
use crate::exit::{Class, Status};
use crate::report::{self, FileOptions, Printer, Report, Verbosity};
use crate::signals::{self, EndedBySignal, Work};
use anstream::ColorChoice;

/// The status of a process that panicked, as Rust has it.
const PANICKED: i32 = 101;

/// Runs the program: arguments in, exit status out.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    report::tell_panics(end_after_panic);
    let invocation = match cli::parse(arguments) {
        Ok(invocation) => invocation,
        Err(other) => return without_command(&other).into(),
    };
    signals::run(Arc::new(invocation))
}

/// Ends a process that panicked, on whichever thread. It does not unwind: it is released without what that takes, a
/// tenth of its size.
#[expect(
    clippy::disallowed_methods,
    clippy::exit,
    reason = "whoever would return a status is what panicked"
)]
fn end_after_panic() -> ! {
    signals::tidy_up();
    std::process::exit(PANICKED)
}

/// Prints what there is to print where no command runs, and returns how that ends.
fn without_command(other: &NoInvocation) -> Status {
    let printer = Printer::new(Verbosity::Normal, ColorChoice::Auto);
    match other {
        NoInvocation::Page(page) => match printer.help(page) {
            Ok(()) => return Status::Done,
            Err(error) => {
                printer.error(&error, FileOptions::default());
                return error.status();
            }
        },
        NoInvocation::Candidates(candidates) => {
            printer.candidates(candidates);
            return Status::Done;
        }
        NoInvocation::NoCommand(page) => printer.unasked_help(page),
        NoInvocation::Wrong(report) => printer.usage(report),
    }
    Status::Failed(Class::WrongQuestion)
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
        Command::List(options) => commands::list::run(context, options),
        Command::Lock(options) => commands::lock::run(context, options),
        Command::Init(options) => commands::init::run(context, options),
        Command::Import(options) => commands::import::run(context, options),
        Command::Check(options) => commands::check::run(context, options),
        Command::Verify(options) => commands::verify::run(context, options),
        Command::Diff(options) => commands::diff::run(context, options),
        Command::Tags(options) => commands::tags::run(context, options),
        Command::Resolve(options) => commands::resolve::run(context, options),
        Command::Get(options) => commands::get::run(context, options),
        Command::Export(options) => commands::export::run(context, options),
        Command::Completions(arguments) => Ok(Report::Script(arguments.script())),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::*;
    use crate::files::TemporaryDirectory;

    /// Where the temporary files of [`panics_beside_a_temporary_directory`] go, on Unix and on Windows.
    const TEMPORARY: [&str; 2] = ["TMPDIR", "TMP"];
    /// Set where that is to panic.
    const PANICS: &str = "TEST_PANICS";

    /// Not a test of its own: what the one below runs.
    #[test]
    #[ignore = "run by `a_panic_on_any_thread_is_told_and_ends_the_process_and_leaves_nothing`"]
    #[expect(clippy::disallowed_methods, reason = "not the program's environment")]
    fn panics_beside_a_temporary_directory() {
        if std::env::var_os(PANICS).is_some() {
            report::tell_panics(end_after_panic);
            let _directory = TemporaryDirectory::create().unwrap();
            let _ = std::thread::spawn(|| panic!("on purpose")).join();
        }
    }

    #[test]
    fn a_panic_on_any_thread_is_told_and_ends_the_process_and_leaves_nothing() {
        let temporary = tempfile::tempdir().unwrap();
        let helper = [
            "--exact",
            "--ignored",
            "--nocapture",
            "program::tests::panics_beside_a_temporary_directory",
        ];
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(helper)
            .envs(TEMPORARY.map(|it| (it, temporary.path())))
            .env(PANICS, "1");
        let outcome = command.output().unwrap();

        assert_eq!(outcome.status.code(), Some(PANICKED));
        let said = String::from_utf8(outcome.stderr).unwrap();
        assert!(
            said.contains("error: imagelock failed at src/program.rs:"),
            "{said}"
        );
        assert!(said.contains(": on purpose\nhint: this is a bug"), "{said}");
        // Nobody came back to the test, which would have ended well
        let ended = String::from_utf8(outcome.stdout).unwrap();
        assert!(!ended.contains("test result"), "{ended}");
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    }
}
