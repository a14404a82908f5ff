//! Proxy variables: obeyed, but not for what is on this machine; and what is said of a proxy that is at fault.

mod faults;
#[cfg(target_os = "linux")]
mod no_proxy;
mod socks;
mod variables;

use crate::support::command::{Outcome, Project};
use crate::support::raw::Raw;

/// Resolves `registry.test/acme/app:1`, a registry without TLS, with these variables set.
fn resolve_plain(variables: &[(&str, &str)]) -> Outcome {
    let project = Project::new();
    project.file(
        "config.toml",
        "[registries.\"registry.test\"]\nplain-http = true\n",
    );
    run(
        &project,
        &[
            "resolve",
            "registry.test/acme/app:1",
            "--config",
            "config.toml",
        ],
        variables,
    )
}

/// The same of a registry with TLS.
fn resolve(variables: &[(&str, &str)]) -> Outcome {
    run(
        &Project::new(),
        &["resolve", "registry.test/acme/app:1"],
        variables,
    )
}

fn run(project: &Project, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    let run = project.command(arguments.iter().chain(&["-v"]));
    variables
        .iter()
        .fold(run, |run, (name, value)| run.env(name, value))
        .run()
}

/// A proxy that answers everything so.
fn proxy(answer: &'static str) -> Raw {
    Raw::answering(move |_| answer.as_bytes().to_vec())
}

/// What a proxy says to who shows no credentials.
const UNKNOWN: &str = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
