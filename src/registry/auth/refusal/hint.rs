//! The way out after a refused access: the likely reason, and what to do about it.

use super::super::credentials::credential::UnusableHelper;
use super::super::logging_in::{login_command, renewal};
use super::{
    AccessAttempt, AccessRefusal, DoubtedTarget, Grants, INSUFFICIENT_SCOPE, INVALID_TOKEN,
    TokenSummary,
};
use crate::registry::helper_fault::HelperFault;

/// The permission for lists of tags on Amazon's registries, which is none of those to pull.
const LIST_PERMISSION: &str = "ecr:ListImages";

impl AccessRefusal {
    /// The likely reason, and the way out.
    pub fn hint(&self) -> String {
        let names_permission = |message: &String| message.contains(LIST_PERMISSION);
        if self.message.as_ref().is_some_and(names_permission) {
            return format!(
                "have the permission `{LIST_PERMISSION}` granted, which lists of tags need beside those to pull; a fixed \
                 `tag` needs no list"
            );
        }
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
                format!("reinstall the credential helper {origin}, or {login}")
            }
        }
    }
}
