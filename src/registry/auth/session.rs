//! One host over a run: the conversation in which it is asked, says what it wants to be presented, and is asked anew.

use std::sync::Arc;

use crate::registry::http::Method;
use url::Url;

use super::challenge;
use super::credentials::{Credential, Credentials};
use super::discovery::Turn;
use super::login::{Login, Refused};
use super::presented::{self, PresentedCredential};
use super::redirect_target::RedirectTarget;
use super::refusal::{AccessAttempt, AccessRefusal};
use crate::reference::Repository;
use crate::registry::error::Error;
use crate::registry::event::Observer;
use crate::registry::host::Endpoint;
use crate::registry::http::exchange::{Request, Response};
use crate::registry::http::message::said;
use crate::registry::http::transport::Transport;

/// The conversation with one host.
pub struct Session {
    /// The host.
    pub endpoint: Endpoint,
    transport: Arc<Transport>,
    login: Login,
    redirect_target: RedirectTarget,
}

/// A question to a host, before it is known what must be presented with it.
#[derive(Debug, Clone)]
pub struct Question {
    /// The repository under the name that it has on the host.
    pub repository: Repository,
    /// `HEAD` or `GET`.
    pub method: Method,
    /// Where.
    pub url: Url,
    /// The media types that are understood.
    pub accept: Option<&'static str>,
    /// How large the answer may be, in bytes.
    pub body_max: usize,
}

impl Session {
    /// Begins the conversation; sends nothing yet.
    pub fn new(
        endpoint: Endpoint,
        transport: Arc<Transport>,
        credentials: Arc<Credentials>,
        observer: Observer,
    ) -> Self {
        let redirect_target = RedirectTarget::new(
            Arc::clone(&transport),
            Arc::clone(&observer),
            credentials.is_anonymous(),
        );
        let login = Login::new(
            endpoint.clone(),
            Arc::clone(&transport),
            credentials,
            observer,
        );
        Self {
            endpoint,
            transport,
            login,
            redirect_target,
        }
    }

    /// Asks, and authenticates where the host wants that: at most once anew for each question.
    ///
    /// # Errors
    /// Where there is no answer, or access is refused. Other bad statuses are an answer.
    pub async fn ask(&self, question: &Question) -> Result<Response, Error> {
        let mut turn = self.login.discovery.turn().await;
        let answer = self.ask_in_turn(question, &mut turn).await;
        if let Some(turn) = turn {
            turn.end();
        }
        answer
    }

    async fn ask_in_turn(
        &self,
        question: &Question,
        turn: &mut Option<Turn<'_>>,
    ) -> Result<Response, Error> {
        let presented = self.login.show(&question.repository, None).await?;
        let response = self.send(question, &presented).await?;
        let is_worth_more = self.is_worth_more(question, &response, &presented).await?;
        if let Some(turn) = turn.take() {
            turn.end();
        }
        if !is_worth_more {
            return self.settle(question, response, &presented).await;
        }
        let mut other_scopes = challenge::other_scopes(&response.headers);
        // A registry that repeats what it was presented does not get to have it printed or sent on
        let repeats = |scope: &String| {
            presented
                .authorization()
                .is_some_and(|presented| presented.is_repeated_in(scope.as_bytes()))
        };
        other_scopes.retain(|scope| !repeats(scope));
        let refused = Refused {
            generation: presented.generation(),
            other_scopes,
        };
        match self.login.show(&question.repository, Some(refused)).await? {
            presented @ (PresentedCredential::Nothing | PresentedCredential::Unusable(_)) => {
                self.settle(question, response, &presented).await
            }
            presented => {
                let response = self.send(question, &presented).await?;
                self.settle(question, response, &presented).await
            }
        }
    }

    async fn send(
        &self,
        question: &Question,
        presented: &PresentedCredential,
    ) -> Result<Response, Error> {
        let Question {
            method,
            url,
            accept,
            body_max,
            ..
        } = question.clone();
        let authorization = presented.authorization();
        let request = Request {
            method,
            url,
            accept,
            authorization,
            form: None,
            body_max,
        };
        let answer = self.transport.fetch(request);
        let response = match presented {
            PresentedCredential::Credential(credential) => {
                let probe = self
                    .login
                    .credentials
                    .probes()
                    .of(&self.endpoint.host(), credential);
                probe
                    .show(answer, |answer| {
                        presented::judge(&self.endpoint.registry, credential, answer)
                    })
                    .await?
            }
            _ => answer.await?,
        };
        if let PresentedCredential::Token(token) = presented
            && !presented.is_refused_by(&response)
        {
            self.login
                .tokens
                .accepted(question.repository.path(), token.generation);
        }
        Ok(response)
    }

    /// Whether asking anew may give another answer: with what the host wants to be presented, or with a new token.
    async fn is_worth_more(
        &self,
        question: &Question,
        response: &Response,
        presented: &PresentedCredential,
    ) -> Result<bool, Error> {
        match presented {
            PresentedCredential::Nothing => Ok(self.login.discovery.learn(response).await?
                || self.login.may_guess(&question.repository, response).await?),
            PresentedCredential::Credential(_) | PresentedCredential::Unusable(_) => Ok(false),
            PresentedCredential::Token(token) => Ok(presented.is_refused_by(response)
                && self
                    .login
                    .tokens
                    .may_renew(question.repository.path(), token.generation)),
        }
    }

    /// The answer, unless it refuses access.
    async fn settle(
        &self,
        question: &Question,
        response: Response,
        presented: &PresentedCredential,
    ) -> Result<Response, Error> {
        let response = match response.status.as_u16() {
            401 if response.is_redirected() => self.redirect_target.ask(question, response).await?,
            _ => response,
        };
        match response.status.as_u16() {
            401 => Err(self.refusal(question, &response, presented)),
            // To HEAD some proxies answer 403 wrongly; the caller asks once more, by GET
            403 if question.method == Method::GET || self.endpoint.is_docker_hub() => {
                Err(self.refusal(question, &response, presented))
            }
            _ => Ok(response),
        }
    }

    fn refusal(
        &self,
        question: &Question,
        response: &Response,
        presented: &PresentedCredential,
    ) -> Error {
        let asked = match presented {
            // Where a redirect led to, nothing was presented
            _ if response.is_redirected() => AccessAttempt::AtRedirectTarget,
            PresentedCredential::Token(token) => AccessAttempt::Token(token.asked.clone()),
            PresentedCredential::Credential(credential) if credential.is_password() => {
                AccessAttempt::Basic
            }
            PresentedCredential::Credential(_) => AccessAttempt::RegistryToken,
            PresentedCredential::Unusable(Credential { kind, origin }) => AccessAttempt::Unusable {
                kind: kind.name(),
                origin: origin.clone(),
            },
            PresentedCredential::Nothing if self.login.discovery.challenge().is_some() => {
                AccessAttempt::NoCredentials
            }
            PresentedCredential::Nothing => AccessAttempt::WithNothing,
        };
        Error::Refused(Box::new(AccessRefusal {
            host: response.host(),
            repository: question.repository.clone(),
            status: response.status.as_u16(),
            challenge_error: challenge::error_code(&response.headers),
            message: said(response),
            asked,
            is_anonymous: self.login.credentials.is_anonymous(),
            missing_helper: self
                .login
                .credentials
                .missing_helper(&self.endpoint.registry),
        }))
    }
}
