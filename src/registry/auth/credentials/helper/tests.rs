//! Helpers that are well, ill and stuck: scripts that each test writes for itself.

#![expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program; a test writes what it runs"
)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

const FOUND: &str = r#"{"ServerURL":"h.example","Username":"ana","Secret":"hunter2"}"#;

/// Written by another process: a child that a test beside this one starts could inherit the open file, and what is open
/// for writing cannot be run.
fn write(directory: &Path, script: &str) -> PathBuf {
    let path = directory.join("docker-credential-test");
    let mut shell = std::process::Command::new("/bin/sh");
    shell
        .args([
            "-c",
            "printf '#!/bin/sh\\n%s\\n' \"$1\" >\"$0\" && chmod 755 \"$0\"",
        ])
        .arg(&path)
        .arg(script);
    assert!(shell.status().unwrap().success());
    path
}

async fn run(script: &str) -> Result<HelperAnswer, String> {
    let directory = TempDir::new().unwrap();
    get(write(directory.path(), script).as_os_str(), "h.example").await
}

fn password(username: &str, password: &str) -> HelperAnswer {
    HelperAnswer::Known(CredentialKind::Password {
        username: username.to_owned(),
        password: Secret::new(password),
    })
}

#[tokio::test]
async fn a_helper_is_asked_as_docker_asks_it() {
    let script = r#"printf '{"Username":"%s","Secret":"%s"}' "$*" "$(cat)""#;
    assert_eq!(run(script).await, Ok(password("get", "h.example")));
}

#[tokio::test]
async fn what_a_helper_prints_is_a_credential_or_none() {
    let token = HelperAnswer::Known(CredentialKind::IdentityToken(Secret::new("T")));
    for (printed, answer) in [
        (FOUND, password("ana", "hunter2")),
        (
            r#"{"username":"ana","secret":"hunter2","more":[]}"#,
            password("ana", "hunter2"),
        ),
        (r#"{"Username":"<token>","Secret":"T"}"#, token),
        (r#"{"Username":"","Secret":""}"#, HelperAnswer::Unknown),
        (r#"{"Username":null}"#, HelperAnswer::Unknown),
        ("null", HelperAnswer::Unknown),
        (
            r#"{"username":"bob","USERNAME":"ana","Secret":"hunter2","Secret":null} done"#,
            password("ana", "hunter2"),
        ),
        (
            r#"{"Username":"ana","Secret":"hunter2","n":1e400,"x":"\ud800","y":[{"z":{"z":{}}}]}"#,
            password("ana", "hunter2"),
        ),
        ("{}", HelperAnswer::Unknown),
    ] {
        assert_eq!(
            run(&format!("printf '%s\\n' '{printed}'")).await,
            Ok(answer),
            "{printed}"
        );
    }
}

#[tokio::test]
async fn words_of_the_convention_say_that_it_knows_nothing_and_no_others_do() {
    for words in KNOWS_NOTHING {
        assert_eq!(
            run(&format!("echo '{words}'; exit 1")).await,
            Ok(HelperAnswer::Unknown),
            "{words}"
        );
        assert_eq!(
            run(&format!("echo '{words}' >&2; exit 1")).await,
            Ok(HelperAnswer::Unknown),
            "{words}"
        );
        assert!(run(&format!("echo '{words}'")).await.is_err(), "{words}");
        assert!(
            run(&format!("echo 'error: {words}'; exit 1"))
                .await
                .is_err(),
            "{words}"
        );
    }
}

#[tokio::test]
async fn each_failure_has_its_own_words_and_none_shows_a_secret() {
    let json = "its output is not the JSON of a credential helper";
    for (script, cause) in [
        ("exit 0", "it printed nothing"),
        ("echo hunter2", json),
        ("echo '[\"hunter2\"]'", json),
        ("echo '{\"Username\":7,\"Secret\":\"hunter2\"}'", json),
        ("echo hunter2; echo hunter2 >&2", json),
        ("exit 3", "it ended with exit status: 3"),
        (
            "echo 'the vault is locked'; exit 1",
            "it ended with exit status: 1: the vault is locked",
        ),
        (
            "printf 'no\\033[2J\\nerror: x' >&2; exit 1",
            "it ended with exit status: 1: no [2J error: x",
        ),
        (
            "echo out; echo err >&2; exit 2",
            "it ended with exit status: 2: out: err",
        ),
        (
            "echo '{\"Username\":\"ana\",\"Secret\":\"hunter2\"}'; exit 1",
            "it ended with exit status: 1",
        ),
        ("kill -9 $$", "it ended with signal: 9 (SIGKILL)"),
        ("yes hunter2", "it printed more than 262144 bytes"),
    ] {
        assert_eq!(run(script).await, Err(cause.to_owned()), "{script}");
    }
    let long = run("yes x | head -c 100000 >&2; exit 1").await.unwrap_err();
    assert!(long.len() < 300, "{long}");
}

#[tokio::test]
async fn what_is_not_there_is_missing_and_what_is_there_is_told_why_it_cannot_be_run() {
    assert_eq!(
        get(OsStr::new("docker-credential-of-nobody"), "h").await,
        Ok(HelperAnswer::Unusable(HelperFault::NotInstalled))
    );
    let directory = TempDir::new().unwrap();
    let path = write(directory.path(), "exit 0");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let fault = format!(
        "`{}` may not be executed: Permission denied (os error 13)",
        path.display()
    );
    assert_eq!(
        get(path.as_os_str(), "h").await,
        Ok(HelperAnswer::Unusable(HelperFault::CannotRun(fault)))
    );
}

#[tokio::test]
async fn a_helper_that_does_not_listen_and_one_that_leaves_an_agent_behind_are_not_waited_for() {
    assert_eq!(
        run(&format!("exec <&-; echo '{FOUND}'")).await,
        Ok(password("ana", "hunter2"))
    );
    let directory = TempDir::new().unwrap();
    let agent = directory.path().join("agent");
    // It keeps stderr, which a helper's own end does not close then
    let script = format!(
        "sleep 1000 >/dev/null & echo $! >{}; echo '{FOUND}'",
        agent.display()
    );
    assert_eq!(run(&script).await, Ok(password("ana", "hunter2")));
    let agent = std::fs::read_to_string(agent).unwrap();
    assert!(
        std::process::Command::new("kill")
            .arg(agent.trim())
            .status()
            .unwrap()
            .success()
    );
}

fn is_running(pid: &str) -> bool {
    std::process::Command::new("kill")
        .args(["-0", pid.trim()])
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

#[tokio::test]
async fn a_helper_that_does_not_end_is_ended_after_a_minute() {
    let directory = TempDir::new().unwrap();
    let place = directory.path().join("pid");
    let script = format!(
        "echo $$ >{0}.new; mv {0}.new {0}; exec sleep 1000",
        place.display()
    );
    let program = write(directory.path(), &script);
    let asked = tokio::spawn(async move { get(program.as_os_str(), "h.example").await });
    let pid = loop {
        tokio::task::yield_now().await;
        if let Ok(pid) = std::fs::read_to_string(&place) {
            break pid;
        }
    };
    assert!(is_running(&pid));
    tokio::time::pause();
    tokio::time::advance(TIMEOUT - Duration::from_secs(1)).await;
    assert!(!asked.is_finished() && is_running(&pid));
    let outcome = asked.await.unwrap();
    assert_eq!(
        outcome,
        Err("it did not finish within 60 s and was stopped".to_owned())
    );
    assert!(!is_running(&pid));
}

proptest! {
    #[test]
    fn no_answer_makes_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        answer(&String::from_utf8_lossy(&bytes));
    }
}
