//! Asks skopeo, which nobody here wrote, what a tag names.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use super::distribution::left_out;

const PROGRAM: &str = "skopeo";

/// The digest that a tag names, such as that of `127.0.0.1:5000/library/alpine:3.20`; nothing where skopeo is not
/// installed, unless `IMAGELOCK_REQUIRE_DISTRIBUTION` is set.
#[track_caller]
pub fn digest(reference: &str, credentials: Option<(&str, &str)>) -> Option<String> {
    let mut command = Command::new(PROGRAM);
    // One platform on all machines: skopeo opens an index in order to describe an image of it
    command.args(["--override-os", "linux", "--override-arch", "amd64", "inspect", "--tls-verify=false"]);
    match credentials {
        Some((user, password)) => command.arg("--creds").arg(format!("{user}:{password}")),
        None => command.arg("--no-creds"),
    };
    command.args(["--format", "{{.Digest}}"]).arg(format!("docker://{reference}"));
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").stdin(Stdio::null());
    match command.output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{PROGRAM} on {reference}: {said}");
            Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            left_out(PROGRAM);
            None
        }
        Err(error) => panic!("starting {PROGRAM}: {error}"),
    }
}
