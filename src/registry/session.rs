//! One host over a run: what it asks for before it answers, and what it was given.
//!
//! Discovery asks for the manifest first and for `/v2/` only where the answer is odd: asking `/v2/` first costs a
//! request, and lies on registries that leave it open (zot, registry.k8s.io). The first request to a host goes ahead
//! alone; what it learns spares all others their 401.

use std::sync::{Arc, Mutex};

use futures::FutureExt;
use reqwest::{Method, StatusCode};
use tokio::sync::{Mutex as AsyncMutex, MutexGuard, OnceCell};
use url::Url;

use super::challenge::{self, Bearer, Challenge};
use super::credentials::{Credential, Credentials};
use super::error::Error;
use super::event::{Event, Observer};
use super::host::Endpoint;
use super::limits::locked;
use super::message::said;
use super::realm;
use super::refusal::{Asked, Refusal};
use super::secret::Authorization;
use super::token::{Token, TokenFuture, Tokens};
use super::token_server::TokenServer;
use super::transport::{Request, Response, Transport, authority};
use crate::reference::Repository;

/// How large the answer of a token server or of `/v2/` may be, in bytes.
const SMALL_BODY_MAX: usize = 256 * 1024;

/// The conversation with one host.
pub struct Session {
    /// The host.
    pub endpoint: Endpoint,
    transport: Arc<Transport>,
    credentials: Arc<Credentials>,
    observer: Observer,
    /// Held by the first request until its answer is there; then true.
    is_discovered: AsyncMutex<bool>,
    challenge: Mutex<Option<Challenge>>,
    /// Whether `/v2/` was asked, which is done once.
    root_asked: OnceCell<()>,
    tokens: Tokens,
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

/// What is shown with a request.
#[derive(Debug, Clone)]
enum Shown {
    Nothing,
    Basic(Credential),
    Token(Token),
}

impl Session {
    /// Begins the conversation; sends nothing yet.
    pub fn new(
        endpoint: Endpoint,
        transport: Arc<Transport>,
        credentials: Arc<Credentials>,
        observer: Observer,
    ) -> Self {
        transport.limit(&endpoint.root_url(), endpoint.limit);
        Self {
            endpoint,
            transport,
            credentials,
            observer,
            is_discovered: AsyncMutex::new(false),
            challenge: Mutex::default(),
            root_asked: OnceCell::new(),
            tokens: Tokens::default(),
        }
    }

    /// Asks, and authenticates where the host wants that: at most once anew for each question.
    ///
    /// # Errors
    /// Where there is no answer, or access is refused. Other bad statuses are an answer.
    pub async fn ask(&self, question: &Question) -> Result<Response, Error> {
        let first = self.wait_for_discovery().await;
        let shown = self.show(&question.repository, None).await?;
        let outcome = self.send(question, &shown).await;
        let learned = match &outcome {
            Ok(response) => self.learn(response, &shown).await,
            Err(_) => Ok(false),
        };
        if let Some(mut is_discovered) = first {
            *is_discovered = true;
        }
        let response = outcome?;
        if !learned? && !shown.is_refused_token(&response) {
            return self.settle(question, response, &shown);
        }
        let shown = self.show(&question.repository, shown.generation()).await?;
        let response = match shown {
            Shown::Nothing => response,
            _ => self.send(question, &shown).await?,
        };
        self.settle(question, response, &shown)
    }

    /// Waits while the first request is under way. The guard is for the first request itself.
    async fn wait_for_discovery(&self) -> Option<MutexGuard<'_, bool>> {
        let is_discovered = self.is_discovered.lock().await;
        (!*is_discovered).then_some(is_discovered)
    }

    async fn send(&self, question: &Question, shown: &Shown) -> Result<Response, Error> {
        let Question { method, url, accept, body_max, .. } = question.clone();
        self.transport
            .fetch(Request { method, url, accept, authorization: shown.authorization(), body_max })
            .await
    }

    /// Takes from an answer how the host wants to be asked. Returns whether there is something new to try.
    ///
    /// What was learned first stays: Harbor answers a refused token with Basic (harbor#18856), and nvcr.io with
    /// another realm (nvidia-container-toolkit#1945).
    async fn learn(&self, response: &Response, shown: &Shown) -> Result<bool, Error> {
        if !matches!(shown, Shown::Nothing) || response.is_elsewhere {
            return Ok(false);
        }
        let status = response.status.as_u16();
        if status == 401 && self.remember(response)? {
            return Ok(true);
        }
        if !matches!(status, 400 | 401 | 403 | 404) {
            return Ok(false);
        }
        self.root_asked.get_or_try_init(|| self.ask_root()).await?;
        Ok(locked(&self.challenge).is_some())
    }

    /// `GET /v2/`: some registries answer an anonymous question for a manifest with 400 (Nexus), 403 (Artifactory)
    /// or 404 (GitHub Packages), and say only here that they want authentication.
    async fn ask_root(&self) -> Result<(), Error> {
        let url = self.endpoint.root_url();
        let request =
            Request { method: Method::GET, url, accept: None, authorization: None, body_max: SMALL_BODY_MAX };
        let response = self.transport.fetch(request).await?;
        if response.status == StatusCode::UNAUTHORIZED && !response.is_elsewhere {
            self.remember(&response)?;
        }
        Ok(())
    }

    /// Keeps the challenge of a 401, unless there is one. Returns whether there is one now.
    fn remember(&self, response: &Response) -> Result<bool, Error> {
        let mut challenge = locked(&self.challenge);
        if challenge.is_none() {
            let offered = challenge::challenges(&response.headers);
            let host = response.host();
            *challenge = challenge::choose(&offered, &response.url)
                .transpose()
                .map_err(|cause| Error::Challenge { host: host.clone(), cause })?;
            if let Some(challenge) = &*challenge {
                let registry = self.endpoint.registry.clone();
                (self.observer)(Event::Challenge { registry, host, challenge: challenge.to_string() });
            }
        }
        Ok(challenge.is_some())
    }

    /// What to show for a repository; not again what has the generation that was refused.
    async fn show(&self, repository: &Repository, refused: Option<u64>) -> Result<Shown, Error> {
        let challenge = locked(&self.challenge).clone();
        match challenge {
            None => Ok(Shown::Nothing),
            Some(Challenge::Basic) => Ok(self.credential()?.map_or(Shown::Nothing, Shown::Basic)),
            Some(Challenge::Bearer(bearer)) => {
                let ask = |generation| self.ask_token(bearer, repository.clone(), generation);
                self.tokens.get(repository.path(), refused, ask).await.map(Shown::Token)
            }
        }
    }

    fn credential(&self) -> Result<Option<Credential>, Error> {
        let credential = self.credentials.of(&self.endpoint.registry)?;
        let source = credential.as_ref().map(|credential| credential.file.display().to_string());
        (self.observer)(Event::Credentials { registry: self.endpoint.registry.clone(), source });
        Ok(credential)
    }

    /// Asks the token server. The future owns what it needs: whoever polls it first may leave.
    fn ask_token(&self, bearer: Bearer, repository: Repository, generation: u64) -> TokenFuture {
        let root = self.endpoint.root_url();
        let credential = self.credential().and_then(|credential| match credential {
            Some(_) => realm::check(&root, &bearer.realm).map(|()| credential),
            None => Ok(None),
        });
        let server = TokenServer {
            host: authority(&root),
            bearer,
            transport: Arc::clone(&self.transport),
            observer: Arc::clone(&self.observer),
        };
        async move { server.ask(credential?, repository, generation).await }.boxed()
    }

    /// The answer, unless it refuses access.
    fn settle(&self, question: &Question, response: Response, shown: &Shown) -> Result<Response, Error> {
        match (response.status.as_u16(), shown) {
            (401, Shown::Basic(credential)) => Err(Error::CredentialsRejected {
                host: response.host(),
                file: credential.file.clone(),
                message: said(&response),
            }),
            (401, _) => Err(self.refusal(question, &response, shown)),
            // To HEAD some proxies answer 403 wrongly; the caller asks once more, by GET
            (403, _) if question.method == Method::GET || self.endpoint.is_docker_hub() => {
                Err(self.refusal(question, &response, shown))
            }
            _ => Ok(response),
        }
    }

    fn refusal(&self, question: &Question, response: &Response, shown: &Shown) -> Error {
        let offered = challenge::challenges(&response.headers);
        let asked = match shown {
            Shown::Token(token) => Asked::Token(token.asked.clone()),
            Shown::Basic(_) => Asked::Basic,
            Shown::Nothing if locked(&self.challenge).is_some() => Asked::NoCredentials,
            Shown::Nothing => Asked::WithNothing,
        };
        Error::Refused(Box::new(Refusal {
            host: response.host(),
            repository: question.repository.clone(),
            status: response.status.as_u16(),
            challenge_error: offered.iter().find_map(|raw| raw.parameter("error").map(str::to_owned)),
            message: said(response),
            asked,
        }))
    }
}

impl Shown {
    fn authorization(&self) -> Option<Authorization> {
        match self {
            Self::Nothing => None,
            Self::Basic(credential) => Some(Authorization::basic(&credential.username, &credential.password)),
            Self::Token(token) => Some(token.authorization.clone()),
        }
    }

    fn generation(&self) -> Option<u64> {
        match self {
            Self::Token(token) => Some(token.generation),
            _ => None,
        }
    }

    /// Whether a new token may help: this one may have expired early, or been issued by a challenge of another day.
    fn is_refused_token(&self, response: &Response) -> bool {
        matches!(self, Self::Token(_))
            && response.status == StatusCode::UNAUTHORIZED
            && !response.is_elsewhere
    }
}
