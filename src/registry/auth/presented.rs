//! The credential or token that a request presents as `Authorization`.

use super::probe::ProbeResult;
use super::refusal::INSUFFICIENT_SCOPE;
use super::rejection::is_rejection;
use super::{Credential, CredentialKind, Token, challenge};
use crate::reference::Registry;
use crate::registry::error::Error;
use crate::registry::http::{Authorization, Response, said};

/// The credential that a request presents as `Authorization`.
#[derive(Debug, Clone)]
pub enum Presented {
    Nothing,
    /// Nothing: there is a credential, and it is not of the kind that is asked for.
    Unusable(Credential),
    /// A credential as it is: a user name and a password, or a token for the registry itself.
    Credential(Credential),
    Token(Token),
}

impl Presented {
    pub fn is_something(&self) -> bool {
        !matches!(self, Self::Nothing | Self::Unusable(_))
    }

    pub fn authorization(&self) -> Option<Authorization> {
        match self {
            Self::Nothing | Self::Unusable(_) => None,
            Self::Credential(credential) => credential.authorization(),
            Self::Token(token) => Some(token.authorization.clone()),
        }
    }

    /// Whether a text repeats what is shown, or was shown for it.
    pub fn is_repeated_in(&self, text: &[u8]) -> bool {
        match self {
            Self::Token(token) => token.is_repeated_in(text),
            Self::Credential(credential) => credential.is_repeated_in(text),
            Self::Nothing | Self::Unusable(_) => false,
        }
    }

    /// The number of the token among those of its repository.
    pub fn generation(&self) -> Option<u64> {
        match self {
            Self::Token(token) => Some(token.generation),
            Self::Nothing | Self::Unusable(_) | Self::Credential(_) => None,
        }
    }

    /// Whether an answer refuses this token. The public registry of Amazon calls one that has expired a bad
    /// request (oras-go#1227).
    pub fn is_refused_by(&self, response: &Response) -> bool {
        matches!(self, Self::Token(_))
            && matches!(response.status.as_u16(), 400 | 401)
            && !response.is_redirected()
    }
}

/// Judges by the registry's answer whether the credential is right that it was shown.
pub fn judge(
    registry: &Registry,
    credential: &Credential,
    answer: &Result<Response, Error>,
) -> ProbeResult {
    let response = match answer {
        Ok(response) => response,
        Err(error) => return ProbeResult::Unanswered(error.clone()),
    };
    // A registry token may be good for one repository and not for the next one
    let is_for_another = || {
        matches!(credential.kind, CredentialKind::RegistryToken(_))
            && challenge::error_code(&response.headers).as_deref() == Some(INSUFFICIENT_SCOPE)
    };
    let wrong = || {
        ProbeResult::Wrong(Error::CredentialsRejected {
            registry: registry.clone(),
            host: response.host(),
            status: response.status.as_u16(),
            origin: credential.origin.clone(),
            message: said(response),
        })
    };
    match response.status.as_u16() {
        // Who is sent on was let in
        _ if response.is_redirected() => ProbeResult::Right,
        401 if is_for_another() => ProbeResult::Nothing,
        401 => wrong(),
        400 | 403 if said(response).is_some_and(|words| is_rejection(&words)) => wrong(),
        // A method that is not known is refused before anybody is asked who they are
        405 | 500.. => ProbeResult::Nothing,
        _ => ProbeResult::Right,
    }
}
