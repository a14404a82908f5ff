//! Tokens: asked for once for each repository, shared by all that wait, renewed before they expire.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use serde::Deserialize;
use tokio::time::Instant;

use super::{Bearer, TokenSummary};
use crate::exit::Class;
use crate::registry::error::Error;
use crate::registry::http::{Authorization, Request, Secret, locked};

/// The shortest life of a token, whatever its server says (distribution `docs/spec/auth/token.md`).
pub const LIFETIME_MIN: Duration = Duration::from_secs(60);
/// The part of its life that a token is used for: the rest is for clocks and for requests under way.
const USED_LIFETIME: f64 = 0.9;

#[derive(Debug, Clone)]
pub struct Token {
    pub authorization: Authorization,
    /// The request that it is the answer to.
    pub question: Arc<Request>,
    pub asked: Arc<TokenSummary>,
    /// The token server that it is from.
    pub bearer: Arc<Bearer>,
    pub issued_at: Instant,
    pub renew_at: Instant,
    /// The number among the tokens of its repository: tells a token that was refused from one that came since.
    pub generation: u64,
    /// Whether it was kept for a while, since the one before was refused as invalid when it was fresh.
    pub has_rested: bool,
}

impl Token {
    /// Whether a text repeats it, or what was shown for it.
    pub fn is_repeated_in(&self, text: &[u8]) -> bool {
        self.authorization.is_repeated_in(text) || self.question.is_repeated_in(text)
    }
}

/// What has become of a token since it was chosen.
pub enum NewestToken {
    /// It is still the one to show.
    Same,
    Newer(Box<Token>),
    /// It is too old, or another one is under way.
    Awaited,
}

#[derive(Deserialize)]
struct TokenAnswer {
    token: Option<String>,
    access_token: Option<String>,
    /// Some servers write it as a text or with a fraction.
    #[serde(default)]
    expires_in: serde_json::Value,
}

/// The secret of an answer, and how long it may be used.
///
/// # Errors
/// In words, where there is none; never with the body, which may hold a secret in a form that is not understood.
pub fn read_answer(body: &[u8]) -> Result<(Secret, Duration), &'static str> {
    // serde would take a list for it as well
    let is_object = body.trim_ascii_start().starts_with(b"{");
    let answer: Option<TokenAnswer> = serde_json::from_slice(body).ok().filter(|_| is_object);
    let answer = answer.ok_or("returned something that is not the JSON of a token")?;
    let mut offered = [answer.token, answer.access_token].into_iter().flatten();
    let token = offered.find(|token| !token.is_empty());
    let token = token.ok_or("returned no token")?;
    let seconds = match &answer.expires_in {
        serde_json::Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    };
    let lifetime = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let lifetime = lifetime.unwrap_or_default();
    Ok((Secret::new(token), lifetime.max(LIFETIME_MIN)))
}

/// The time to renew a token that was asked for now and lives that long.
pub fn renew_at(lifetime: Duration) -> Instant {
    let now = Instant::now();
    // A lifetime of centuries would overflow
    let renew_at = now.checked_add(lifetime.mul_f64(USED_LIFETIME));
    renew_at.unwrap_or(now + LIFETIME_MIN)
}

pub type TokenFuture = BoxFuture<'static, Result<Token, Error>>;
type TokenFlight = Shared<TokenFuture>;

/// The tokens of one registry, one for each repository.
#[derive(Default)]
pub struct Tokens {
    cells: Mutex<HashMap<String, TokenCell>>,
}

#[derive(Default)]
struct TokenCell {
    flight: Option<TokenFlight>,
    generation: u64,
    /// The token server, if the host had not said yet that it wants a token of it when this one was asked for.
    guessed: Option<Bearer>,
    /// The number of tokens that were guessed and came to nothing.
    left: u64,
    /// The last token that the registry took.
    accepted: Option<u64>,
}

impl Tokens {
    /// The token of a repository: the one that is there, the one that is under way, or a new one by `fetch`, which is
    /// given the new token's generation. A token of generation `refused` is not returned again.
    ///
    /// # Errors
    /// Where no token could be had. All that waited for it share the error; who comes later asks anew, unless the
    /// answer was a definite one.
    pub async fn get(
        &self,
        key: &str,
        refused: Option<u64>,
        fetch: impl FnOnce(u64) -> TokenFuture,
    ) -> Result<Token, Error> {
        let flight = {
            let mut cells = locked(&self.cells);
            let cell = cells.entry(key.to_owned()).or_default();
            match cell.usable(refused) {
                Some(flight) => flight,
                None => cell.start(fetch),
            }
        };
        flight.await
    }

    /// The token of a repository that nobody has asked for one yet: the one that is there or under way, or a new one.
    /// It is asked for once.
    ///
    /// # Errors
    /// As [`Tokens::get`].
    pub async fn guess(
        &self,
        key: &str,
        bearer: Bearer,
        fetch: impl FnOnce(u64) -> TokenFuture,
    ) -> Result<Token, Error> {
        let flight = {
            let mut cells = locked(&self.cells);
            let cell = cells.entry(key.to_owned()).or_default();
            let known = cell.usable(None);
            known.or_else(|| cell.failed()).unwrap_or_else(|| {
                let flight = cell.start(fetch);
                cell.guessed = Some(bearer);
                flight
            })
        };
        flight.await
    }

    /// Waits for the token of a repository that is asked for by guess, and forgets it if it is none, or not of this
    /// token server: a refusal may be a stranger's. Returns what this token server has refused it with for good.
    pub async fn settle_guess(&self, key: &str, bearer: &Bearer) -> Option<Error> {
        let (guessed, flight) = self.guess_of(key)?;
        let refusal = match flight {
            _ if !guessed.is_same(bearer) => None,
            flight => Some(flight.await.err()?),
        };
        let mut cells = locked(&self.cells);
        // Somebody else may have asked anew in the meantime
        if let Some(cell) = cells.get_mut(key).filter(|cell| cell.guessed.is_some()) {
            *cell = TokenCell {
                generation: cell.generation,
                left: cell.left + 1,
                ..TokenCell::default()
            };
        }
        refusal.filter(is_definite)
    }

    fn guess_of(&self, key: &str) -> Option<(Bearer, TokenFlight)> {
        let cells = locked(&self.cells);
        let cell = cells.get(key)?;
        cell.guessed.clone().zip(cell.flight.clone())
    }

    /// What is to be shown in place of a token that was chosen a while ago. Waits for nobody.
    pub fn newest(&self, key: &str, chosen: &Token) -> NewestToken {
        let (cells, now) = (locked(&self.cells), Instant::now());
        let cell = cells.get(key);
        let replaced = cell.filter(|cell| cell.generation > chosen.generation);
        let flight = replaced.and_then(|cell| cell.flight.as_ref());
        match flight.map(Shared::peek) {
            Some(None) => NewestToken::Awaited,
            Some(Some(Ok(token))) if now < token.renew_at => {
                NewestToken::Newer(Box::new(token.clone()))
            }
            _ if now < chosen.renew_at => NewestToken::Same,
            _ => NewestToken::Awaited,
        }
    }

    pub fn accepted(&self, key: &str, generation: u64) {
        if let Some(cell) = locked(&self.cells).get_mut(key) {
            cell.accepted = cell.accepted.max(Some(generation));
        }
    }

    /// Whether another token may help where this one was refused: not where it is the second one, and the registry
    /// has taken none so far. All images of a private repository would ask for one more each otherwise.
    pub fn may_renew(&self, key: &str, refused: u64) -> bool {
        locked(&self.cells).get(key).is_none_or(|cell| {
            let is_second = refused >= cell.left + 2;
            cell.accepted.is_some() || refused < cell.generation || !is_second
        })
    }

    /// Whether another token may help where a fresh one was called invalid: once for all images of a repository, and
    /// again only after the registry has taken the one that replaced it.
    pub fn may_rest(&self, key: &str, refused: &Token) -> bool {
        let is_latest = |cell: &TokenCell| refused.generation == cell.generation;
        let cells = locked(&self.cells);
        let is_last_try = refused.has_rested && cells.get(key).is_some_and(is_latest);
        drop(cells);
        !is_last_try || self.is_accepted(key, refused.generation)
    }

    /// Whether the registry has taken any token.
    pub fn have_been_accepted(&self) -> bool {
        let cells = locked(&self.cells);
        cells.values().any(|cell| cell.accepted.is_some())
    }

    /// Whether the registry has taken a token, or a later one of its repository.
    pub fn is_accepted(&self, key: &str, generation: u64) -> bool {
        let cells = locked(&self.cells);
        cells
            .get(key)
            .is_some_and(|cell| cell.accepted >= Some(generation))
    }
}

impl TokenCell {
    fn usable(&self, refused: Option<u64>) -> Option<TokenFlight> {
        let flight = self.flight.as_ref()?;
        let is_usable = match flight.peek() {
            None => true,
            Some(Ok(token)) => Some(token.generation) != refused && Instant::now() < token.renew_at,
            Some(Err(error)) => self.guessed.is_none() && is_definite(error),
        };
        is_usable.then(|| flight.clone())
    }

    fn failed(&self) -> Option<TokenFlight> {
        let flight = self.flight.as_ref();
        let failed = flight.filter(|flight| matches!(flight.peek(), Some(Err(_))));
        failed.cloned()
    }

    fn start(&mut self, fetch: impl FnOnce(u64) -> TokenFuture) -> TokenFlight {
        self.generation += 1;
        self.guessed = None;
        let flight = fetch(self.generation).shared();
        self.flight = Some(flight.clone());
        flight
    }
}

/// Whether asking again within the run would give the same.
fn is_definite(error: &Error) -> bool {
    error.class() != Class::NoAnswer
        || matches!(
            error,
            Error::CredentialsRejected { .. }
                | Error::NoIdentityTokens { .. }
                | Error::Refused(_)
                | Error::UntrustedRealm { .. }
        )
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
