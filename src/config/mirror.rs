//! Mirrors as values: `host[:port][/prefix]`, or with `https://` or `http://`.

use std::fmt;
use std::str::FromStr;

use super::prefix::{PathStyle, PlainPrefix};
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
    #[error("a mirror cannot have a query or a fragment{}", instead(.meant.as_deref()))]
    Query {
        /// The mirror without it, where that is one.
        meant: Option<String>,
    },
    /// The host or port.
    #[error(transparent)]
    Registry(ReferenceError),
    /// `host/v2/prefix`, an address of an API.
    #[error("a mirror is written without the `{api}` of its API{}", instead(.meant.as_deref()))]
    Api {
        /// The part of its path that is the API's.
        api: &'static str,
        /// The mirror without it, where that is one.
        meant: Option<String>,
    },
    /// The prefix.
    #[error("`{prefix}` is not a prefix of repositories: expected lower-case words joined by `/`{}", instead(.meant.as_deref()))]
    Prefix {
        /// As it is written.
        prefix: String,
        /// The mirror in lower case, where that is one.
        meant: Option<String>,
    },
}

impl MirrorError {
    /// The mirror that was meant, where that can be told.
    fn meant(self) -> Option<String> {
        match self {
            Self::Query { meant } | Self::Api { meant, .. } | Self::Prefix { meant, .. } => meant,
            Self::Credentials | Self::Scheme(_) | Self::Registry(_) => None,
        }
    }
}

/// The rest of a sentence.
fn instead(meant: Option<&str>) -> String {
    meant.map_or_else(String::new, |meant| format!("; write `{meant}`"))
}

impl Mirror {
    /// The mirror that a text means, which need not be one: in the form that it has here.
    pub(super) fn meant(text: &str) -> Option<String> {
        let read = text.parse::<Self>();
        read.map_or_else(MirrorError::meant, |mirror| Some(mirror.to_string()))
    }
}

impl FromStr for Mirror {
    type Err = MirrorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('@') {
            return Err(MirrorError::Credentials);
        }
        if let Some(end) = text.find(['?', '#']) {
            let meant = Self::meant(&text[..end]);
            return Err(MirrorError::Query { meant });
        }
        read_address(text)
    }
}

/// Reads an address without credentials and query.
fn read_address(text: &str) -> Result<Mirror, MirrorError> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.parse()?), rest),
        None => (None, text),
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let registry: Registry = host.parse().map_err(MirrorError::Registry)?;
    let below = |prefix: &str| Mirror {
        scheme,
        registry: registry.clone(),
        prefix: prefix.to_owned(),
    };
    // A prefix is the beginning of a repository, and has its grammar
    let is_prefix =
        |prefix: &str| prefix.is_empty() || parse_repository(&format!("{host}/{prefix}")).is_ok();
    let prefix = path.trim_end_matches('/');
    let style = match scheme.is_some() || path.ends_with('/') {
        true => PathStyle::Address,
        false => PathStyle::Prefix,
    };
    let PlainPrefix { prefix: plain, api } = PlainPrefix::of(path, style);
    if is_prefix(prefix) && api.is_none() {
        return Ok(below(prefix));
    }
    let meant = is_prefix(&plain).then(|| below(&plain).to_string());
    let prefix = prefix.to_owned();
    Err(match api {
        Some(api) => MirrorError::Api { api, meant },
        None => MirrorError::Prefix { prefix, meant },
    })
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
