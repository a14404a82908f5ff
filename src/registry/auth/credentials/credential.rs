//! A credential, and where it is from.

use std::fmt;
use std::path::PathBuf;

use crate::registry::helper_fault::HelperFault;
use crate::registry::http::{Authorization, Secret};

/// A proof of who is asking, and the place that it is from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Credential {
    pub kind: CredentialKind,
    pub origin: CredentialOrigin,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CredentialKind {
    Password {
        username: String,
        /// The password, or an access token in its place.
        password: Secret,
    },
    /// For a token server, in place of a password (distribution `docs/spec/auth/oauth.md`).
    IdentityToken(Secret),
    /// For the registry itself.
    RegistryToken(Secret),
}

/// The place that a credential is from; displayed as messages name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CredentialOrigin {
    /// A file of docker or podman.
    File(PathBuf),
    /// A variable of the environment.
    Variable(&'static str),
    /// A program that was asked for it.
    Helper {
        /// The name of the program: `docker-credential-…`.
        program: String,
        /// The file or variable that names the program.
        by: Box<CredentialOrigin>,
    },
}

/// A helper that may know credentials, and that nobody can ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableHelper {
    /// The helper, and who names it.
    pub origin: CredentialOrigin,
    pub fault: HelperFault,
}

impl Credential {
    pub fn is_password(&self) -> bool {
        matches!(self.kind, CredentialKind::Password { .. })
    }

    /// The header for a registry, or of a password for a token server. `None` for what only a token server
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

    /// Whether a text repeats it, or what is sent of it.
    pub fn is_repeated_in(&self, text: &[u8]) -> bool {
        match &self.kind {
            CredentialKind::Password { username, password } => {
                Authorization::basic(username, password).is_repeated_in(text)
            }
            CredentialKind::RegistryToken(token) | CredentialKind::IdentityToken(token) => {
                token.is_in(text)
            }
        }
    }
}

impl CredentialKind {
    /// The words for it in messages.
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
            Self::Helper { program, by } => write!(out, "{program} (named in {by})"),
        }
    }
}
