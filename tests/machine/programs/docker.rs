//! Logs in by docker's own command line, which needs no daemon for it.

use std::path::Path;

use super::program::{program, run, stdout};

const PROGRAM: &str = "docker";

/// Logs in, with docker's configuration in this directory.
#[track_caller]
pub fn login(directory: &Path, host: &str, (user, password): (&str, &str)) {
    let mut command = program(PROGRAM);
    command
        .env("DOCKER_CONFIG", directory)
        .env("HOME", directory);
    command.args(["login", "--username", user, "--password-stdin", host]);
    let output = run(&mut command, password);
    stdout(&output, &format!("{PROGRAM} login at {host}"));
}
