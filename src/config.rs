//! `config.toml`: how this machine reaches which registry, and whom it trusts.
//!
//! Owns the file's form and the places where it is looked for. What the settings do is the registry room's business.

mod cache;
mod directory;
mod environment;
mod foreign;
mod mirror;
mod prefix;
mod registry;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use self::directory::{directory, of_user};
use crate::document::{Findings, Problem, Problems, Source, Table, TableEntry, TomlDocument};
use crate::files;
use crate::reference::Registry;

pub use environment::{NamedRoots, ROOTS_DIRECTORY, ROOTS_FILE, no_proxy, proxy};
pub use mirror::{Mirror, MirrorError, Scheme};
pub use registry::RegistryConfig;

/// A valid `config.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The registries that are mentioned, under their canonical names.
    pub registries: BTreeMap<Registry, RegistryConfig>,
    /// The directories in which docker and podman keep certificates, in directories named after registries; the first
    /// choice first.
    pub certificate_directories: Vec<PathBuf>,
}

impl Config {
    /// Reads a `config.toml`.
    ///
    /// # Errors
    /// All problems of the file.
    pub fn parse(source: &Source) -> Result<Self, Problems> {
        foreign::deny_json(source)?;
        let mut findings = Findings::new(source);
        let document = TomlDocument::parse(&mut findings);
        let registries = registries(&document.root(), &mut findings);
        findings.finish()?;
        Ok(Self {
            registries,
            ..Self::default()
        })
    }

    /// The configuration with the paths in it taken as relative to where the file is.
    pub fn in_directory(mut self, directory: &Path) -> Self {
        let registries = self.registries.values_mut();
        for path in registries.filter_map(|registry| registry.ca_file.as_mut()) {
            *path = directory.join(&path);
        }
        self
    }

    /// The path of the configuration: what was named on the command line or in `IMAGELOCK_CONFIG`, be it there or not,
    /// else the first of the user's and the system's that is there.
    pub fn locate(flag: Option<&Path>) -> Option<PathBuf> {
        match flag {
            Some(flag) => Some(flag.to_owned()),
            None => places(directory("XDG_CONFIG_HOME"), directory("HOME"))
                .find(|place| files::is_there(place)),
        }
    }

    /// The directory in which is remembered from run to run what registries ask for; `None` where there is no place for
    /// it.
    ///
    /// # Errors
    /// In words, where it is in a place in which somebody else may have written it.
    pub fn locate_cache() -> Result<Option<PathBuf>, String> {
        cache::locate()
    }

    /// The directories in which docker and podman look for the certificates of registries, on behalf of this user.
    pub fn locate_certificates() -> Vec<PathBuf> {
        certificate_places(directory("HOME"))
    }

    /// The settings of a registry, whether it is mentioned or not.
    pub fn registry(&self, registry: &Registry) -> &RegistryConfig {
        self.registries.get(registry).unwrap_or(&registry::DEFAULT)
    }
}

/// The paths at which a configuration may be, the first choice first.
fn places(config_home: Option<PathBuf>, home: Option<PathBuf>) -> impl Iterator<Item = PathBuf> {
    of_user(config_home, home, ".config")
        .into_iter()
        .chain([PathBuf::from("/etc")])
        .map(|directory| directory.join("imagelock/config.toml"))
}

/// Docker's places of a user, podman's, and both of the system (docker/cli `cli/config`, moby `registry/config.go`,
/// containers/image `docker_client.go`).
fn certificate_places(home: Option<PathBuf>) -> Vec<PathBuf> {
    let users = [".docker", ".config/docker", ".config/containers"];
    let home = home.filter(|home| home.is_absolute());
    let users = home.map(|home| users.map(|directory| home.join(directory)));
    let systems = ["/etc/containers", "/etc/docker"].map(PathBuf::from);
    let directories = users.into_iter().flatten().chain(systems);
    directories.map(|place| place.join("certs.d")).collect()
}

fn registries(root: &Table<'_>, findings: &mut Findings<'_>) -> BTreeMap<Registry, RegistryConfig> {
    foreign::deny_files(root, &["registries"], findings);
    let table = root.get("registries").and_then(|it| it.table(findings));
    let mut first: BTreeMap<Registry, &TableEntry<'_>> = BTreeMap::new();
    let mut registries = BTreeMap::new();
    for entry in table.iter().flat_map(Table::entries) {
        if is_dotted_name(entry, findings) {
            continue;
        }
        let config = entry
            .table(findings)
            .map(|table| registry::read(entry, &table, findings));
        let Some(registry) = findings.parsed::<Registry>(&entry.placed_key()) else {
            continue;
        };
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
fn is_dotted_name(entry: &TableEntry<'_>, findings: &mut Findings<'_>) -> bool {
    let table = entry.as_table().filter(|_| entry.is_implicit());
    let nested = table.iter().flat_map(Table::entries);
    let before = findings.count();
    for nested in nested.filter(|nested| nested.as_table().is_some()) {
        let name = format!("{}.{}", entry.key, nested.key);
        let message = format!("the dot in `{name}` starts a nested table");
        let problem = Problem::new(nested.key_span.clone(), message);
        findings.report(problem.help(format!("write the name in quotes: `\"{name}\"`")));
    }
    findings.count() > before
}

/// The problem of a registry that is given twice, as Docker Hub can be under two of its names.
fn given_twice(registry: &Registry, first: &TableEntry<'_>, again: &TableEntry<'_>) -> Problem {
    let (message, means) = (
        format!("`{registry}` is given twice"),
        format!("means `{registry}`"),
    );
    let problem = Problem::new(again.key_span.clone(), message).label(means.clone());
    let problem = problem.other(first.key_span.clone(), means);
    problem.help("keep one of them")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_place(config_home: Option<&str>, home: Option<&str>) -> PathBuf {
        places(config_home.map(PathBuf::from), home.map(PathBuf::from))
            .next()
            .unwrap()
    }

    #[test]
    fn the_users_configuration_comes_before_the_systems() {
        let both: Vec<PathBuf> = places(Some("/xdg".into()), Some("/home/me".into())).collect();
        assert_eq!(
            both,
            ["/xdg/imagelock/config.toml", "/etc/imagelock/config.toml"].map(PathBuf::from)
        );
    }

    #[test]
    fn an_empty_or_relative_directory_counts_as_unset() {
        for config_home in [None, Some(""), Some("relative")] {
            let place = first_place(config_home, Some("/home/me"));
            assert_eq!(
                place,
                PathBuf::from("/home/me/.config/imagelock/config.toml")
            );
        }
        assert_eq!(
            first_place(Some(""), None),
            PathBuf::from("/etc/imagelock/config.toml")
        );
    }

    #[test]
    fn certificates_of_the_user_come_before_those_of_the_system() {
        let places = certificate_places(Some("/home/me".into()));
        let expected = [
            "/home/me/.docker/certs.d",
            "/home/me/.config/docker/certs.d",
            "/home/me/.config/containers/certs.d",
            "/etc/containers/certs.d",
            "/etc/docker/certs.d",
        ];
        assert_eq!(places, expected.map(PathBuf::from));
        assert_eq!(
            certificate_places(Some("".into())),
            expected[3..].iter().map(PathBuf::from).collect::<Vec<_>>()
        );
        assert_eq!(certificate_places(None).len(), 2);
    }

    #[test]
    fn a_named_configuration_is_taken_even_where_it_is_not_there() {
        let named = Path::new("/nowhere/config.toml");
        assert_eq!(Config::locate(Some(named)), Some(named.to_owned()));
    }
}
