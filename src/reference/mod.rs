//! Names of images as value types: registry, repository, tag, digest, platform, and the reference made of them.
//!
//! Owns the grammar of references and Docker Hub's defaults (`docker.io`, `library/`, `latest`), which live here
//! and nowhere else. Reads no file, asks nobody.

mod digest;
mod parse;
mod platform;

use std::fmt;
use std::str::FromStr;

pub use digest::{Digest, DigestError};
pub use parse::{Parsed, ReferenceError, Surprise, parse, parse_repository};
pub use platform::{Platform, PlatformError};

/// What Docker Hub is called in canonical names.
const DOCKER_HUB: &str = "docker.io";
/// Other names of Docker Hub. `index.docker.io` is distribution/reference's; `registry-1.docker.io` is where the
/// same registry is reached, so that a lock would otherwise know one image by two names.
const DOCKER_HUB_ALIASES: [&str; 2] = ["index.docker.io", "registry-1.docker.io"];
/// The namespace of Docker Hub's official images, left out where people write them.
const OFFICIAL_NAMESPACE: &str = "library";
/// The tag that is meant where none is written.
const DEFAULT_TAG: &str = "latest";

/// The name of a registry as references write it: `docker.io`, `localhost:5000`, `[fc00::1]:5000`.
///
/// Docker Hub's other names are unified with `docker.io`; the case of other hosts is kept as written
/// (distribution/reference `normalize.go`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Registry(String);

impl Registry {
    /// Docker Hub.
    pub fn docker_hub() -> Self {
        Self(DOCKER_HUB.to_owned())
    }

    /// Whether this is Docker Hub, whose GETs of manifests are counted pulls.
    pub fn is_docker_hub(&self) -> bool {
        self.0 == DOCKER_HUB
    }

    /// The name as it stands in canonical references.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host without the port, IPv6 addresses without their brackets.
    pub fn host(&self) -> &str {
        let host = match self.0.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.0,
        };
        host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
    }

    /// Whether the host is this machine: `localhost`, a name below it, or a loopback address.
    pub fn is_loopback(&self) -> bool {
        let host = self.host().to_ascii_lowercase();
        host == "localhost"
            || host.ends_with(".localhost")
            || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    fn canonical(written: &str) -> Self {
        if DOCKER_HUB_ALIASES.contains(&written) { Self::docker_hub() } else { Self(written.to_owned()) }
    }
}

impl FromStr for Registry {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::check_registry(text)?;
        Ok(Self::canonical(text))
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A repository under its full canonical name: `docker.io/library/alpine`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repository {
    registry: Registry,
    path: String,
}

impl Repository {
    /// The registry that holds it.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The path below the registry, Docker Hub's `library/` included.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same repository as a mirror holds it, below the mirror's prefix.
    pub fn on_mirror(&self, mirror: Registry, prefix: &str) -> Self {
        let path = if prefix.is_empty() { self.path.clone() } else { format!("{prefix}/{}", self.path) };
        Self { registry: mirror, path }
    }

    /// The scope of a token that may pull from it, and nothing else
    /// (distribution `docs/spec/auth/scope.md`). Always built from the canonical path: for the short name
    /// `alpine` Docker Hub issues a token that grants nothing (distribution#1203).
    pub fn pull_scope(&self) -> String {
        format!("repository:{}:pull", self.path)
    }

    /// The name as people write it: without `docker.io/`, and without `library/` for official images.
    pub fn familiar(&self) -> String {
        if !self.registry.is_docker_hub() {
            return self.to_string();
        }
        match self.path.split_once('/') {
            Some((OFFICIAL_NAMESPACE, name)) if !name.contains('/') => name.to_owned(),
            _ => self.path.clone(),
        }
    }
}

impl FromStr for Repository {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_repository(text)
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.registry, self.path)
    }
}

/// A tag: `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}` (distribution specification, "Pulling manifests").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(String);

impl Tag {
    /// `latest`, which is meant where no tag is written.
    pub fn latest() -> Self {
        Self(DEFAULT_TAG.to_owned())
    }

    /// The tag as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::check_tag(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// An image reference: a repository with a tag, a digest, both or neither.
///
/// `Display` writes the canonical form, `docker.io/library/alpine:3.20@sha256:…`, which parses to the same value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The full canonical name.
    pub repository: Repository,
    /// The tag, where one is written; a missing one is not filled in.
    pub tag: Option<Tag>,
    /// The digest, where one is written.
    pub digest: Option<Digest>,
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).map(|parsed| parsed.reference)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.repository)?;
        if let Some(tag) = &self.tag {
            write!(out, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(out, "@{digest}")?;
        }
        Ok(())
    }
}
