//! Asks skopeo, which nobody here wrote, what a tag names.

use super::program::{Need, program, run, stdout};

const PROGRAM: &str = "skopeo";

/// The digest that a tag names, such as that of `127.0.0.1:5000/library/alpine:3.20`; nothing where skopeo is not
/// installed, unless `IMAGELOCK_REQUIRE_DISTRIBUTION` is set.
#[track_caller]
pub fn digest(reference: &str, credentials: Option<(&str, &str)>) -> Option<String> {
    let mut command = program(PROGRAM);
    // One platform on all machines: skopeo opens an index in order to describe an image of it
    command.args(["--override-os", "linux", "--override-arch", "amd64", "inspect", "--tls-verify=false"]);
    match credentials {
        Some((user, password)) => command.arg("--creds").arg(format!("{user}:{password}")),
        None => command.arg("--no-creds"),
    };
    command.args(["--format", "{{.Digest}}"]).arg(format!("docker://{reference}"));
    let output = run(&mut command, "", Need::Required)?;
    Some(stdout(&output, &format!("{PROGRAM} on {reference}")))
}
