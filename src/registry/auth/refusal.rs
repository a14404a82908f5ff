//! Explains why access was refused: what was asked for, and what was granted.
//!
//! Registries answer `401 invalid_token` to a wrong service, to a short name and to a private repository alike, and
//! do not say which it was. The token does: the payload of a JWT lists what it grants.

mod hint;

use std::fmt;

use super::credentials::credential::{CredentialOrigin, UnusableHelper};
pub use super::grants::{Grant, Grants};
use crate::reference::{Digest, Repository};
use crate::registry::helper_fault::HelperFault;
use crate::registry::http::{Response, said};

/// The error code for a token that is not believed, in contrast to one that does not grant enough.
const INVALID_TOKEN: &str = "invalid_token";
/// The one for a token that does not grant enough.
pub const INSUFFICIENT_SCOPE: &str = "insufficient_scope";

/// An access that was refused, and all that is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRefusal {
    /// The host that refused.
    pub host: String,
    /// The repository as that host knows it.
    pub repository: Repository,
    /// The HTTP status.
    pub status: u16,
    /// The `error` of the challenge: `invalid_token`, `insufficient_scope`.
    pub challenge_error: Option<String>,
    /// The words of the body.
    pub message: Option<String>,
    /// The way in which access was asked for.
    pub asked: AccessAttempt,
    /// Whether the run was told to show no credentials.
    pub is_anonymous: bool,
    /// The helper that may know credentials, and that nobody can ask.
    pub unusable_helper: Option<UnusableHelper>,
    /// Whether the token replaced another fresh one, which was refused as well.
    pub is_second_token: bool,
    /// What was asked for, if the same host answered for another image of the repository: it may not exist.
    pub maybe_missing: Option<DoubtedTarget>,
}

/// A tag or a digest that may not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoubtedTarget {
    /// The tag of the image, which is shown beside the refusal.
    Tag,
    /// A digest, which may be that of one platform.
    Digest(Digest),
}

/// The ways in which access is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessAttempt {
    /// With nothing: the registry did not say how it wants to be asked.
    WithNothing,
    /// With nothing, as is right where a redirect led to.
    AtRedirectTarget,
    /// With nothing: the registry wants a user name and a password, and there are none for it.
    NoCredentials,
    /// With nothing: the registry wants a user name and a password, and there is something else for it.
    Unusable {
        /// The kind that there is, in words.
        kind: &'static str,
        /// The place that it is from.
        origin: CredentialOrigin,
    },
    /// With a user name and a password, from this place.
    Basic(CredentialOrigin),
    /// With a token that was stored for the registry itself, from this place.
    RegistryToken(CredentialOrigin),
    /// With a token.
    Token(TokenSummary),
    /// With a token for anybody, where a redirect led to.
    Guest(TokenSummary),
}

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSummary {
    /// The token server's host.
    pub realm: String,
    /// The service that was asked for.
    pub service: Option<String>,
    /// The scope that was asked for.
    pub scope: String,
    /// The place that the credentials are from which were sent for it.
    pub login: Option<CredentialOrigin>,
    /// The access that it grants.
    pub grants: Grants,
}

impl AccessRefusal {
    /// What an answer says by itself about the way in which it was asked for.
    pub fn of(response: &Response, repository: Repository, asked: AccessAttempt) -> Self {
        Self {
            host: response.host(),
            repository,
            status: response.status.as_u16(),
            challenge_error: None,
            message: said(response),
            asked,
            is_anonymous: false,
            unusable_helper: None,
            is_second_token: false,
            maybe_missing: None,
        }
    }

    /// The place of the credentials that a server means which says that they are no good. Words about a token are not
    /// about the credentials if it says by its challenge what is wrong with the token, or if the token shows that they
    /// were good.
    pub fn blamed(&self) -> Option<&CredentialOrigin> {
        match &self.asked {
            AccessAttempt::Basic(origin) | AccessAttempt::RegistryToken(origin) => Some(origin),
            AccessAttempt::Token(token)
                if self.challenge_error.is_none() && !self.token_grants_enough(token) =>
            {
                token.login.as_ref()
            }
            AccessAttempt::WithNothing
            | AccessAttempt::AtRedirectTarget
            | AccessAttempt::NoCredentials
            | AccessAttempt::Unusable { .. }
            | AccessAttempt::Token(_)
            | AccessAttempt::Guest(_) => None,
        }
    }

    fn is_logged_in(&self) -> bool {
        match &self.asked {
            AccessAttempt::WithNothing
            | AccessAttempt::AtRedirectTarget
            | AccessAttempt::NoCredentials
            | AccessAttempt::Unusable { .. } => false,
            AccessAttempt::Basic(_) | AccessAttempt::RegistryToken(_) => true,
            AccessAttempt::Token(token) | AccessAttempt::Guest(token) => token.login.is_some(),
        }
    }

    fn token_grants_enough(&self, token: &TokenSummary) -> bool {
        let is_enough = |action: &String| action == "pull" || action == "*";
        let grants = |grant: &Grant| {
            grant.name == self.repository.path() && grant.actions.iter().any(is_enough)
        };
        matches!(&token.grants, Grants::Listed(list) if list.iter().any(grants))
    }
}

impl fmt::Display for AccessRefusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} refuses access: {}", self.host, self.status)?;
        for said in [&self.challenge_error, &self.message].into_iter().flatten() {
            write!(out, " {said}")?;
        }
        let words = match &self.asked {
            AccessAttempt::WithNothing if self.status != 401 => return Ok(()),
            AccessAttempt::WithNothing => "it does not say how to authenticate",
            AccessAttempt::AtRedirectTarget => {
                "no credentials were sent, because a redirect led there"
            }
            AccessAttempt::NoCredentials => {
                "it requires a user name and a password, but none are stored for it"
            }
            AccessAttempt::Unusable { kind, origin } => {
                &format!("it requires a user name and a password, but {origin} has {kind}")
            }
            AccessAttempt::Basic(_) => "a user name and a password were sent",
            AccessAttempt::RegistryToken(_) => "the stored registry token was sent",
            AccessAttempt::Token(token) | AccessAttempt::Guest(token) => &token.to_string(),
        };
        if self.is_second_token {
            out.write_str("; two fresh tokens were refused")?;
        }
        write!(out, "; {words}")?;
        match &self.unusable_helper {
            Some(UnusableHelper {
                origin,
                fault: HelperFault::CannotRun(fault),
            }) if !self.is_logged_in() => write!(out, "; {origin} cannot be run: {fault}"),
            Some(_) | None => Ok(()),
        }
    }
}

impl fmt::Display for TokenSummary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = match self.login {
            Some(_) => "with credentials",
            None => "anonymously",
        };
        write!(out, "a token for ")?;
        if let Some(service) = &self.service {
            write!(out, "service `{service}` and ")?;
        }
        let Self { scope, realm, .. } = self;
        write!(
            out,
            "scope `{scope}` was requested {who} from {realm}: {}",
            self.grants
        )
    }
}
