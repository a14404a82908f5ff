//! Programs that nobody here wrote, in an environment of their own.

use std::io::Write as _;
use std::process::{Child, Command, Output, Stdio};

/// Where programs are, whatever the environment of the tests says.
pub const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// A program with an environment that is empty but for `PATH`, and with nothing to read.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env_clear().env("PATH", PATH).stdin(Stdio::null());
    command
}

/// Starts a program, which the trial's needs say is installed.
#[track_caller]
pub fn spawn(command: &mut Command) -> Child {
    let name = command.get_program().to_string_lossy().into_owned();
    command
        .spawn()
        .unwrap_or_else(|error| panic!("starting {name}: {error}"))
}

/// Runs a program that reads this text, and returns how it ended.
#[track_caller]
pub fn run(command: &mut Command, input: &str) -> Output {
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = spawn(command);
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    // One that reads nothing closes the pipe, which is its right
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("a child can be waited for")
}

/// What a program that ended well wrote for programs to read.
#[track_caller]
pub fn stdout(output: &Output, doing: &str) -> String {
    assert!(
        output.status.success(),
        "{doing}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
