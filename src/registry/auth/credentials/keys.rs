//! The names that an entry of a file may have: docker's rule (docker/cli `configfile`) and podman's (containers/image
//! `pkg/docker/config`), which differ in what a path behind the host means.

use super::go_json::{GoMap, GoValue};
use crate::reference::{Registry, Repository};

/// The key that docker files Docker Hub under, and the names that it has as a host.
const DOCKER_HUB: [&str; 4] = [
    "https://index.docker.io/v1/",
    "index.docker.io",
    "docker.io",
    "registry-1.docker.io",
];

/// Whose rule a file is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileStyle {
    /// An entry is a host's.
    Docker,
    /// An entry is a host's, a namespace's or a repository's.
    Podman,
}

/// The names that a registry has as such. Helpers know it by the first (docker_credential#22).
pub fn names(registry: &Registry) -> Vec<&str> {
    if registry.is_docker_hub() {
        DOCKER_HUB.to_vec()
    } else {
        vec![registry.as_str()]
    }
}

/// The entries that are a repository's, the nearest first.
pub fn entries<'a>(
    style: FileStyle,
    auths: &GoMap<'a>,
    repository: &Repository,
) -> Vec<(&'a str, &'a GoValue)> {
    let registry = repository.registry();
    let mut keys = match style {
        FileStyle::Docker => Vec::new(),
        FileStyle::Podman => namespaces(repository),
    };
    keys.extend(names(registry).into_iter().map(str::to_owned));
    let named = keys
        .iter()
        .filter_map(|key| auths.get_key_value(key.as_str()));
    let is_same = |key: &str| match style {
        FileStyle::Docker => is_of(registry, &hostname(key)),
        FileStyle::Podman => is_of(registry, without_scheme(key)),
    };
    let alike = auths.iter().filter(|(key, _)| is_same(key));
    named
        .chain(alike)
        .map(|(key, entry)| (*key, *entry))
        .collect()
}

/// `host/a/b`, `host/a`, `host`. Under Docker Hub's canonical name alone, and nothing is put between:
/// `docker.io/vendor` is not `docker.io/library/vendor`.
fn namespaces(repository: &Repository) -> Vec<String> {
    let whole = repository.to_string();
    let slashes = whole.match_indices('/').map(|(at, _)| at);
    let ends = slashes.chain([whole.len()]);
    let mut keys: Vec<String> = ends.map(|end| whole[..end].to_owned()).collect();
    keys.reverse();
    keys
}

/// Hosts are the same in any case (RFC 4343), though docker and podman compare them to the letter.
fn is_of(registry: &Registry, host: &str) -> bool {
    let names = match registry.is_docker_hub() {
        true => &DOCKER_HUB[1..],
        false => &[registry.as_str()],
    };
    names.iter().any(|name| name.eq_ignore_ascii_case(host))
}

/// The host and port of a key that may be a URL: docker's `ConvertToHostname`.
fn hostname(key: &str) -> String {
    let rest = key.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    match authority.rsplit_once(':').filter(|(_, port)| is_port(port)) {
        Some((host, port)) if host.contains(':') && !host.starts_with('[') => {
            format!("[{host}]:{port}")
        }
        _ if authority.is_empty() => key.split('/').next().unwrap_or(key).to_owned(),
        _ => authority.to_owned(),
    }
}

/// A key as podman normalises it: of a URL the host and port, of anything else all. A path without a scheme is a
/// namespace's.
fn without_scheme(key: &str) -> &str {
    let stripped = key
        .strip_prefix("http://")
        .or_else(|| key.strip_prefix("https://"));
    stripped.map_or(key, |rest| rest.split('/').next().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::{hostname, names};

    #[test]
    fn docker_hub_is_known_to_helpers_by_dockers_key_and_others_by_their_names() {
        for (registry, expected) in [
            ("docker.io", "https://index.docker.io/v1/"),
            ("registry-1.docker.io", "https://index.docker.io/v1/"),
            ("h.example:5000", "h.example:5000"),
        ] {
            assert_eq!(names(&registry.parse().unwrap())[0], expected);
        }
    }

    #[test]
    fn a_key_is_read_as_docker_reads_it() {
        let vectors = include_str!("../../../../fixtures/credentials/hostnames.tsv");
        let rows = vectors
            .lines()
            .filter(|row| !row.starts_with('#'))
            .map(|row| row.split_once('\t'));
        let wrong: Vec<_> = rows
            .flatten()
            .filter(|(key, host)| hostname(key) != *host)
            .map(|(key, _)| (key, hostname(key)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
