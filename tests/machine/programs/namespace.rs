//! A network of a test's own: addresses that lead here and are no loopback, and names for them.

use std::process::{Command, Stdio};

use super::program::program;

/// Set for a test that runs in its own network.
const INSIDE: &str = "IMAGELOCK_INSIDE";
/// The names, and the addresses that they lead to. 203.0.113.0/24 is what documentation has for the internet.
const HOSTS: [(&str, &str); 5] = [
    ("registry.test", "203.0.113.7"),
    ("cdn.test", "203.0.113.8"),
    ("corp.test", "10.9.8.7"),
    ("metadata.test", "169.254.169.254"),
    ("internal.test", "127.0.0.1"),
];

/// A program in a network and with mounts of its own, where `ip` is found.
fn unshare() -> Command {
    let mut command = program("unshare");
    command.args(["--map-root-user", "--net", "--mount"]);
    command.env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
    command
}

/// Whether this machine has such networks for whoever runs the tests.
pub fn is_there() -> bool {
    let mut command = unshare();
    command.args(["ip", "link", "set", "lo", "up"]);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// The address of a name.
pub fn address(name: &str) -> &'static str {
    let host = HOSTS.iter().find(|(host, _)| *host == name);
    host.expect("it has an address").1
}

/// Runs the body of the test of this name in a network of its own.
#[expect(
    clippy::disallowed_methods,
    reason = "the rule is for the program, not its tests"
)]
pub fn inside(test: &str, body: fn()) {
    if std::env::var_os(INSIDE).is_some() {
        return body();
    }
    let hosts = HOSTS.map(|(name, address)| format!("{address} {name}\n"));
    let addresses = HOSTS.map(|(_, address)| format!("ip addr add {address}/32 dev lo\n"));
    // The address of loopback is there already
    let script = format!(
        "ip link set lo up\n{}printf '{}' > hosts && mount --bind hosts /etc/hosts && exec \"$@\"",
        addresses[..4].concat(),
        hosts.concat().replace('\n', "\\n"),
    );
    let directory = tempfile::TempDir::new().expect("a temporary directory can be made");
    let mut command = unshare();
    command.args(["sh", "-c", &script, "sh"]).env(INSIDE, "1");
    command.arg(std::env::current_exe().expect("a test knows its program"));
    command.args(["--exact", test, "--include-ignored", "--nocapture"]);
    let output = command.current_dir(directory.path()).output();
    let output = output.expect("the trial's needs say that it can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
