//! Logs in by docker's own command line, which needs no daemon for it. Debian has it in other forms, so that a test
//! without it is left out everywhere.

use std::path::Path;

use super::program::{Need, program, run, stdout};

const PROGRAM: &str = "docker";

/// Logs in, with docker's configuration in this directory; nothing where docker is not installed.
#[track_caller]
pub fn login(directory: &Path, host: &str, (user, password): (&str, &str)) -> Option<()> {
    let mut command = program(PROGRAM);
    command
        .env("DOCKER_CONFIG", directory)
        .env("HOME", directory);
    command.args(["login", "--username", user, "--password-stdin", host]);
    let output = run(&mut command, password, Need::Optional)?;
    stdout(&output, &format!("{PROGRAM} login at {host}"));
    Some(())
}
