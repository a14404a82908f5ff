//! git as a child of this process, which ends with it.

use std::io::{self, Read};
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::GitError;
use crate::signals::{Cleanup, clean_up_on_signal, hold, wait_for_the_end};

/// The most time between a signal of the terminal to git and the same to us.
const DELAY_MAX: Duration = Duration::from_secs(1);

/// The answer of git, which may say that it has failed.
pub(super) struct GitOutput {
    pub(super) status: ExitStatus,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

/// Runs git to its end and gives what it printed, as [`Command::output`] does. A signal that ends this process ends git
/// as well, which may be waiting for something that never comes.
///
/// # Errors
/// Where it cannot be run.
pub(super) fn output(command: &mut Command) -> Result<GitOutput, GitError> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let (child, pipes, end) = spawn(command).map_err(GitError::Missing)?;
    let printed = read_both(pipes);
    // Until here it has its number, which may be another program's as soon as it is waited for
    drop(end);
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    if printed.is_err() {
        let _ = child.kill();
    }
    let status = child.wait().map_err(GitError::Missing)?;
    if is_interrupted(status) {
        wait_for_the_end(DELAY_MAX);
    }
    let (stdout, stderr) = printed.map_err(GitError::Missing)?;
    Ok(GitOutput {
        status,
        stdout,
        stderr,
    })
}

/// The pipes of a child for what it prints and for what it complains of.
type Pipes = (Option<ChildStdout>, Option<ChildStderr>);

fn spawn(command: &mut Command) -> io::Result<(Arc<Mutex<Child>>, Pipes, Cleanup)> {
    let _hold = hold();
    let mut child = command.spawn()?;
    let pipes = (child.stdout.take(), child.stderr.take());
    let child = Arc::new(Mutex::new(child));
    let same = Arc::clone(&child);
    let end = clean_up_on_signal(move || {
        // Whoever has it waits for its end, which has come
        let _ = same.try_lock().map(|mut child| child.kill());
    });
    Ok((child, pipes, end))
}

/// Both at once: a program that has filled one pipe waits for its reader.
fn read_both((stdout, stderr): Pipes) -> io::Result<(Vec<u8>, Vec<u8>)> {
    thread::scope(|scope| {
        let stderr = thread::Builder::new().spawn_scoped(scope, || read(stderr))?;
        let stdout = read(stdout);
        // A thread that panics ends the run as any panic does
        let stderr = stderr.join();
        let stderr = stderr.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok((stdout?, stderr?))
    })
}

fn read(pipe: Option<impl Read>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Whether a signal ended it that a terminal sends to all programs in the foreground: it is about to come to us as
/// well, and what git left undone is no failure of its own.
#[cfg(unix)]
fn is_interrupted(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    status.signal().is_some_and(crate::signals::ends_runs)
}

/// Nobody can tell elsewhere.
#[cfg(not(unix))]
fn is_interrupted(_: ExitStatus) -> bool {
    false
}
