//! Keys of other tools' configuration of registries, and how the same is said here.

use super::mirror::Mirror;
use crate::document::{Findings, Problem, Problems, Source, Table, TableEntry};
use crate::reference::Registry;

/// Where such keys stand at the top of a file (containerd `docs/hosts.md`, containers/image
/// `containers-registries.conf(5)`).
const FILES: [(&str, &str); 5] = [
    ("host", "containerd's `hosts.toml`"),
    ("server", "containerd's `hosts.toml`"),
    ("plugins", "containerd's `config.toml`"),
    ("registry", "podman's `registries.conf`"),
    (
        "unqualified-search-registries",
        "podman's `registries.conf`",
    ),
];
const NO_SWITCH: &str =
    "no key turns the check of certificates off; name the registry's authority with `ca-file`";
const OWN_CERTIFICATE: &str =
    "the client's own certificate is read from docker's and podman's `certs.d`";
const LOGIN: &str = "credentials are those of docker and podman; log in with `docker login`";
/// The keys of a registry or of a mirror elsewhere (containerd, BuildKit, k3s, podman), and what to write here.
const KEYS: [(&str, &str); 15] = [
    ("endpoint", "write mirrors as `mirrors = [\"HOST/PREFIX\"]`"),
    ("location", "write mirrors as `mirrors = [\"HOST/PREFIX\"]`"),
    ("ca", "write `ca-file = \"FILE\"`"),
    (
        "http",
        "write `plain-http = true` for a registry without TLS",
    ),
    (
        "insecure",
        "write `plain-http = true` for a registry without TLS",
    ),
    ("skip_verify", NO_SWITCH),
    ("insecure_skip_verify", NO_SWITCH),
    ("client", OWN_CERTIFICATE),
    ("keypair", OWN_CERTIFICATE),
    (
        "override_path",
        "remove it; all hosts are asked below `/v2/`",
    ),
    (
        "capabilities",
        "remove it; mirrors are asked for manifests alone",
    ),
    ("auth", LOGIN),
    ("header", LOGIN),
    ("username", LOGIN),
    ("password", LOGIN),
];

/// Refuses JSON, in which docker keeps its mirrors (`daemon.json`) and credentials. No TOML begins with a brace.
pub(super) fn deny_json(source: &Source) -> Result<(), Problems> {
    let text = &source.text;
    let start = text.len() - text.trim_start().len();
    if !text[start..].starts_with('{') {
        return Ok(());
    }
    let help = "a mirror is written here as `[registries.\"docker.io\"]` with `mirrors = [\"HOST/PREFIX\"]`; credentials \
                are read from docker's and podman's files";
    let problem = Problem::new(
        start..start + 1,
        "this file is TOML, and not JSON as docker's files are",
    );
    Err(Problems::one(source.clone().unquoted(), problem.help(help)))
}

/// Reports the keys at the top of a file that are not known, in the words of whose they are.
pub(super) fn deny_files(root: &Table<'_>, known: &[&'static str], findings: &mut Findings<'_>) {
    for entry in root.unknown(known) {
        // A table `registry` is BuildKit's, and ours but for its name
        let file = FILES.iter().find(|(key, _)| {
            *key == entry.key && (*key != "registry" || entry.as_table().is_none())
        });
        match file {
            Some((_, file)) => {
                let form = form(root);
                let help = format!("it is a key of {file}; a mirror is written here as {form}");
                entry.report_not_known(help, findings);
            }
            None => entry.report_unknown(known, findings),
        }
    }
}

/// Reports the keys of a registry that are not known, with what to write for those of other tools.
pub(super) fn deny_keys(table: &Table<'_>, known: &[&'static str], findings: &mut Findings<'_>) {
    for entry in table.unknown(known) {
        match KEYS.iter().find(|(key, _)| *key == entry.key) {
            Some((_, help)) => entry.report_not_known((*help).to_owned(), findings),
            None => entry.report_unknown(known, findings),
        }
    }
}

/// The form of a mirror here, with the names that containerd's has.
fn form(root: &Table<'_>) -> String {
    let server = root.get("server").and_then(TableEntry::as_str);
    let server = server.and_then(|server| server.parse::<Mirror>().ok());
    let registry = server.map_or_else(Registry::docker_hub, |server| server.registry);
    let hosts = root.get("host").and_then(TableEntry::as_table);
    let hosts = hosts.iter().flat_map(Table::entries);
    let hosts = hosts.filter_map(|host| Mirror::meant(&host.key));
    let mut mirrors: Vec<String> = hosts.map(|mirror| format!("\"{mirror}\"")).collect();
    if mirrors.is_empty() {
        mirrors.push("\"HOST/PREFIX\"".to_owned());
    }
    let mirrors = mirrors.join(", ");
    format!("`[registries.\"{registry}\"]` with `mirrors = [{mirrors}]`")
}
