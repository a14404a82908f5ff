//! What `config.toml` says of one registry.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::{Mirror, foreign};
use crate::document::{Findings, Placed, Problem, Table, TableEntry};
use crate::reference::Registry;

/// The keys of a registry.
const KEYS: [&str; 6] = [
    "mirrors",
    "fallback",
    "max-concurrency",
    "ca-file",
    "plain-http",
    "trusted-realms",
];

/// The settings of a registry that is not mentioned.
pub(super) static DEFAULT: RegistryConfig = RegistryConfig {
    mirrors: Vec::new(),
    fallback: true,
    max_concurrency: None,
    plain_http: None,
    ca_file: None,
    trusted_realms: Vec::new(),
};

/// The settings of one registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryConfig {
    /// The mirrors that are asked before the registry itself, in this order.
    pub mirrors: Vec<Mirror>,
    /// Whether the registry itself is asked where no mirror answers.
    pub fallback: bool,
    /// The most requests that may be in flight to it at once; absent, as many as `--jobs` says.
    pub max_concurrency: Option<NonZeroUsize>,
    /// Whether it is spoken to without TLS; absent, that depends on the host.
    pub plain_http: Option<bool>,
    /// A file with authorities that its certificate may be from, beside those of the machine.
    pub ca_file: Option<PathBuf>,
    /// Hosts that may be sent its credentials to issue tokens, as `host[:port]`, beside those that belong to it.
    pub trusted_realms: Vec<String>,
}

impl Default for RegistryConfig {
    fn default() -> Self {
        DEFAULT.clone()
    }
}

/// Reads what stands below a registry's name.
pub(super) fn read(
    entry: &TableEntry<'_>,
    table: &Table<'_>,
    findings: &mut Findings<'_>,
) -> RegistryConfig {
    foreign::deny_keys(table, &KEYS, findings);
    let mirrors = table.get("mirrors").and_then(|it| it.strings(findings));
    let mirrors = mirrors.map(|mirrors| mirrors.value).unwrap_or_default();
    let fallback = table.get("fallback").and_then(|it| it.boolean(findings));
    if let Some(Placed { value: false, span }) = &fallback
        && mirrors.is_empty()
    {
        let message = format!(
            "`fallback = false` without a mirror leaves nothing to ask for `{}`",
            entry.key
        );
        let help = "add a mirror to `mirrors`, or remove `fallback`";
        findings.report_missing(Problem::new(span.clone(), message).help(help));
    }
    let plain_http = table.get("plain-http").and_then(|it| it.boolean(findings));
    let plain_http = plain_http.map(|plain_http| plain_http.value);
    RegistryConfig {
        mirrors: mirrors
            .iter()
            .filter_map(|text| findings.parsed(text))
            .collect(),
        fallback: fallback.is_none_or(|fallback| fallback.value),
        max_concurrency: max_concurrency(table, findings),
        plain_http,
        ca_file: ca_file(table, plain_http, findings),
        trusted_realms: trusted_realms(table, findings),
    }
}

/// A path as it is written: it is relative to the file's directory.
fn ca_file(
    table: &Table<'_>,
    plain_http: Option<bool>,
    findings: &mut Findings<'_>,
) -> Option<PathBuf> {
    let entry = table.get("ca-file")?;
    let path = entry.string(findings)?;
    if path.value.is_empty() {
        let message = "`ca-file` must be the path of a file with certificates";
        findings.report(Problem::new(path.span, message));
        return None;
    }
    if let (Some(true), Some(other)) = (plain_http, table.get("plain-http")) {
        let message = "`ca-file` has no effect without TLS";
        let problem = Problem::new(entry.key_span.clone(), message);
        let problem = problem.help("remove `plain-http = true` or `ca-file`");
        findings.report(problem.other(other.key_span.clone(), "turns TLS off"));
    }
    Some(path.value.into())
}

/// Kept as written: to be a host and port they have the grammar of registries, but Docker Hub's names are not one here.
fn trusted_realms(table: &Table<'_>, findings: &mut Findings<'_>) -> Vec<String> {
    let entry = table.get("trusted-realms");
    let realms = entry.and_then(|entry| entry.strings(findings));
    let realms = realms.map(|realms| realms.value).unwrap_or_default();
    let mut is_host = |realm: &Placed<&str>| findings.parsed::<Registry>(realm).is_some();
    realms
        .into_iter()
        .filter(|realm| is_host(realm))
        .map(|realm| realm.value.to_owned())
        .collect()
}

fn max_concurrency(table: &Table<'_>, findings: &mut Findings<'_>) -> Option<NonZeroUsize> {
    let number = table.get("max-concurrency")?.number(findings)?;
    let count = usize::try_from(number.value)
        .ok()
        .and_then(NonZeroUsize::new);
    if count.is_none() {
        findings.report(Problem::new(
            number.span,
            "`max-concurrency` must be at least 1",
        ));
    }
    count
}
