//! The way in which a host wants to be asked, learned once over a run.
//!
//! Discovery asks for the manifest first and for `/v2/` only where the answer is odd: asking `/v2/` first costs a
//! request, and lies on registries that leave it open (zot, registry.k8s.io). The first request to a host goes ahead
//! alone; what it learns spares all others their 401. Where it is known before what a host wants, none goes ahead, and
//! the host is asked without a token only if that comes to nothing.

mod beforehand;

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

use super::challenge::{self, ChallengeError};
use super::foreseen::ForeseenChallenge;
use super::own_challenges::{self, OwnChallenges};
use super::turn::{FirstQuestion, Turn};
use super::{Bearer, Challenge, Credential, SessionContext, Token};
use crate::reference::Repository;
use crate::registry::error::Error;
use crate::registry::event::Event;
use crate::registry::http::{Request, Response, StatusCode, locked};

/// The largest answer of `/v2/`, in bytes.
const ROOT_BODY_MAX: usize = 256 * 1024;

pub struct Discovery {
    context: Arc<SessionContext>,
    first_question: FirstQuestion,
    /// The first questions about repositories that are asked with the token of a token server that was guessed.
    first_guesses: Mutex<HashMap<String, FirstQuestion>>,
    challenge: Mutex<Option<Challenge>>,
    own: OwnChallenges,
    /// What is known of it before it was asked.
    foreseen: Option<ForeseenChallenge>,
    /// Whether what the host asks for is known to the next run.
    is_kept: AtomicBool,
    /// Whether that is not for the next run to know.
    is_passed_over: AtomicBool,
    /// The outcome of asking `/v2/`, which is done once. A failure stays as well: if all that wait tried it anew,
    /// each with its retries, they would do so one after the other.
    root: OnceCell<Result<(), Error>>,
}

impl Discovery {
    pub fn new(context: Arc<SessionContext>) -> Self {
        let foreseen = ForeseenChallenge::of(&context.endpoint, context.memory.as_deref());
        Self {
            is_kept: AtomicBool::new(foreseen.is_some()),
            is_passed_over: AtomicBool::new(false),
            foreseen,
            context,
            first_question: FirstQuestion::default(),
            first_guesses: Mutex::default(),
            challenge: Mutex::default(),
            own: OwnChallenges::default(),
            root: OnceCell::new(),
        }
    }

    /// Waits while the first request is under way. The turn is for the first request itself.
    pub async fn turn(&self) -> Option<Turn> {
        self.first_question.turn().await
    }

    /// Waits while the first question about a repository is under way that shows a guessed token.
    pub async fn turn_of(&self, repository: &Repository) -> Option<Turn> {
        let path = repository.path().to_owned();
        let first = locked(&self.first_guesses).entry(path).or_default().clone();
        first.turn().await
    }

    /// The way in which the host wants to be asked, as far as it said so.
    pub fn challenge(&self) -> Option<Challenge> {
        locked(&self.challenge).clone()
    }

    pub fn is_challenged(&self) -> bool {
        locked(&self.challenge).is_some()
    }

    /// Whether a repository said itself how the host wants to be asked.
    pub fn is_known(&self, repository: &Repository) -> bool {
        self.own.is_known(repository)
    }

    /// Whether the token server of one repository is a bad guess about that of the next one.
    pub fn is_doubtful(&self) -> bool {
        self.own.differ()
    }

    /// Whether a repository said itself that it wants a token of another token server than this one.
    pub fn is_other(&self, repository: &Repository, used: &Bearer) -> bool {
        self.own.is_other(repository, used)
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
            let learned = self.own.learn(repository, response, |_| false);
            let _ = learned.map_err(|cause| self.tell_fault(repository, response, &cause));
        }
        if !self.is_challenged() {
            self.root.get_or_init(|| self.fetch_root()).await.clone()?;
        }
        Ok(self.is_challenged())
    }

    /// Learns from an answer that refuses a token. Returns whether another token server is to be asked.
    pub fn correct(&self, repository: &Repository, token: &Token, response: &Response) -> bool {
        if let Some(cause) = own_challenges::fault(token, response) {
            self.tell_fault(repository, response, &cause);
        }
        let is_other = self.own.correct(repository, token, response);
        if let (true, Some(bearer)) = (is_other, self.own.nearest(repository)) {
            let challenge = Challenge::Bearer(bearer);
            let words = format!("asks for {challenge} for `{}`", repository.path());
            self.tell(response.host(), words);
        }
        is_other
    }

    /// The token server that a repository names, where that is another one than was guessed. It is asked for where the
    /// one that was guessed gives no token, and may have been shown a credential.
    ///
    /// # Errors
    /// If the one that it names cannot be asked.
    pub async fn fetch_own(
        &self,
        repository: &Repository,
        guessed: &Bearer,
        question: &Request,
        credential: Option<&Credential>,
    ) -> Result<Option<Bearer>, Error> {
        let Ok(answer) = self.context.transport.fetch(&mut question.clone()).await else {
            return Ok(None);
        };
        let is_repeated = |text: &[u8]| credential.is_some_and(|shown| shown.is_repeated_in(text));
        if let Err(cause) = self.own.learn(repository, &answer, is_repeated) {
            self.tell_fault(repository, &answer, &cause);
            let host = answer.host();
            return Err(Error::Challenge { host, cause });
        }
        let own = self.own.nearest(repository);
        Ok(own.filter(|own| !own.is_same(guessed)))
    }

    /// From now on this host is shown a user name and a password, for want of anything else that works.
    pub fn settle_for_basic(&self, reason: &str) {
        *locked(&self.challenge) = Some(Challenge::Basic);
        let words = format!("{reason}; a user name and a password are sent");
        self.tell(self.context.endpoint.host(), words);
    }

    fn tell_fault(&self, repository: &Repository, response: &Response, cause: &ChallengeError) {
        let words = format!("asks for Bearer for `{}`, but {cause}", repository.path());
        self.tell(response.host(), words);
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
        let mut request = Request::get(self.context.endpoint.root_url(), ROOT_BODY_MAX);
        let response = self.context.transport.fetch(&mut request).await?;
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

    /// Keeps a challenge that the host names again, unless there is one.
    fn settle_for(&self, challenge: Challenge, host: String) {
        let mut known = locked(&self.challenge);
        if known.is_none() {
            self.tell(host, format!("asks for {challenge}"));
            *known = Some(challenge);
        }
    }
}
