//! One host over a run: the conversation in which it is asked, says what it wants to be shown, and is asked anew.

use std::sync::Arc;

use crate::registry::http::Method;
use url::Url;

use super::challenge;
use super::credentials::{Credential, Credentials};
use super::discovery::Turn;
use super::login::{Login, Refused};
use super::presented::{self, Shown};
use super::redirect_target::Elsewhere;
use super::refusal::{Asked, Refusal};
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
    elsewhere: Elsewhere,
}

/// A question to a host, before it is known what must be shown with it.
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
        let elsewhere = Elsewhere::new(
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
            elsewhere,
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
        let shown = self.login.show(&question.repository, None).await?;
        let response = self.send(question, &shown).await?;
        let is_worth_more = self.is_worth_more(question, &response, &shown).await?;
        if let Some(turn) = turn.take() {
            turn.end();
        }
        if !is_worth_more {
            return self.settle(question, response, &shown).await;
        }
        let mut other_scopes = challenge::other_scopes(&response.headers);
        // A registry that repeats what it was shown does not get to have it printed or sent on
        let repeats = |scope: &String| {
            shown
                .authorization()
                .is_some_and(|shown| shown.is_repeated_in(scope.as_bytes()))
        };
        other_scopes.retain(|scope| !repeats(scope));
        let refused = Refused {
            generation: shown.generation(),
            other_scopes,
        };
        match self.login.show(&question.repository, Some(refused)).await? {
            shown @ (Shown::Nothing | Shown::Unusable(_)) => {
                self.settle(question, response, &shown).await
            }
            shown => {
                let response = self.send(question, &shown).await?;
                self.settle(question, response, &shown).await
            }
        }
    }

    async fn send(&self, question: &Question, shown: &Shown) -> Result<Response, Error> {
        let Question {
            method,
            url,
            accept,
            body_max,
            ..
        } = question.clone();
        let authorization = shown.authorization();
        let request = Request {
            method,
            url,
            accept,
            authorization,
            form: None,
            body_max,
        };
        let answer = self.transport.fetch(request);
        let response = match shown {
            Shown::Credential(credential) => {
                let trial = self
                    .login
                    .credentials
                    .trials()
                    .of(&self.endpoint.host(), credential);
                trial
                    .show(answer, |answer| {
                        presented::judge(&self.endpoint.registry, credential, answer)
                    })
                    .await?
            }
            _ => answer.await?,
        };
        if let Shown::Token(token) = shown
            && !shown.is_refused_by(&response)
        {
            self.login
                .tokens
                .accepted(question.repository.path(), token.generation);
        }
        Ok(response)
    }

    /// Whether asking anew may give another answer: with what the host wants to be shown, or with a new token.
    async fn is_worth_more(
        &self,
        question: &Question,
        response: &Response,
        shown: &Shown,
    ) -> Result<bool, Error> {
        match shown {
            Shown::Nothing => Ok(self.login.discovery.learn(response).await?
                || self.login.may_guess(&question.repository, response).await?),
            Shown::Credential(_) | Shown::Unusable(_) => Ok(false),
            Shown::Token(token) => Ok(shown.is_refused_by(response)
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
        shown: &Shown,
    ) -> Result<Response, Error> {
        let response = match response.status.as_u16() {
            401 if response.is_elsewhere() => self.elsewhere.ask(question, response).await?,
            _ => response,
        };
        match response.status.as_u16() {
            401 => Err(self.refusal(question, &response, shown)),
            // To HEAD some proxies answer 403 wrongly; the caller asks once more, by GET
            403 if question.method == Method::GET || self.endpoint.is_docker_hub() => {
                Err(self.refusal(question, &response, shown))
            }
            _ => Ok(response),
        }
    }

    fn refusal(&self, question: &Question, response: &Response, shown: &Shown) -> Error {
        let asked = match shown {
            // Where a redirect led to, nothing was shown
            _ if response.is_elsewhere() => Asked::Elsewhere,
            Shown::Token(token) => Asked::Token(token.asked.clone()),
            Shown::Credential(credential) if credential.is_password() => Asked::Basic,
            Shown::Credential(_) => Asked::RegistryToken,
            Shown::Unusable(Credential { kind, origin }) => Asked::Unusable {
                kind: kind.name(),
                origin: origin.clone(),
            },
            Shown::Nothing if self.login.discovery.challenge().is_some() => Asked::NoCredentials,
            Shown::Nothing => Asked::WithNothing,
        };
        Error::Refused(Box::new(Refusal {
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
