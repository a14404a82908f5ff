//! What was asked, in the order of arrival.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use hyper::header::{AUTHORIZATION, HeaderMap};

/// A request as it arrived, and how it was answered.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where it arrived, as `127.0.0.1:PORT`: the registry or its token server.
    pub host: String,
    /// Such as `HEAD`.
    pub method: String,
    /// The path with the query, as it was written.
    pub path: String,
    /// Who it claims to come from; nothing where it does not say.
    pub authorization: Option<Authorization>,
    /// All `Accept` headers, joined by commas.
    pub accept: String,
    /// All headers.
    pub headers: HeaderMap,
    /// The body: a form, or nothing.
    pub body: String,
    /// The status of the answer; nothing before it, and where the connection was closed instead.
    pub status: Option<u16>,
    /// Tells it from all others, cleared ones included.
    pub(super) number: u64,
}

/// What an `Authorization` header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorization {
    /// Name and password.
    Basic {
        /// The name; the password is not kept.
        user: String,
    },
    /// A token that this registry's token server issued.
    Bearer {
        /// The repository it was issued for; empty where the scope named none.
        repository: String,
    },
    /// Anything else, unknown tokens included.
    Other,
}

impl std::fmt::Display for Request {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {} ", self.method, self.path)?;
        match self.status {
            Some(status) => write!(formatter, "{status}"),
            None => formatter.write_str("-"),
        }
    }
}

/// An `Authorization` header as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Presented {
    Nothing,
    Basic { user: String, password: String },
    Bearer(String),
    Other,
}

impl Presented {
    /// Reads the header as generously as servers do: any case, any white space, padded or not.
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(AUTHORIZATION) else {
            return Self::Nothing;
        };
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let (scheme, rest) = value
            .trim()
            .split_once(char::is_whitespace)
            .unwrap_or((&value, ""));
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" => Self::Bearer(rest.trim().to_owned()),
            "basic" => basic(rest.trim()).unwrap_or(Self::Other),
            _ => Self::Other,
        }
    }
}

/// Name and password out of their base64.
fn basic(encoded: &str) -> Option<Presented> {
    let bytes = STANDARD
        .decode(encoded)
        .or_else(|_| STANDARD_NO_PAD.decode(encoded))
        .ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (user, password) = text.split_once(':')?;
    Some(Presented::Basic {
        user: user.to_owned(),
        password: password.to_owned(),
    })
}

/// All values of a header, joined by commas.
pub(super) fn joined(headers: &HeaderMap, name: &str) -> String {
    let values = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.collect::<Vec<_>>().join(", ")
}
