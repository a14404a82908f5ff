//! What is shown with a request.

use super::credentials::Credential;
use super::exchange::Response;
use super::secret::Authorization;
use super::token::Token;

/// What is shown with a request.
#[derive(Debug, Clone)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// A user name and a password.
    Basic(Credential),
    /// A token for the repository.
    Token(Token),
}

impl Shown {
    /// The header, if there is one.
    pub fn authorization(&self) -> Option<Authorization> {
        match self {
            Self::Nothing => None,
            Self::Basic(credential) => credential.authorization(),
            Self::Token(token) => Some(token.authorization.clone()),
        }
    }

    /// Which token of its repository it is.
    pub fn generation(&self) -> Option<u64> {
        match self {
            Self::Token(token) => Some(token.generation),
            _ => None,
        }
    }

    /// Whether an answer refuses this token. The public registry of Amazon calls one that has expired a bad
    /// request (oras-go#1227).
    pub fn is_refused_by(&self, response: &Response) -> bool {
        matches!(self, Self::Token(_))
            && matches!(response.status.as_u16(), 400 | 401)
            && !response.is_elsewhere()
    }
}
