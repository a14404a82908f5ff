//! `config.toml`: how this machine reaches which registry, and whom it trusts.
//!
//! Owns the file's form and the places where it is looked for. What the settings do is the registry room's business.

mod mirror;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use crate::document::{Document, Entry, Findings, Placed, Problem, Problems, Source, Table};
use crate::files;
use crate::reference::{ReferenceError, Registry};

pub use mirror::{Mirror, MirrorError, Scheme};

/// The file below a directory of configurations.
const FILE: &str = "imagelock/config.toml";
/// Where the system's configurations are.
const SYSTEM_HOME: &str = "/etc";
/// The keys of a registry.
const KEYS: [&str; 6] = ["mirrors", "fallback", "max-concurrency", "ca-file", "plain-http", "trusted-realms"];

/// What a registry has that is not mentioned.
static DEFAULT: RegistryConfig = RegistryConfig {
    mirrors: Vec::new(),
    fallback: true,
    max_concurrency: None,
    plain_http: None,
    trusted_realms: Vec::new(),
};

/// A valid `config.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The registries that are mentioned, under their canonical names.
    pub registries: BTreeMap<Registry, RegistryConfig>,
}

/// How one registry is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryConfig {
    /// Who is asked before the registry itself, in this order.
    pub mirrors: Vec<Mirror>,
    /// Whether the registry itself is asked where no mirror answers.
    pub fallback: bool,
    /// How many exchanges may be in flight to it at once; absent, as many as `--jobs` says.
    pub max_concurrency: Option<NonZeroUsize>,
    /// Whether it is spoken to without TLS; absent, that depends on the host.
    pub plain_http: Option<bool>,
    /// Hosts that may be sent its credentials to issue tokens, as `host[:port]`, beside those that belong to it.
    pub trusted_realms: Vec<String>,
}

impl Default for RegistryConfig {
    fn default() -> Self {
        DEFAULT.clone()
    }
}

impl Config {
    /// Reads a `config.toml`.
    ///
    /// # Errors
    /// All problems of the file.
    pub fn parse(source: &Source) -> Result<Self, Problems> {
        let mut findings = Findings::new(source);
        let document = Document::parse(&mut findings);
        let registries = registries(&document.root(), &mut findings);
        findings.finish()?;
        Ok(Self { registries })
    }

    /// Where the configuration is: what was named on the command line or in `IMAGELOCK_CONFIG`, be it there or not,
    /// else the first of the user's and the system's that is there.
    #[expect(clippy::disallowed_methods, reason = "this room knows where the user's configuration is kept")]
    pub fn locate(flag: Option<&Path>) -> Option<PathBuf> {
        let directory = |name: &str| std::env::var_os(name).map(PathBuf::from);
        match flag {
            Some(flag) => Some(flag.to_owned()),
            None => {
                places(directory("XDG_CONFIG_HOME"), directory("HOME")).find(|place| files::is_there(place))
            }
        }
    }

    /// What holds for a registry, mentioned or not.
    pub fn registry(&self, registry: &Registry) -> &RegistryConfig {
        self.registries.get(registry).unwrap_or(&DEFAULT)
    }
}

/// Where a configuration may be, the first choice first. A directory that is empty or relative counts as unset
/// (XDG Base Directory Specification).
fn places(config_home: Option<PathBuf>, home: Option<PathBuf>) -> impl Iterator<Item = PathBuf> {
    let absolute = |directory: &PathBuf| directory.is_absolute();
    let home = home.filter(absolute).map(|home| home.join(".config"));
    let user = config_home.filter(absolute).or(home);
    user.into_iter().chain([PathBuf::from(SYSTEM_HOME)]).map(|directory| directory.join(FILE))
}

fn registries(root: &Table<'_>, findings: &mut Findings<'_>) -> BTreeMap<Registry, RegistryConfig> {
    root.deny_unknown(&["registries"], findings);
    let table = root.get("registries").and_then(|entry| entry.table(findings));
    let entries = table.map(|table| table.entries()).unwrap_or_default();
    let mut first: BTreeMap<Registry, &Entry<'_>> = BTreeMap::new();
    let mut registries = BTreeMap::new();
    for entry in entries {
        if is_dotted_name(entry, findings) {
            continue;
        }
        let config = entry.table(findings).map(|table| registry_config(entry, &table, findings));
        let Some(registry) = registry(entry, findings) else { continue };
        if let Some(first) = first.get(&registry) {
            findings.report(given_twice(&registry, first, entry));
            continue;
        }
        first.insert(registry.clone(), entry);
        registries.insert(registry, config.unwrap_or_default());
    }
    registries
}

/// `[registries.docker.io]` without quotes, which is reported.
fn is_dotted_name(entry: &Entry<'_>, findings: &mut Findings<'_>) -> bool {
    let nested =
        entry.as_table().filter(|_| entry.is_implicit()).map(|table| table.entries()).unwrap_or_default();
    let tables = nested.iter().filter(|nested| nested.as_table().is_some());
    let before = findings.count();
    for nested in tables {
        let name = format!("{}.{}", entry.key, nested.key);
        let problem =
            Problem::new(nested.key_span.clone(), format!("the dot in `{name}` makes a table in a table"));
        findings.report(problem.help(format!("write the name in quotes: `\"{name}\"`")));
    }
    findings.count() > before
}

fn registry(entry: &Entry<'_>, findings: &mut Findings<'_>) -> Option<Registry> {
    let wrong = |error: ReferenceError| Problem::new(entry.key_span.clone(), error.to_string());
    entry.key.parse().map_err(|error| findings.report(wrong(error))).ok()
}

/// Docker Hub under two of its names.
fn given_twice(registry: &Registry, first: &Entry<'_>, again: &Entry<'_>) -> Problem {
    let problem = Problem::new(again.key_span.clone(), format!("`{registry}` is given twice"));
    let problem = problem.label(format!("means `{registry}`")).help("keep one of them");
    problem.other(first.key_span.clone(), format!("means `{registry}`"))
}

fn registry_config(entry: &Entry<'_>, table: &Table<'_>, findings: &mut Findings<'_>) -> RegistryConfig {
    table.deny_unknown(&KEYS, findings);
    check_later(table, findings);
    let mirrors = table.get("mirrors").and_then(|entry| entry.strings(findings));
    let mirrors = mirrors.map(|mirrors| mirrors.value).unwrap_or_default();
    let fallback = table.get("fallback").and_then(|entry| entry.boolean(findings));
    if let Some(fallback) = fallback.as_ref().filter(|fallback| !fallback.value && mirrors.is_empty()) {
        let problem =
            Problem::new(fallback.span.clone(), format!("nobody is left to ask for `{}`", entry.key));
        findings.report_missing(problem.help("name a mirror in `mirrors`, or leave `fallback` out"));
    }
    let plain_http = table.get("plain-http").and_then(|entry| entry.boolean(findings));
    RegistryConfig {
        mirrors: mirrors.iter().filter_map(|text| findings.parsed(text)).collect(),
        fallback: fallback.is_none_or(|fallback| fallback.value),
        max_concurrency: max_concurrency(table, findings),
        plain_http: plain_http.map(|plain_http| plain_http.value),
        trusted_realms: trusted_realms(table, findings),
    }
}

/// Kept as written: to be a host and port they have the grammar of registries, but Docker Hub's names are not one here.
fn trusted_realms(table: &Table<'_>, findings: &mut Findings<'_>) -> Vec<String> {
    let realms = table.get("trusted-realms").and_then(|entry| entry.strings(findings));
    let realms = realms.map(|realms| realms.value).unwrap_or_default();
    let mut is_host = |realm: &Placed<&str>| findings.parsed::<Registry>(realm).is_some();
    realms.into_iter().filter(|realm| is_host(realm)).map(|realm| realm.value.to_owned()).collect()
}

fn max_concurrency(table: &Table<'_>, findings: &mut Findings<'_>) -> Option<NonZeroUsize> {
    let number = table.get("max-concurrency")?.number(findings)?;
    let count = usize::try_from(number.value).ok().and_then(NonZeroUsize::new);
    if count.is_none() {
        findings.report(Problem::new(number.span, "`max-concurrency` is 1 or more"));
    }
    count
}

/// What is for later: what is malformed says so, the rest is refused, so that nobody believes in it.
fn check_later(table: &Table<'_>, findings: &mut Findings<'_>) {
    let before = findings.count();
    if let Some(entry) = table.get("ca-file") {
        let path = entry.string(findings);
        if let Some(path) = path.filter(|path| path.value.is_empty()) {
            findings.report(Problem::new(path.span, "`ca-file` is the path of a file with certificates"));
        }
        not_supported(entry, before, findings);
    }
}

fn not_supported(entry: &Entry<'_>, before: usize, findings: &mut Findings<'_>) {
    if findings.count() == before {
        findings
            .report(Problem::new(entry.key_span.clone(), format!("`{}` is not supported yet", entry.key)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_place(config_home: Option<&str>, home: Option<&str>) -> PathBuf {
        places(config_home.map(PathBuf::from), home.map(PathBuf::from)).next().unwrap()
    }

    #[test]
    fn the_users_configuration_comes_before_the_systems() {
        let both: Vec<PathBuf> = places(Some("/xdg".into()), Some("/home/me".into())).collect();
        assert_eq!(both, ["/xdg/imagelock/config.toml", "/etc/imagelock/config.toml"].map(PathBuf::from));
    }

    #[test]
    fn an_empty_or_relative_directory_counts_as_unset() {
        for config_home in [None, Some(""), Some("relative")] {
            let place = first_place(config_home, Some("/home/me"));
            assert_eq!(place, PathBuf::from("/home/me/.config/imagelock/config.toml"));
        }
        assert_eq!(first_place(Some(""), None), PathBuf::from("/etc/imagelock/config.toml"));
    }

    #[test]
    fn a_named_configuration_is_taken_even_where_it_is_not_there() {
        let named = Path::new("/nowhere/config.toml");
        assert_eq!(Config::locate(Some(named)), Some(named.to_owned()));
    }
}
