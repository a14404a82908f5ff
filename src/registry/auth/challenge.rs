//! `WWW-Authenticate`: what a registry asks for before it answers (RFC 9110, 11.6.1).
//!
//! A challenge is untrusted input: the scanner keeps what it understands, drops what it does not, and never fails
//! as a whole, since a registry may offer schemes that nobody knows beside one that everybody does.

mod scanner;
mod unusable;

use std::fmt;
use std::sync::Arc;

use url::Url;

use crate::registry::http::Response;
use crate::registry::http::address::{NearAddress, is_plain};
use crate::registry::http::header::{HeaderMap, WWW_AUTHENTICATE};
use crate::registry::http::setting::with_setting;

pub use scanner::RawChallenge;
use scanner::scan;
pub use unusable::UnusableRealm;
use unusable::shown_realm;

/// The number of scopes of other types that are asked for at most.
const OTHER_SCOPES_MAX: usize = 4;
/// The longest word of an error, in bytes.
const ERROR_CODE_MAX: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// With a token of a token server (distribution `docs/spec/auth/token.md`).
    Bearer(Bearer),
    Basic,
}

/// A token server, and the service that it gives tokens for. Its copies share both: there is one a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub realm: Arc<Url>,
    /// The name that the token server knows the registry by: `registry.docker.io` for Docker Hub.
    pub service: Option<Arc<str>>,
    /// Whether a user name and a password would do as well.
    pub or_basic: bool,
}

impl Bearer {
    /// Whether both are of one token server, for one service.
    pub fn is_same(&self, other: &Self) -> bool {
        self.realm == other.realm && self.service == other.service
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Bearer(bearer) = self else {
            return out.write_str("Basic");
        };
        // Without the query, which may hold anything
        let realm = bearer.realm.as_str().split('?').next().unwrap_or_default();
        write!(out, "Bearer, realm {}", shown_realm(realm))?;
        match &bearer.service {
            Some(service) => write!(out, ", service `{service}`"),
            None => Ok(()),
        }
    }
}

/// The reason for which none of a registry's challenges can be met.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeError {
    /// Neither Bearer nor Basic is offered.
    #[error("it asks for {0}, but only Bearer and Basic are supported")]
    Schemes(String),
    /// A Bearer challenge without a token server.
    #[error("its Bearer challenge names no realm")]
    NoRealm,
    /// The realm is no URL that a token may be asked from.
    #[error("the realm of its Bearer challenge is not usable: {0}")]
    Realm(UnusableRealm),
    /// Realm or service have a secret in them, which is not shown.
    #[error("its challenge repeats the token or the password that was shown, and is not followed")]
    Repeated,
}

impl ChallengeError {
    /// The way out, which only who runs the registry can go.
    pub fn hint(&self) -> String {
        let duty = match self {
            Self::Schemes(_) => {
                "offer Basic or Bearer in its `WWW-Authenticate` header, as docker and podman need, too"
            }
            Self::NoRealm | Self::Realm(_) => {
                "correct the `realm` of its `WWW-Authenticate` header: the whole URL of its token server"
            }
            Self::Repeated => "keep what it was shown out of its `WWW-Authenticate` header",
        };
        format!("whoever runs the registry, or a proxy in front of it, has to {duty}")
    }
}

/// The reason for which a realm is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distrust {
    /// It is near, and the registry is not.
    Near(NearAddress),
    /// It is not known to belong to the registry.
    Foreign,
}

impl Distrust {
    /// The words for a registry that sends to such a realm.
    pub fn of(&self, realm: &str) -> String {
        match self {
            Self::Near(address) => {
                format!("names {realm} as its token server, which is {address} and not its own")
            }
            Self::Foreign => {
                format!(
                    "asks for its credentials to be sent to {realm}, which is not known to belong to it"
                )
            }
        }
    }

    /// The way out.
    pub fn hint(&self, registry: &str, realm: &str) -> String {
        let words = match self {
            Self::Near(_) => format!("if {realm} is its token server, add this to `config.toml`:"),
            Self::Foreign => format!(
                "pass `--anonymous` to ask without credentials, or, if {realm} may have them, add this to `config.toml`:"
            ),
        };
        with_setting(&words, registry, &format!("trusted-realms = [\"{realm}\"]"))
    }
}

/// All challenges of an answer, in their order over all headers.
pub fn challenges(headers: &HeaderMap) -> Vec<RawChallenge> {
    headers
        .get_all(WWW_AUTHENTICATE)
        .iter()
        .flat_map(|value| scan(value.as_bytes()))
        .collect()
}

/// The error code of a refused access, one word of RFC 6750 (3.1) or a like one. Other texts are not
/// repeated: a server may write there whatever it was sent.
pub fn error_code(headers: &HeaderMap) -> Option<String> {
    let is_of_word = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    let is_word = |text: &&str| text.len() <= ERROR_CODE_MAX && text.bytes().all(is_of_word);
    let offered = challenges(headers);
    let mut words = offered.iter().filter_map(|raw| raw.parameter("error"));
    words.find(is_word).map(str::to_owned)
}

/// Whether the challenges call a token invalid, and not only too weak (RFC 6750, 3.1).
pub fn is_invalid_token(headers: &HeaderMap) -> bool {
    let offered = challenges(headers);
    let says = |code: &str| {
        let mut codes = offered.iter().filter_map(|raw| raw.parameter("error"));
        codes.any(|said| said.trim().eq_ignore_ascii_case(code))
    };
    says("invalid_token") && !says("insufficient_scope")
}

/// The scopes of other types than `repository` that a challenge names (`registry:catalog:*`): SUSE's registry wants one
/// beside that of the repository (containers/image `needsRetryWithUpdatedScope`). What is not of the grammar
/// (distribution `docs/spec/auth/scope.md`) is the word of a registry that has no scopes: `aws`, `*`.
pub fn other_scopes(headers: &HeaderMap) -> Vec<String> {
    let offered = challenges(headers);
    let bearers = offered.iter().filter(|raw| raw.scheme == "bearer");
    let scopes = bearers
        .filter_map(|raw| raw.parameter("scope"))
        .flat_map(str::split_whitespace);
    scopes
        .filter(|scope| is_of_other_type(scope))
        .take(OTHER_SCOPES_MAX)
        .map(str::to_owned)
        .collect()
}

/// A name may have a colon, that of a port.
fn is_of_other_type(scope: &str) -> bool {
    let Some((kind, rest)) = scope.split_once(':') else {
        return false;
    };
    let Some((name, actions)) = rest.rsplit_once(':') else {
        return false;
    };
    let all = |text: &str, signs: &[u8]| {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || signs.contains(&byte);
        !text.is_empty() && text.bytes().all(is_sign)
    };
    // `repository(plugin)` is a repository
    all(kind, b"")
        && !kind.eq_ignore_ascii_case("repository")
        && all(name, b"._-/:*")
        && all(actions, b",*")
}

/// The token server that a text names which is written like the header's.
pub fn bearer(text: &str, asked: &Url) -> Option<Bearer> {
    match choose(&scan(text.as_bytes()), asked)?.ok()? {
        Challenge::Bearer(bearer) => Some(bearer),
        Challenge::Basic => None,
    }
}

/// The challenge to meet: Bearer before Basic, wherever it stands. `None` where there is none at all.
pub fn choose(offered: &[RawChallenge], asked: &Url) -> Option<Result<Challenge, ChallengeError>> {
    let or_basic = offered.iter().any(|raw| raw.scheme == "basic");
    let of_scheme = |scheme: &'static str| offered.iter().filter(move |raw| raw.scheme == scheme);
    let mut bearers = of_scheme("bearer")
        .map(|bearer| read_bearer(bearer, or_basic, asked).map(Challenge::Bearer));
    let first = bearers.next();
    // One that cannot be met does not hide another that can
    if let Some(usable) = first.iter().cloned().chain(bearers).find(Result::is_ok) {
        return Some(usable);
    }
    if or_basic {
        return Some(Ok(Challenge::Basic));
    }
    if first.is_some() {
        return first;
    }
    let schemes = offered.iter().map(|raw| format!("`{}`", raw.scheme));
    let schemes: Vec<String> = schemes.collect();
    (!schemes.is_empty()).then(|| Err(ChallengeError::Schemes(schemes.join(", "))))
}

/// The challenge to meet after something was shown. A registry that repeats that does not get to have it printed,
/// remembered or sent on.
pub fn offered(
    response: &Response,
    is_repeated: impl Fn(&[u8]) -> bool,
) -> Option<Result<Challenge, ChallengeError>> {
    let all = challenges(&response.headers);
    let repeats = |raw: &RawChallenge| {
        let used = ["realm", "service"].map(|name| raw.parameter(name));
        used.iter()
            .flatten()
            .any(|value| is_repeated(value.as_bytes()))
    };
    let (repeating, clean): (Vec<_>, Vec<_>) = all.into_iter().partition(repeats);
    match choose(&clean, &response.url) {
        None | Some(Ok(Challenge::Basic)) if !repeating.is_empty() => {
            Some(Err(ChallengeError::Repeated))
        }
        chosen => chosen,
    }
}

/// The reasons for which Bearer challenges cannot be met, whatever else is offered beside them.
pub fn unusable<'a>(
    offered: &'a [RawChallenge],
    asked: &'a Url,
) -> impl Iterator<Item = ChallengeError> + 'a {
    let bearers = offered.iter().filter(|raw| raw.scheme == "bearer");
    bearers.filter_map(|bearer| read_bearer(bearer, false, asked).err())
}

fn read_bearer(
    challenge: &RawChallenge,
    or_basic: bool,
    asked: &Url,
) -> Result<Bearer, ChallengeError> {
    let realm = challenge.parameter("realm");
    let realm = realm.ok_or(ChallengeError::NoRealm)?;
    let realm = read_realm(realm, asked)
        .map_err(|fault| ChallengeError::Realm(UnusableRealm::new(realm, fault)))?;
    let service = challenge.parameter("service");
    let service = service.filter(|service| !service.is_empty());
    Ok(Bearer {
        realm: Arc::new(realm),
        service: service.map(Arc::from),
        or_basic,
    })
}

/// A relative realm is one of the registry (regclient#963). A registry that is spoken to in secret does not send
/// its clients to a token server in the open.
fn read_realm(text: &str, asked: &Url) -> Result<Url, &'static str> {
    let is_relative = text.starts_with('/') && !text.starts_with("//");
    if !is_plain(text) {
        return Err("it is not a URL");
    }
    let realm = if is_relative {
        asked.join(text)
    } else {
        Url::parse(text)
    };
    let mut realm = realm.map_err(|_| "it is not a URL")?;
    realm.set_fragment(None);
    match (realm.scheme(), asked.scheme()) {
        ("https", _) | ("http", "http") => {}
        ("http", _) => return Err("it is plain HTTP, but the registry is not"),
        _ => return Err("it is neither HTTPS nor HTTP"),
    }
    if !realm.username().is_empty() || realm.password().is_some() {
        return Err("it contains credentials");
    }
    realm.host().map(|_| ()).ok_or("it has no host")?;
    Ok(realm)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod tests;
