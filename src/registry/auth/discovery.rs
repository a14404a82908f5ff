//! The way in which a host wants to be asked, learned once over a run.
//!
//! Discovery asks for the manifest first and for `/v2/` only where the answer is odd: asking `/v2/` first costs a
//! request, and lies on registries that leave it open (zot, registry.k8s.io). The first request to a host goes ahead
//! alone; what it learns spares all others their 401.

use std::sync::{Arc, Mutex};

use tokio::sync::{Mutex as AsyncMutex, MutexGuard, OnceCell};

use super::own_challenges::OwnChallenges;
use super::{Bearer, Challenge, SessionContext, Token, challenge};
use crate::reference::Repository;
use crate::registry::error::Error;
use crate::registry::event::Event;
use crate::registry::http::{Request, Response, StatusCode, locked};

/// The largest answer of `/v2/`, in bytes.
const ROOT_BODY_MAX: usize = 256 * 1024;

pub struct Discovery {
    context: Arc<SessionContext>,
    /// Held by the first request until its answer is there; then true.
    is_done: AsyncMutex<bool>,
    challenge: Mutex<Option<Challenge>>,
    own: OwnChallenges,
    /// The outcome of asking `/v2/`, which is done once. A failure stays as well: if all that wait tried it anew,
    /// each with its retries, they would do so one after the other.
    root: OnceCell<Result<(), Error>>,
}

/// The right to ask a host before all others. Dropped without [`Turn::end`], it is the next one's.
pub struct Turn<'a>(MutexGuard<'a, bool>);

impl Turn<'_> {
    /// Lets all others go ahead.
    pub fn end(mut self) {
        *self.0 = true;
    }
}

impl Discovery {
    pub fn new(context: Arc<SessionContext>) -> Self {
        Self {
            context,
            is_done: AsyncMutex::new(false),
            challenge: Mutex::default(),
            own: OwnChallenges::default(),
            root: OnceCell::new(),
        }
    }

    /// Waits while the first request is under way. The turn is for the first request itself.
    pub async fn turn(&self) -> Option<Turn<'_>> {
        let is_done = self.is_done.lock().await;
        (!*is_done).then_some(Turn(is_done))
    }

    /// The way in which the host wants to be asked, as far as it said so.
    pub fn challenge(&self) -> Option<Challenge> {
        locked(&self.challenge).clone()
    }

    /// Whether a repository said itself how the host wants to be asked.
    pub fn is_known(&self, repository: &Repository) -> bool {
        self.own.is_known(repository)
    }

    /// The way in which the host wants to be asked for a repository: that is a guess until the repository said so.
    pub fn challenge_of(&self, repository: &Repository) -> Option<Challenge> {
        match self.challenge()? {
            Challenge::Basic => Some(Challenge::Basic),
            Challenge::Bearer(first) => {
                let bearer = self.own.nearest(repository).unwrap_or(first);
                Some(Challenge::Bearer(bearer))
            }
        }
    }

    /// Takes from the answer to a question without authentication how the host wants to be asked. Returns whether
    /// it is worth asking anew.
    ///
    /// The first lesson stays: Harbor answers a refused token with Basic (harbor#18856), and nvcr.io with
    /// another realm (nvidia-container-toolkit#1945).
    pub async fn learn(&self, repository: &Repository, response: &Response) -> Result<bool, Error> {
        let status = response.status.as_u16();
        if response.is_redirected() || !matches!(status, 400 | 401 | 403 | 404) {
            return Ok(false);
        }
        if status == 401 {
            self.remember(response)?;
            self.own.learn(repository, response);
        }
        if locked(&self.challenge).is_none() {
            self.root.get_or_init(|| self.fetch_root()).await.clone()?;
        }
        Ok(locked(&self.challenge).is_some())
    }

    /// Learns from an answer that refuses a token. Returns whether another token server is to be asked.
    pub fn correct(&self, repository: &Repository, token: &Token, response: &Response) -> bool {
        let is_other = self.own.correct(repository, token, response);
        if let (true, Some(bearer)) = (is_other, self.own.nearest(repository)) {
            let challenge = Challenge::Bearer(bearer);
            let words = format!("asks for {challenge} for `{}`", repository.path());
            self.tell(response.host(), words);
        }
        is_other
    }

    /// The token server that a repository names, where that is another one than was guessed. It is asked for where the
    /// one that was guessed gives no token.
    pub async fn fetch_own(
        &self,
        repository: &Repository,
        guessed: &Bearer,
        question: &Request,
    ) -> Option<Bearer> {
        let answer = self.context.transport.fetch(question.clone()).await;
        self.own.learn(repository, &answer.ok()?);
        let own = self.own.nearest(repository)?;
        (!own.is_same(guessed)).then_some(own)
    }

    /// From now on this host is shown a user name and a password, for want of anything else that works.
    pub fn settle_for_basic(&self, reason: &str) {
        *locked(&self.challenge) = Some(Challenge::Basic);
        let words = format!("{reason}; a user name and a password are sent");
        self.tell(self.context.endpoint.host(), words);
    }

    fn tell(&self, host: String, challenge: String) {
        (self.context.observer)(Event::Challenge {
            registry: self.context.endpoint.registry.clone(),
            host,
            challenge,
        });
    }

    /// `GET /v2/`: some registries answer an anonymous question for a manifest with 400 (Nexus), 403 (Artifactory)
    /// or 404 (GitHub Packages), and say only here that they want authentication.
    async fn fetch_root(&self) -> Result<(), Error> {
        let request = Request::get(self.context.endpoint.root_url(), ROOT_BODY_MAX);
        let response = self.context.transport.fetch(request).await?;
        if response.status == StatusCode::UNAUTHORIZED && !response.is_redirected() {
            self.remember(&response)?;
        }
        Ok(())
    }

    /// Keeps the challenge of a 401, unless there is one.
    fn remember(&self, response: &Response) -> Result<(), Error> {
        let mut known = locked(&self.challenge);
        if known.is_some() {
            return Ok(());
        }
        let host = response.host();
        let offered = challenge::challenges(&response.headers);
        for cause in challenge::unusable(&offered, &response.url) {
            self.tell(host.clone(), format!("asks for Bearer, but {cause}"));
        }
        let chosen = challenge::choose(&offered, &response.url).transpose();
        *known = chosen.map_err(|cause| Error::Challenge {
            host: host.clone(),
            cause,
        })?;
        if let Some(challenge) = &*known {
            self.tell(host, format!("asks for {challenge}"));
        }
        Ok(())
    }
}
