//! Repositories: which part of a name is the registry, which one the path, and what a path may be.

use std::fmt;
use std::sync::Arc;

use super::error::{PATH_MAX, ReferenceError, quotable};
use super::registry::Registry;

/// The namespace of Docker Hub's official images, left out where people write them.
const OFFICIAL_NAMESPACE: &str = "library/";

/// A repository under its full canonical name: `docker.io/library/alpine`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Repository {
    registry: Registry,
    path: Arc<str>,
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

    /// The path as people know it: without the `library/` of Docker Hub's official images.
    pub fn familiar_path(&self) -> &str {
        let official = self.path.strip_prefix(OFFICIAL_NAMESPACE);
        official
            .filter(|_| self.registry.is_docker_hub())
            .unwrap_or(&self.path)
    }

    /// The repository as a mirror holds it, below the mirror's prefix.
    pub fn on_mirror(&self, registry: Registry, prefix: &str) -> Self {
        let slash = if prefix.is_empty() { "" } else { "/" };
        let path = format!("{prefix}{slash}{}", self.path).into();
        Self { registry, path }
    }

    /// The scope of a token that may pull from it, and nothing else
    /// (distribution `docs/spec/auth/scope.md`). Always built from the canonical path: for the short name
    /// `alpine` Docker Hub issues a token that grants nothing (distribution#1203).
    pub fn pull_scope(&self) -> String {
        format!("repository:{}:pull", self.path)
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.registry, self.path)
    }
}

/// A name as read, and whether its registry was written or Docker Hub is meant for want of one.
pub(super) struct ParsedName {
    pub(super) repository: Repository,
    pub(super) has_registry: bool,
}

/// Reads `[registry/]path`.
pub(super) fn read_name(name: &str) -> Result<ParsedName, ReferenceError> {
    let (written, path) = split_registry(name);
    let registry = written.map_or_else(|| Ok(Registry::docker_hub()), str::parse)?;
    if path.is_empty() {
        return Err(ReferenceError::NoRepository);
    }
    let official = registry.is_docker_hub() && !path.contains('/');
    let full_path = format!("{}{path}", if official { OFFICIAL_NAMESPACE } else { "" });
    let length = full_path.chars().count();
    if length > PATH_MAX {
        return Err(ReferenceError::PathLength(length));
    }
    if !is_path(path) {
        return Err(path_error(&name[..name.len() - path.len()], path));
    }
    Ok(ParsedName {
        repository: Repository {
            registry,
            path: full_path.into(),
        },
        has_registry: written.is_some(),
    })
}

/// The first word is a registry where it is `localhost`, or has a dot, a colon or an upper-case letter
/// (distribution/reference `normalize.go`, `splitDockerDomain`).
fn split_registry(name: &str) -> (Option<&str>, &str) {
    let is_upper = |word: &str| word.contains(|letter: char| letter.is_uppercase());
    let is_registry = |word: &str| {
        let is_mark = |byte: u8| matches!(byte, b'.' | b':') || byte.is_ascii_uppercase();
        word.bytes().any(is_mark) || word == "localhost" || (!word.is_ascii() && is_upper(word))
    };
    match name.split_once('/') {
        Some((first, rest)) if is_registry(first) => (Some(first), rest),
        _ => (None, name),
    }
}

fn path_error(prefix: &str, path: &str) -> ReferenceError {
    let lower = path.to_ascii_lowercase();
    if is_path(&lower) {
        let meant = format!("{prefix}{lower}");
        ReferenceError::UpperCase { meant }
    } else {
        ReferenceError::Path(quotable(path))
    }
}

fn is_path(path: &str) -> bool {
    path.split('/').all(is_path_word)
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*` (distribution/reference `regexp.go`, `pathComponent`).
fn is_path_word(word: &str) -> bool {
    let alphanumeric = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_dash = |byte: &u8| *byte == b'-';
    let is_separator = |run: &[u8]| matches!(run, b"." | b"_" | b"__") || run.iter().all(is_dash);
    let bytes = word.as_bytes();
    bytes.first().is_some_and(alphanumeric)
        && bytes.last().is_some_and(alphanumeric)
        && bytes
            .chunk_by(|one, next| alphanumeric(one) == alphanumeric(next))
            .all(|run| alphanumeric(&run[0]) || is_separator(run))
}
