//! Mirrors as values: `host[:port][/prefix]`, or with `https://` or `http://`.

use std::fmt;
use std::str::FromStr;

use crate::reference::{ReferenceError, Registry, parse_repository};

/// A registry that answers for another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    /// The scheme by which it is reached, where one is written.
    pub scheme: Option<Scheme>,
    /// Its host and port.
    pub registry: Registry,
    /// The beginning of all its repositories, without slashes at the ends; empty for none.
    pub prefix: String,
}

/// The protocol in which a host is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Without TLS.
    Http,
    /// With TLS.
    Https,
}

/// The reason why a text is not a mirror. Never quotes what may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MirrorError {
    /// `user:password@host`
    #[error("a mirror cannot contain credentials; log in with `docker login` instead")]
    Credentials,
    /// `ftp://host`
    #[error("a mirror must use `https://` or `http://`, not `{0}://`")]
    Scheme(String),
    /// `host/prefix?query`
    #[error("a mirror cannot have a query or a fragment")]
    Query,
    /// The host or port.
    #[error(transparent)]
    Registry(ReferenceError),
    /// The prefix.
    #[error("`{0}` is not a prefix of repositories: expected lower-case words joined by `/`")]
    Prefix(String),
}

impl FromStr for Mirror {
    type Err = MirrorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('@') {
            return Err(MirrorError::Credentials);
        }
        if text.contains(['?', '#']) {
            return Err(MirrorError::Query);
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.parse()?), rest),
            None => (None, text),
        };
        let (host, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_end_matches('/');
        let registry = host.parse().map_err(MirrorError::Registry)?;
        // A prefix is the beginning of a repository, and has its grammar
        if !prefix.is_empty() && parse_repository(&format!("{host}/{prefix}")).is_err() {
            return Err(MirrorError::Prefix(prefix.to_owned()));
        }
        Ok(Self {
            scheme,
            registry,
            prefix: prefix.to_owned(),
        })
    }
}

impl fmt::Display for Mirror {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scheme {
            Some(Scheme::Http) => out.write_str("http://")?,
            Some(Scheme::Https) => out.write_str("https://")?,
            None => {}
        }
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        write!(out, "{}{slash}{}", self.registry, self.prefix)
    }
}

impl FromStr for Scheme {
    type Err = MirrorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "http" => Ok(Self::Http),
            "https" => Ok(Self::Https),
            _ => Err(MirrorError::Scheme(text.to_owned())),
        }
    }
}
