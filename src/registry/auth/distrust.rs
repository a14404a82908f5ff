//! The reasons for which a realm is not followed, in words.

use crate::registry::http::address::NearAddress;
use crate::registry::remedy::with_setting;

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
                format!("sends to {realm} for a token, which is {address} and not its own")
            }
            Self::Foreign => {
                format!(
                    "asks to send its credentials to {realm}, which is not known to belong to it"
                )
            }
        }
    }

    /// The way out.
    pub fn hint(&self, registry: &str, realm: &str) -> String {
        let words = match self {
            Self::Near(_) => format!("if {realm} is its token server, write into `config.toml`:"),
            Self::Foreign => format!(
                "pass `--anonymous` to ask without credentials, or, if {realm} may have them, write into `config.toml`:"
            ),
        };
        with_setting(&words, registry, &format!("trusted-realms = [\"{realm}\"]"))
    }
}
