//! Programs that nobody here wrote and that need not be installed: a test without them says that it was left out.

use std::io::{ErrorKind, Write as _};
use std::process::{Child, Command, Output, Stdio};

/// Set where a test that is left out would be a mistake, as on the project's own machines.
const REQUIRED: &str = "IMAGELOCK_REQUIRE_DISTRIBUTION";
/// Where programs are, whatever the environment of the tests says.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Whether a program has to be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It has to be where `IMAGELOCK_REQUIRE_DISTRIBUTION` is set.
    Required,
    /// Nowhere.
    Optional,
}

/// A program with an environment that is empty but for `PATH`, and with nothing to read.
pub(super) fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env_clear().env("PATH", PATH).stdin(Stdio::null());
    command
}

/// Starts a program; nothing where it is not installed and need not be.
#[track_caller]
pub(super) fn spawn(command: &mut Command, need: Need) -> Option<Child> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.spawn() {
        Ok(child) => Some(child),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            left_out(&name, need);
            None
        }
        Err(error) => panic!("starting {name}: {error}"),
    }
}

/// Runs a program that reads this text, and returns how it ended; nothing where it is not installed and need not be.
#[track_caller]
pub(super) fn run(command: &mut Command, input: &str, need: Need) -> Option<Output> {
    let mut child = spawn(
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped()),
        need,
    )?;
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    // One that reads nothing closes the pipe, which is its right
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    Some(child.wait_with_output().expect("a child can be waited for"))
}

/// What a program that ended well wrote for programs to read.
#[track_caller]
pub(super) fn stdout(output: &Output, doing: &str) -> String {
    assert!(
        output.status.success(),
        "{doing}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Says that a test does not test, or fails it where that would be a mistake. Written past the test runner, which
/// would keep the output of a test that passes to itself.
#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program, not its tests"
)]
fn left_out(program: &str, need: Need) {
    let is_required = need == Need::Required && std::env::var_os(REQUIRED).is_some();
    assert!(
        !is_required,
        "{REQUIRED} is set, and {program} is not installed"
    );
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(
        std::io::stderr(),
        "LEFT OUT: {test}: {program} is not installed"
    );
}
