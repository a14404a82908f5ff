//! Explains why access was refused: what was asked for, what was granted, and what that usually means.
//!
//! Registries answer `401 invalid_token` to a wrong service, to a short name and to a private repository alike, and
//! do not say which it was. The token does: the payload of a JWT lists what it grants.

use std::fmt;

use super::credentials::credential::{CredentialOrigin, UnusableHelper};
pub use super::grants::{Grant, Grants};
use super::logging_in::{login_command, renewal};
use crate::reference::{Digest, Repository};
use crate::registry::helper_fault::HelperFault;

/// The error code for a token that is not believed, in contrast to one that does not grant enough.
const INVALID_TOKEN: &str = "invalid_token";
/// The one for a token that does not grant enough.
const INSUFFICIENT_SCOPE: &str = "insufficient_scope";

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

    /// The likely reason, and the way out.
    pub fn hint(&self) -> String {
        if let Some(kind) = self
            .maybe_missing
            .as_ref()
            .filter(|_| self.may_be_missing())
        {
            return self.refused_or_missing(kind);
        }
        match &self.asked {
            AccessAttempt::NoCredentials => self.login(),
            AccessAttempt::AtRedirectTarget => {
                "no credentials are sent to the target of a redirect: name the image by that host, \
                                 and log in there"
                    .to_owned()
            }
            AccessAttempt::Guest(_) => format!(
                "no credentials are sent to the target of a redirect: if it is private, name the image as `{}` and {}",
                self.repository,
                self.login()
            ),
            AccessAttempt::Unusable { .. } => format!("{} and a password", self.login()),
            // GHCR answers so to a token that has expired, GitLab to a repository that is not the user's
            AccessAttempt::Token(TokenSummary {
                grants: Grants::Refused,
                login: Some(origin),
                ..
            }) => format!(
                "the credentials from {origin} may have expired: {}; or they may not cover this repository: {}",
                renewal(origin, self.repository.registry()),
                self.missing_or_private()
            ),
            AccessAttempt::Token(token) if self.token_grants_enough(token) => format!(
                "the token grants access, but {} refuses it: check its clock, the keys of its token server, and any \
                 proxy in between",
                self.host
            ),
            AccessAttempt::Token(token)
                if self.challenge_error.as_deref() == Some(INVALID_TOKEN) =>
            {
                self.invalid_token(token.service.as_deref())
            }
            AccessAttempt::WithNothing
            | AccessAttempt::Basic(_)
            | AccessAttempt::RegistryToken(_)
            | AccessAttempt::Token(_) => self.missing_or_private(),
        }
    }

    fn invalid_token(&self, service: Option<&str>) -> String {
        let clock = self
            .is_second_token
            .then(|| "its clock may be behind".to_owned());
        let service = service.map(|service| {
            format!(
                "it may expect tokens for another service than `{service}`, which its challenge names: then a proxy in \
                 between is the cause"
            )
        });
        let causes: Vec<String> = [clock, service].into_iter().flatten().collect();
        let missing = self.missing_or_private();
        if causes.is_empty() {
            return missing;
        }
        let causes = causes.join(", or ");
        format!(
            "{missing}; if it exists and you may pull it, look at {}: {causes}",
            self.host
        )
    }

    /// Whether what is refused may be one image and not the repository: a scope is of a repository, and so is a token.
    fn may_be_missing(&self) -> bool {
        match &self.asked {
            _ if self.challenge_error.as_deref() == Some(INSUFFICIENT_SCOPE) => false,
            _ if self.is_second_token => false,
            AccessAttempt::WithNothing
            | AccessAttempt::NoCredentials
            | AccessAttempt::Basic(_)
            | AccessAttempt::RegistryToken(_) => true,
            AccessAttempt::Token(token) => token.grants != Grants::Refused,
            AccessAttempt::AtRedirectTarget
            | AccessAttempt::Unusable { .. }
            | AccessAttempt::Guest(_) => false,
        }
    }

    /// Artifactory refuses a tag that is not there (go-containerregistry#1691, cosign#2973).
    fn refused_or_missing(&self, target: &DoubtedTarget) -> String {
        let (kind, which) = match target {
            DoubtedTarget::Tag => ("tag", String::new()),
            DoubtedTarget::Digest(digest) => ("digest", format!(": `{digest}`")),
        };
        let rights = if self.is_logged_in() {
            "check that the logged-in user may pull this image".to_owned()
        } else {
            format!("{} if this image is private", self.login())
        };
        format!(
            "another image of `{}` was answered: {rights}, or the {kind} is wrong, since some registries refuse a \
             {kind} that does not exist{which}",
            self.repository.path()
        )
    }

    fn missing_or_private(&self) -> String {
        let login = if self.is_logged_in() {
            "check that the logged-in user may pull it".to_owned()
        } else {
            format!("{} if it is private", self.login())
        };
        format!(
            "a repository that does not exist and one that is private look the same from outside: check the name \
             `{}`, and {login}",
            self.repository.path()
        )
    }

    /// The step that brings credentials to where they are looked for.
    fn login(&self) -> String {
        let login = match self.repository.registry() {
            _ if self.is_anonymous => return "leave `--anonymous` out".to_owned(),
            registry => format!("log in with {}", login_command(registry)),
        };
        let Some(UnusableHelper { origin, fault }) = &self.unusable_helper else {
            return login;
        };
        match fault {
            HelperFault::NotInstalled => {
                format!("install the credential helper {origin}, or {login}")
            }
            HelperFault::CannotRun(_) => {
                format!("install the credential helper {origin} anew, or {login}")
            }
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
