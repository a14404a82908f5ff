//! Asks skopeo, which nobody here wrote, what a tag names, and lets it log in.

use std::path::Path;
use std::process::Command;

use super::program::{program, run, stdout};

const PROGRAM: &str = "skopeo";

/// The digest that a tag names, such as that of `127.0.0.1:5000/library/alpine:3.20`.
#[track_caller]
pub fn digest(reference: &str, credentials: Option<(&str, &str)>) -> String {
    let mut command = program(PROGRAM);
    // One platform on all machines: skopeo opens an index in order to describe an image of it
    command.args([
        "--override-os",
        "linux",
        "--override-arch",
        "amd64",
        "inspect",
        "--tls-verify=false",
    ]);
    match credentials {
        Some((user, password)) => command.arg("--creds").arg(format!("{user}:{password}")),
        None => command.arg("--no-creds"),
    };
    command
        .args(["--format", "{{.Digest}}"])
        .arg(format!("docker://{reference}"));
    let output = run(&mut command, "");
    stdout(&output, &format!("{PROGRAM} on {reference}"))
}

/// Where skopeo keeps what it is told.
#[derive(Debug, Clone, Copy)]
pub enum Keeps<'a> {
    /// In the file of `--authfile`.
    File(&'a Path),
    /// In the file that `REGISTRY_AUTH_FILE` names.
    NamedFile(&'a Path),
    /// In its default place below this `XDG_RUNTIME_DIR`.
    RuntimeDirectory(&'a Path),
}

/// Logs in at a host, or at a repository of it.
#[track_caller]
pub fn login(keeps: Keeps<'_>, place: &str, (user, password): (&str, &str)) {
    let mut command = keeping(keeps, "login");
    command.args([
        "--tls-verify=false",
        "--username",
        user,
        "--password-stdin",
        place,
    ]);
    let output = run(&mut command, password);
    stdout(&output, &format!("{PROGRAM} login at {place}"));
}

/// Forgets what it was told of a place.
#[track_caller]
pub fn logout(keeps: Keeps<'_>, place: &str) {
    let output = run(keeping(keeps, "logout").arg(place), "");
    stdout(&output, &format!("{PROGRAM} logout at {place}"));
}

fn keeping(keeps: Keeps<'_>, task: &str) -> Command {
    let mut command = program(PROGRAM);
    command.arg(task);
    match keeps {
        Keeps::File(file) => command.arg("--authfile").arg(file),
        Keeps::NamedFile(file) => command.env("REGISTRY_AUTH_FILE", file),
        Keeps::RuntimeDirectory(directory) => command.env("XDG_RUNTIME_DIR", directory),
    };
    command
}
