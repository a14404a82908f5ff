//! A registry's personality as a transcript: who is asked what, in which order and shown what, and what it answers.
//!
//! A file is one case. What it says is all that is said: a request that is not the next one, one that never came, a
//! header too many, a connection to anybody else, and a secret on the screen fail the test. Its parts, in this order:
//!
//! ```text
//! # GHCR, a public image: what is odd about it, and where that is known from
//! image ghcr.io/acme/app:1.0            what is asked for, as `images.toml` names it; once or more
//! image ghcr.io/acme/app ^1.0           the same, with the range that its tag is chosen by
//! login ghcr.io ana secret              what the machine has: see `machine.rs`
//!
//! > HEAD https://ghcr.io/v2/acme/app/manifests/1.0
//! > authorization: Basic ana:secret     in clear; where it is not said, there must be none
//! < 401                                 or `closes`, for a connection that is closed without an answer
//! < www-authenticate: Bearer realm="https://ghcr.io/token"
//! << {"errors":[]}                      a line of the body
//!
//! any order                             until `in order`: what follows may come in any order; with `together`, all
//!                                       of it comes before the first answer to it
//! > POST https://ghcr.io/token
//! >> service=ghcr.io                    a field of the form
//! < 200
//!
//! = exit 0
//! = locked sha256:…                     for each image, in their order
//! = says ghcr.io refuses access         on stderr
//! = hides X-Amz-Signature               nowhere
//! ```

mod machine;
mod request;
mod script;
mod server;

use std::fmt::Write as _;
use std::path::Path;

use super::command::{Outcome, Project};
use super::hub::{Certificate, Face, Hub, Names};
use script::Script;
use server::Server;

/// Has the conversation of a file with the real program, and fails where it went otherwise.
#[track_caller]
pub fn check(name: &str, text: &str) {
    let problems = problems(text);
    assert!(problems.is_empty(), "{name} went otherwise:\n\n{problems}");
}

/// What went otherwise than the file says, and what the program said then; empty where nothing did.
pub fn problems(text: &str) -> String {
    let script = match Script::read(text) {
        Ok(script) => script,
        Err(problem) => return problem,
    };
    let server = Server::start(&script);
    let face = Face::Tls(Certificate::Good);
    let names = Names::default();
    let hub = server
        .places()
        .fold(names, |names, (host, address)| {
            names.lead(host, address, face)
        })
        .start();
    let outcome = run(&script, &hub);
    let mut problems = server.problems();
    problems.extend(strangers(&server, &hub));
    problems.extend(script.end.problems(&outcome));
    problems.extend(
        script
            .secrets()
            .filter(|secret| outcome.text.contains(*secret))
            .map(|secret| format!("the secret `{secret}` was printed or written\n")),
    );
    if problems.is_empty() {
        String::new()
    } else {
        format!("{}\n{}", problems.join("\n"), outcome.text)
    }
}

/// What the program did, with all that it said and wrote as one text.
struct Ended {
    outcome: Outcome,
    /// The lock, where there is one.
    lock: Option<String>,
    text: String,
}

fn run(script: &Script, hub: &Hub) -> Ended {
    let project = Project::new();
    project.file("images.toml", script.manifest());
    let run = machine::furnish(&project, script);
    let outcome = hub.reached_by(run).run();
    let lock = project
        .exists("images.lock")
        .then(|| project.read("images.lock"));
    let mut text = outcome.to_string();
    if let Some(lock) = &lock {
        let _ = write!(text, "--- images.lock ---\n{lock}");
    }
    Ended {
        outcome,
        lock,
        text,
    }
}

/// Connections to hosts that have no part in the conversation.
fn strangers(server: &Server, hub: &Hub) -> Vec<String> {
    let targets = hub
        .connections()
        .into_iter()
        .map(|connection| connection.target);
    let hosts = targets.map(|target| target.strip_suffix(":443").unwrap_or(&target).to_owned());
    let strangers = hosts.filter(|host| !server.places().any(|(known, _)| known == host));
    strangers
        .map(|host| format!("`{host}` has no part in it and was connected to\n"))
        .collect()
}

/// The files of a directory, by name.
pub fn files(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).expect("the directory is there");
    let name =
        |entry: std::io::Result<std::fs::DirEntry>| entry.expect("it can be listed").file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
