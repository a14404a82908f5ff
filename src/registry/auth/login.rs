//! The authentication at one host: which credential or token is presented, and what is learned from the answers.

mod beforehand;
mod presenting;

use std::future::Future;
use std::sync::Arc;

use super::challenge::ChallengeError;
use super::discovery::Discovery;
use super::presented::{self, Presented};
use super::probe::CredentialProbe;
use super::renewal::{self, Renewal};
use super::token::NewestToken;
use super::turn::Turn;
use super::{
    AccessAttempt, AccessRefusal, Credential, SessionContext, Token, Tokens, challenge,
    own_challenges, rejection,
};
use crate::reference::Repository;
use crate::registry::error::Error;
use crate::registry::http::{Response, StatusCode};

pub struct Login {
    context: Arc<SessionContext>,
    discovery: Arc<Discovery>,
    tokens: Tokens,
}

impl Login {
    pub fn new(context: Arc<SessionContext>) -> Self {
        Self {
            discovery: Arc::new(Discovery::new(Arc::clone(&context))),
            tokens: Tokens::default(),
            context,
        }
    }

    pub fn is_challenged(&self) -> bool {
        self.discovery.is_challenged()
    }

    /// Waits while the first request to the host is under way. The turn is for the first request itself.
    pub async fn turn(&self) -> Option<Turn> {
        if self.is_challenged() {
            return None;
        }
        self.discovery.turn().await
    }

    /// Waits for the answer to a request that presents a credential; alone while it is not known whether that is right.
    pub async fn probe(
        &self,
        credential: &Credential,
        answer: impl Future<Output = Result<Response, Error>>,
    ) -> Result<Response, Error> {
        let registry = &self.context.endpoint.registry;
        let judge = |answer: &_| presented::judge(registry, credential, answer);
        let answer = self.credential_probe(credential).show(answer, judge).await;
        answer.map_err(|error| rejection::told_to(registry, &credential.origin, error))
    }

    pub fn is_known_right(&self, credential: &Credential) -> bool {
        self.credential_probe(credential).is_right()
    }

    fn credential_probe(&self, credential: &Credential) -> Arc<CredentialProbe> {
        let host = self.context.endpoint.host();
        self.context.credentials.probe(&host, &credential.kind)
    }

    pub fn note_accepted(
        &self,
        repository: &Repository,
        presented: &Presented,
        response: &Response,
    ) {
        if matches!(presented, Presented::Nothing) && response.status.is_success() {
            self.discovery.pass_over();
        }
        if let Presented::Token(token) = presented
            && !presented.is_refused_by(response)
        {
            self.tokens.accepted(repository.path(), token.generation);
            if response.status.is_success() && token.asked.login.is_none() {
                self.discovery.keep(repository, &token.bearer);
            }
        }
    }

    /// What is to be shown in place of a token that was chosen a while ago.
    pub fn newest(&self, repository: &Repository, chosen: &Token) -> NewestToken {
        self.tokens.newest(repository.path(), chosen)
    }

    /// Learns from an answer. Returns the reason for which another request may have a better one: with the credential
    /// that the host wants, or with a new token. It was sent anew for `renewals` already.
    pub async fn learn(
        &self,
        repository: &Repository,
        presented: &Presented,
        response: &Response,
        renewals: &[Renewal],
    ) -> Result<Option<Renewal>, Error> {
        let renewal = match presented {
            Presented::Nothing => {
                let is_worth_more = self.discovery.learn(repository, response).await?
                    || self.may_guess(repository, response).await?;
                self.discovery.compare_foreseen();
                is_worth_more.then_some(Renewal::Authentication)
            }
            Presented::Token(token) if presented.is_refused_by(response) => {
                self.renewal(repository, token, response, renewals.is_empty())
            }
            Presented::Credential(_) | Presented::Unusable(_) | Presented::Token(_) => None,
        };
        Ok(renewal.filter(|reason| reason.may_follow(renewals)))
    }

    fn renewal(
        &self,
        repository: &Repository,
        token: &Token,
        response: &Response,
        is_first: bool,
    ) -> Option<Renewal> {
        let (path, tokens) = (repository.path(), &self.tokens);
        let is_accepted = tokens.is_accepted(path, token.generation);
        if !is_accepted && self.discovery.correct(repository, token, response) {
            return Some(Renewal::OwnChallenge);
        }
        if renewal::is_too_fresh(token, response) {
            if renewal::is_aged(token) && tokens.have_been_accepted() {
                return Some(Renewal::Expired);
            }
            let may_rest = tokens.may_rest(path, token);
            return may_rest.then_some(Renewal::TooFresh);
        }
        if !is_accepted && renewal::is_final(token, response) {
            return None;
        }
        let may_renew = is_first && tokens.may_renew(path, token.generation);
        may_renew.then_some(Renewal::Replacement)
    }

    pub fn refusal(
        &self,
        repository: &Repository,
        presented: &Presented,
        response: &Response,
    ) -> Error {
        if let Some(cause) = self.fault(repository, presented, response) {
            let host = response.host();
            return Error::Challenge { host, cause };
        }
        let asked = match presented {
            // Where a redirect led to, nothing was shown
            _ if response.is_redirected() => AccessAttempt::AtRedirectTarget,
            Presented::Token(token) => AccessAttempt::Token(token.asked.as_ref().clone()),
            Presented::Credential(credential) if credential.is_password() => {
                AccessAttempt::Basic(credential.origin.clone())
            }
            Presented::Credential(credential) => {
                AccessAttempt::RegistryToken(credential.origin.clone())
            }
            Presented::Unusable(Credential { kind, origin }) => AccessAttempt::Unusable {
                kind: kind.name(),
                origin: origin.clone(),
            },
            Presented::Nothing if self.discovery.is_challenged() => AccessAttempt::NoCredentials,
            Presented::Nothing => AccessAttempt::WithNothing,
        };
        let (endpoint, credentials) = (&self.context.endpoint, &self.context.credentials);
        let refusal = AccessRefusal {
            challenge_error: challenge::error_code(&response.headers)
                .filter(|word| !presented.is_repeated_in(word.as_bytes())),
            is_anonymous: credentials.is_anonymous(),
            unusable_helper: credentials.unusable_helper(&endpoint.registry),
            is_second_token: matches!(presented, Presented::Token(token) if renewal::is_second_refusal(token, response)),
            ..AccessRefusal::of(response, repository.clone(), asked)
        };
        rejection::refused(refusal)
    }

    /// The reason for which the token server of a repository cannot be asked. A realm that cannot be used is of no
    /// account where the repository has named another one before.
    fn fault(
        &self,
        repository: &Repository,
        presented: &Presented,
        response: &Response,
    ) -> Option<ChallengeError> {
        let Presented::Token(token) = presented else {
            return None;
        };
        let fault = own_challenges::fault(token, response);
        let is_known = self.discovery.is_known(repository);
        fault.filter(|cause| *cause == ChallengeError::Repeated || !is_known)
    }

    /// Whether a host that refuses and does not say how it wants to be asked may be shown a password: Amazon's private
    /// registry was known to do that (krustlet#665).
    async fn may_guess(&self, repository: &Repository, response: &Response) -> Result<bool, Error> {
        if response.status != StatusCode::UNAUTHORIZED || response.is_redirected() {
            return Ok(false);
        }
        let credential = self.credential(repository).await?;
        let has_password = credential.is_some_and(|credential| credential.is_password());
        // Another may have learned better while this one looked
        if has_password && !self.discovery.is_challenged() {
            self.discovery
                .settle_for_basic("refuses without saying how to authenticate");
        }
        Ok(has_password)
    }
}
