//! A credential, and where it is from.

use std::fmt;
use std::path::PathBuf;

use crate::registry::http::secret::{Authorization, Secret};

/// What is shown to prove who is asking, and where it is from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Credential {
    /// What is shown.
    pub kind: CredentialKind,
    /// Where it is from.
    pub origin: CredentialOrigin,
}

/// What is shown to prove who is asking.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CredentialKind {
    /// A user name and a password.
    Password {
        /// The user name.
        username: String,
        /// The password, or an access token in its place.
        password: Secret,
    },
    /// What a token server gives tokens for, in place of a password (distribution `docs/spec/auth/oauth.md`).
    IdentityToken(Secret),
    /// What is shown to the registry itself.
    RegistryToken(Secret),
}

/// Where a credential is from; displayed as messages name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CredentialOrigin {
    /// A file of docker or podman.
    File(PathBuf),
    /// A variable of the environment.
    Variable(&'static str),
    /// A program that was asked for it.
    Helper {
        /// The program.
        program: String,
        /// Who names it.
        by: Box<CredentialOrigin>,
    },
}

impl Credential {
    /// Whether it is a user name and a password.
    pub fn is_password(&self) -> bool {
        matches!(self.kind, CredentialKind::Password { .. })
    }

    /// What is sent of it to a registry, or of a password to a token server. `None` for what only a token server
    /// takes, and for what no header may hold.
    pub fn authorization(&self) -> Option<Authorization> {
        match &self.kind {
            CredentialKind::Password { username, password } => {
                Some(Authorization::basic(username, password))
            }
            CredentialKind::RegistryToken(token) => Authorization::bearer(token, true),
            CredentialKind::IdentityToken(_) => None,
        }
    }
}

impl CredentialKind {
    /// What it is called.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Password { .. } => "a user name and a password",
            Self::IdentityToken(_) => "an identity token",
            Self::RegistryToken(_) => "a registry token",
        }
    }
}

impl fmt::Display for CredentialOrigin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(out, "{}", path.display()),
            Self::Variable(name) => write!(out, "the variable `{name}`"),
            Self::Helper { program, by } => write!(out, "{program} (by {by})"),
        }
    }
}
