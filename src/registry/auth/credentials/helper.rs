//! Running a credential helper: `docker-credential-NAME get` (docker-credential-helpers `client`).
//!
//! What it prints is a secret or may be: it is understood or dropped, and never repeated but where the helper says
//! that it failed and what it printed is no answer.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, Command};

use super::credential::CredentialKind;
use super::go_json::{self, GoObject, GoValue};
use super::source::variable;
use super::unrunnable;
use crate::files;
use crate::registry::helper_fault::HelperFault;
use crate::registry::http::Secret;
use crate::registry::words;

/// The time that a helper may take. One that asks a person, or that looks for a machine's identity in clouds which it
/// is not in, takes tens of seconds (amazon-ecr-credential-helper#137).
const TIMEOUT: Duration = Duration::from_secs(60);
/// The largest answer of a helper, in bytes. Tokens have a few thousand.
const ANSWER_MAX: usize = 256 * 1024;
/// The part of a helper's stderr that is kept, in bytes.
const WORDS_MAX: usize = 4096;
/// The user name that stands for an identity token in place of a password.
const TOKEN_USERNAME: &str = "<token>";
/// The words of helpers that know nothing of a host, by convention to the letter (docker-credential-helpers
/// `credentials/error.go`).
const KNOWS_NOTHING: [&str; 3] = [
    "credentials not found in native keychain",
    "no credentials server URL",
    "no credentials username",
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelperAnswer {
    Known(CredentialKind),
    Unknown,
    /// Nobody can ask it.
    Unusable(HelperFault),
}

struct HelperOutput {
    status: ExitStatus,
    answer: Vec<u8>,
    words: Vec<u8>,
}

/// Runs a helper to its end, or ends it where it takes too long. It is ended as well when this is dropped.
pub async fn get(program: &OsStr, server: &str) -> Result<HelperAnswer, String> {
    let Some(program) = find(program) else {
        return Ok(HelperAnswer::Unusable(HelperFault::NotInstalled));
    };
    let mut command = Command::new(&program);
    command.arg("get").kill_on_drop(true);
    // It stays in the terminal's foreground: some ask there for a password
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return not_started(&program, &error),
    };
    match tokio::time::timeout(TIMEOUT, talk(&mut child, server)).await {
        Ok(printed) => read(&program, &printed?),
        Err(_) => {
            // Nothing can be done for one that does not even end so
            let _ = child.kill().await;
            let seconds = TIMEOUT.as_secs();
            Err(format!(
                "it did not finish within {seconds} s and was stopped"
            ))
        }
    }
}

/// The program in the directories of `PATH`.
#[cfg(unix)]
fn find(program: &OsStr) -> Option<PathBuf> {
    files::find_program(&variable("PATH")?, program)
}

#[cfg(not(unix))]
fn find(program: &OsStr) -> Option<PathBuf> {
    Some(program.into())
}

#[cfg(unix)]
fn not_started(program: &Path, error: &io::Error) -> Result<HelperAnswer, String> {
    let refusal = unrunnable::refusal(program, error);
    let failure = || format!("it cannot be started: {error}");
    let fault = refusal.map(HelperFault::CannotRun);
    fault.map(HelperAnswer::Unusable).ok_or_else(failure)
}

/// The system looked for it.
#[cfg(not(unix))]
fn not_started(_: &Path, error: &io::Error) -> Result<HelperAnswer, String> {
    match error.kind() {
        io::ErrorKind::NotFound => Ok(HelperAnswer::Unusable(HelperFault::NotInstalled)),
        _ => Ok(HelperAnswer::Unusable(HelperFault::CannotRun(
            error.to_string(),
        ))),
    }
}

/// Asks and listens until it has ended. Whoever else holds its stderr, such as an agent that it started, is not waited
/// for.
async fn talk(child: &mut Child, server: &str) -> Result<HelperOutput, String> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let mut words = Vec::new();
    let answer = async {
        let ((), answer) = tokio::join!(say(stdin, server), listen(stdout));
        let answer = answer.map_err(|error| format!("its output cannot be read: {error}"))?;
        if answer.len() > ANSWER_MAX {
            return Err(format!("it printed more than {ANSWER_MAX} bytes"));
        }
        let ended = child.wait().await;
        let status = ended.map_err(|error| format!("waiting for it failed: {error}"))?;
        Ok((status, answer))
    };
    tokio::pin!(answer);
    let (status, answer) = tokio::select! {
        biased;
        () = overhear(stderr, &mut words) => answer.await?,
        ended = &mut answer => ended?,
    };
    Ok(HelperOutput {
        status,
        answer,
        words,
    })
}

/// A helper that does not listen has its reasons.
async fn say(stdin: Option<ChildStdin>, server: &str) {
    if let Some(mut stdin) = stdin {
        let _ = stdin.write_all(server.as_bytes()).await;
    }
}

async fn listen(stdout: Option<impl AsyncRead + Unpin>) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    if let Some(stdout) = stdout {
        stdout
            .take(ANSWER_MAX as u64 + 1)
            .read_to_end(&mut answer)
            .await?;
    }
    Ok(answer)
}

/// Reads all, so that the helper is not held up, and keeps the beginning.
async fn overhear(stderr: Option<impl AsyncRead + Unpin>, words: &mut Vec<u8>) {
    let Some(mut stderr) = stderr else { return };
    let mut piece = [0; 1024];
    while let Ok(length @ 1..) = stderr.read(&mut piece).await {
        let room = WORDS_MAX - words.len();
        words.extend_from_slice(&piece[..length.min(room)]);
    }
}

fn read(program: &Path, printed: &HelperOutput) -> Result<HelperAnswer, String> {
    let said = [&printed.answer, &printed.words]
        .map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned());
    if !printed.status.success() {
        let knows_nothing = |text: &String| KNOWS_NOTHING.contains(&text.as_str());
        if said.iter().any(knows_nothing) {
            return Ok(HelperAnswer::Unknown);
        }
        let [answer, words] = &said;
        return match unrunnable::why_not_begun(printed.status, answer, words) {
            Some(line) => Ok(cannot_run(program, printed.status, line)),
            None => Err(failure(printed.status, &said)),
        };
    }
    if said[0].is_empty() {
        return Err("it printed nothing".to_owned());
    }
    answer(&said[0]).ok_or_else(|| "its output is not the JSON of a credential helper".to_owned())
}

/// The words of a script before that line are not shown: it may have told each command that it ran.
fn cannot_run(program: &Path, status: ExitStatus, line: &str) -> HelperAnswer {
    let (program, line) = (program.display(), words::shown(line));
    let fault = format!("`{program}` ended with {status}: {line}");
    HelperAnswer::Unusable(HelperFault::CannotRun(fault))
}

/// What is JSON may be an answer all the same, with its secret.
fn failure(status: ExitStatus, said: &[String]) -> String {
    let shown = said
        .iter()
        .filter(|text| !text.is_empty() && !text.contains('{'))
        .map(|text| format!(": {}", words::shown(text)));
    format!("it ended with {status}{}", shown.collect::<String>())
}

/// As docker reads it: `null` is an answer with nothing in it.
fn answer(text: &str) -> Option<HelperAnswer> {
    let fields = match go_json::read(text).ok()? {
        GoValue::Null => GoObject::default(),
        GoValue::Object(fields) => fields,
        GoValue::Text(_) | GoValue::Other => return None,
    };
    let (username, secret) = (
        fields.text("Username")?,
        Secret::new(fields.text("Secret")?),
    );
    Some(match (username, secret.expose()) {
        ("" | TOKEN_USERNAME, "") => HelperAnswer::Unknown,
        (TOKEN_USERNAME, _) => HelperAnswer::Known(CredentialKind::IdentityToken(secret)),
        _ => HelperAnswer::Known(CredentialKind::Password {
            username: username.to_owned(),
            password: secret,
        }),
    })
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
