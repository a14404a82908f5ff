//! The access that a token grants, which a JWT says of itself.

use std::fmt;

use crate::document::listed;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// The number of entries of a token's list that are kept. One is asked for; a server may send any number.
const GRANTS_MAX: usize = 10;
/// The longest name in it, in characters: no repository's is longer.
const GRANT_MAX: usize = 255;

/// The access that a token server granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grants {
    /// There is no token.
    Refused,
    /// The token does not show it.
    Opaque,
    /// The entries of the token's list.
    Listed(Vec<Grant>),
}

/// One entry of a token's `access` list (distribution `docs/spec/auth/jwt.md`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Grant {
    /// `repository`, mostly.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The name of the resource.
    #[serde(default)]
    pub name: String,
    /// `pull`, `push`, `*`.
    #[serde(default)]
    pub actions: Vec<String>,
}

impl fmt::Display for Grant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let actions = self.actions.join(",");
        write!(out, "{}:{}:{actions}", self.kind, self.name)
    }
}

impl Grant {
    /// Keeps what fits into a line: a token may be as long as its server likes.
    fn shorten(&mut self) {
        self.actions.truncate(GRANTS_MAX);
        let names = [&mut self.kind, &mut self.name];
        for text in names.into_iter().chain(&mut self.actions) {
            *text = text.chars().take(GRANT_MAX).collect();
        }
    }
}

impl Grants {
    /// Reads the access of a token, where it is a JWT that says so. Its signature is the registry's business.
    pub fn of(token: &str) -> Self {
        #[derive(Deserialize)]
        struct Payload {
            access: Option<Vec<Grant>>,
        }
        let payload = token.split('.').nth(1).unwrap_or_default();
        let json = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('='));
        let payload = serde_json::from_slice(&json.unwrap_or_default());
        let Ok(Payload {
            access: Some(mut access),
        }) = payload
        else {
            return Self::Opaque;
        };
        access.truncate(GRANTS_MAX);
        access.iter_mut().for_each(Grant::shorten);
        Self::Listed(access)
    }
}

impl fmt::Display for Grants {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => out.write_str("it was refused"),
            Self::Opaque => out.write_str("it does not show what it grants"),
            Self::Listed(list) if list.is_empty() => out.write_str("it grants nothing"),
            Self::Listed(list) => write!(out, "it grants {}", listed(list)),
        }
    }
}
