//! One host over a run: the conversation in which it is asked, says what it wants to be shown, and is asked anew.

use std::sync::{Arc, OnceLock};

use futures::FutureExt;
use reqwest::Method;
use url::Url;

use super::challenge::{self, Bearer, Challenge};
use super::credentials::{Credential, Credentials, Kind};
use super::discovery::{Discovery, Turn};
use super::error::Error;
use super::event::{Event, Observer};
use super::exchange::{Request, Response, authority};
use super::host::Endpoint;
use super::message::said;
use super::realm;
use super::refusal::{Asked, Refusal};
use super::shown::Shown;
use super::token::{TokenFuture, Tokens};
use super::token_server::TokenServer;
use super::transport::Transport;
use crate::reference::Repository;

/// The conversation with one host.
pub struct Session {
    /// The host.
    pub endpoint: Endpoint,
    transport: Arc<Transport>,
    credentials: Arc<Credentials>,
    observer: Observer,
    discovery: Discovery,
    tokens: Tokens,
    /// What the host thinks of the credentials, by the first answer to them. Where they are wrong nobody shows them
    /// again: some servers lock the account of who goes on trying. Where they are right a later 401 is about its
    /// repository, and no reason to give up on the others.
    verdict: Arc<OnceLock<Result<(), Error>>>,
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
        let discovery = Discovery::new(endpoint.clone(), Arc::clone(&transport), Arc::clone(&observer));
        let (tokens, verdict) = (Tokens::default(), Arc::default());
        Self { endpoint, transport, credentials, observer, discovery, tokens, verdict }
    }

    /// Asks, and authenticates where the host wants that: at most once anew for each question.
    ///
    /// # Errors
    /// Where there is no answer, or access is refused. Other bad statuses are an answer.
    pub async fn ask(&self, question: &Question) -> Result<Response, Error> {
        let mut turn = self.discovery.turn().await;
        let answer = self.ask_in_turn(question, &mut turn).await;
        if let Some(turn) = turn {
            turn.end();
        }
        answer
    }

    async fn ask_in_turn(&self, question: &Question, turn: &mut Option<Turn<'_>>) -> Result<Response, Error> {
        let shown = self.show(&question.repository, None).await?;
        let response = self.send(question, &shown).await?;
        let is_worth_more = self.is_worth_more(question, &response, &shown).await?;
        // A password is tried by one alone as well: some servers lock the account of who goes on with a wrong one
        if !matches!(self.discovery.challenge(), Some(Challenge::Basic))
            && let Some(turn) = turn.take()
        {
            turn.end();
        }
        if !is_worth_more {
            return self.settle(question, response, &shown);
        }
        match self.show(&question.repository, shown.generation()).await? {
            Shown::Nothing => self.settle(question, response, &Shown::Nothing),
            shown => {
                let response = self.send(question, &shown).await?;
                self.settle(question, response, &shown)
            }
        }
    }

    async fn send(&self, question: &Question, shown: &Shown) -> Result<Response, Error> {
        let Question { method, url, accept, body_max, .. } = question.clone();
        let request = Request { method, url, accept, authorization: shown.authorization(), body_max };
        let response = self.transport.fetch(request).await?;
        match shown {
            Shown::Token(token) if !shown.is_refused_by(&response) => {
                self.tokens.accepted(question.repository.path(), token.generation);
            }
            Shown::Basic(_) if response.status.is_success() => {
                let _ = self.verdict.set(Ok(()));
            }
            _ => {}
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
            Shown::Nothing => self.discovery.learn(response).await,
            Shown::Basic(_) => Ok(false),
            Shown::Token(token) => Ok(shown.is_refused_by(response)
                && self.tokens.may_renew(question.repository.path(), token.generation)),
        }
    }

    /// What to show for a repository; not again what has the generation that was refused.
    async fn show(&self, repository: &Repository, refused: Option<u64>) -> Result<Shown, Error> {
        let Some(challenge) = self.discovery.challenge() else { return Ok(Shown::Nothing) };
        let credential = self.credential(repository).await?;
        match challenge {
            Challenge::Basic => Ok(credential.map_or(Shown::Nothing, Shown::Basic)),
            Challenge::Bearer(bearer) => {
                let ask = |generation| self.ask_token(bearer, credential, repository.clone(), generation);
                self.tokens.get(repository.path(), refused, ask).await.map(Shown::Token)
            }
        }
    }

    async fn credential(&self, repository: &Repository) -> Result<Option<Credential>, Error> {
        self.verdict.get().cloned().unwrap_or(Ok(()))?;
        let credential = self.credentials.of(repository).await?;
        if let Some(Credential { kind: kind @ (Kind::IdentityToken(_) | Kind::RegistryToken(_)), origin }) =
            credential
        {
            let (registry, kind) = (self.endpoint.registry.clone(), kind.name().to_owned());
            return Err(Error::CredentialsUnsupported { registry, origin, kind });
        }
        let source = credential.as_ref().map(|credential| credential.origin.to_string());
        (self.observer)(Event::Credentials { registry: self.endpoint.registry.clone(), source });
        Ok(credential)
    }

    /// Asks the token server. The future owns what it needs: whoever polls it first may leave.
    fn ask_token(
        &self,
        bearer: Bearer,
        credential: Option<Credential>,
        repository: Repository,
        generation: u64,
    ) -> TokenFuture {
        let root = self.endpoint.root_url();
        let credential = match credential {
            Some(_) => realm::check_with_credentials(&self.endpoint, &bearer.realm).map(|()| credential),
            None => realm::check(&self.endpoint, &bearer.realm).map(|()| None),
        };
        let server = TokenServer {
            host: authority(&root),
            bearer,
            is_anonymous: self.credentials.is_anonymous(),
            missing_helper: self.credentials.missing_helper(&self.endpoint.registry),
            transport: Arc::clone(&self.transport),
            observer: Arc::clone(&self.observer),
        };
        let verdict = Arc::clone(&self.verdict);
        async move {
            let token = server.ask(credential?, repository, generation).await;
            let _ = match &token {
                Ok(token) if token.asked.is_logged_in => verdict.set(Ok(())),
                Err(error @ Error::CredentialsRejected { .. }) => verdict.set(Err(error.clone())),
                _ => Ok(()),
            };
            token
        }
        .boxed()
    }

    /// The answer, unless it refuses access.
    fn settle(&self, question: &Question, response: Response, shown: &Shown) -> Result<Response, Error> {
        match (response.status.as_u16(), shown) {
            (401, Shown::Basic(credential))
                if !response.is_elsewhere() && self.verdict.get() != Some(&Ok(())) =>
            {
                let (host, origin) = (response.host(), credential.origin.clone());
                let error = Error::CredentialsRejected { host, origin, message: said(&response) };
                let _ = self.verdict.set(Err(error.clone()));
                Err(error)
            }
            (401, _) => Err(self.refusal(question, &response, shown)),
            // To HEAD some proxies answer 403 wrongly; the caller asks once more, by GET
            (403, _) if question.method == Method::GET || self.endpoint.is_docker_hub() => {
                Err(self.refusal(question, &response, shown))
            }
            _ => Ok(response),
        }
    }

    fn refusal(&self, question: &Question, response: &Response, shown: &Shown) -> Error {
        let asked = match shown {
            // Where a redirect led to, nothing was shown
            _ if response.is_elsewhere() => Asked::WithNothing,
            Shown::Token(token) => Asked::Token(token.asked.clone()),
            Shown::Basic(_) => Asked::Basic,
            Shown::Nothing if self.discovery.challenge().is_some() => Asked::NoCredentials,
            Shown::Nothing => Asked::WithNothing,
        };
        Error::Refused(Box::new(Refusal {
            host: response.host(),
            repository: question.repository.clone(),
            status: response.status.as_u16(),
            challenge_error: challenge::error_code(&response.headers),
            message: said(response),
            asked,
            is_anonymous: self.credentials.is_anonymous(),
            missing_helper: self.credentials.missing_helper(&self.endpoint.registry),
        }))
    }
}
