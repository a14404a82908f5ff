//! What is known of a host before it says it: held against its answers, and remembered for the next run.

use std::sync::atomic::Ordering;

use super::Discovery;
use crate::reference::Repository;
use crate::registry::auth::foreseen::ForeseenChallenge;
use crate::registry::auth::memory::{self, ChallengeMemory};
use crate::registry::auth::{Bearer, Challenge, Token, own_challenges};
use crate::registry::http::Response;

impl Discovery {
    /// The way in which the host wants to be asked, as far as that is known before it says so, and is not in doubt.
    pub fn foreseen(&self) -> Option<&ForeseenChallenge> {
        let foreseen = self.foreseen.as_ref()?;
        let holds = !self.is_challenged() && !foreseen.is_doubted();
        if holds && foreseen.is_news() {
            self.tell(self.context.endpoint.host(), foreseen.to_string());
        }
        holds.then_some(foreseen)
    }

    /// Has the host asked as one of which nothing is known. What it says then is held against what was foreseen.
    pub fn suspend(&self, foreseen: &ForeseenChallenge) {
        if foreseen.doubt() && !self.is_challenged() {
            let words = "is asked how it wants to be asked".to_owned();
            self.tell(self.context.endpoint.host(), words);
        }
    }

    /// Holds what was foreseen against what the host wants, as an answer to a question without a token has told.
    pub fn compare_foreseen(&self) {
        let Some(foreseen) = &self.foreseen else {
            return;
        };
        match self.challenge() {
            Some(Challenge::Bearer(known)) if known.is_same(&foreseen.bearer) => {}
            Some(Challenge::Bearer(_) | Challenge::Basic) | None => self.forget(),
        }
    }

    /// Whether it is known of a token server, and not only guessed, that it is the one of all repositories.
    pub fn is_for_all(&self, bearer: &Bearer) -> bool {
        let foreseen = self.foreseen.as_ref();
        foreseen.is_some_and(|foreseen| foreseen.is_built_in && foreseen.bearer.is_same(bearer))
    }

    /// Whether the host has to say how it wants to be asked: it gives no good answer to a token that it was foreseen to
    /// want, and does not name the token server that this is from. Some hide an image from who shows a token that they
    /// do not know, and some answer as if they were broken.
    pub fn is_in_doubt(
        &self,
        repository: &Repository,
        token: &Token,
        response: Option<&Response>,
    ) -> bool {
        if self.is_challenged() {
            return false;
        }
        let same = response.filter(|response| own_challenges::names_the_same(token, response));
        if let Some(response) = same {
            self.confirm(repository, &token.bearer, response.host());
        }
        same.is_none()
    }

    /// Whether a bad answer to a token that the host was foreseen to want can be believed: it has said in the meantime
    /// that it wants such a token.
    pub fn is_as_foreseen(&self, repository: &Repository, foreseen: &ForeseenChallenge) -> bool {
        let is_believed = match self.challenge_of(repository) {
            Some(Challenge::Bearer(known)) => known.is_same(&foreseen.bearer),
            Some(Challenge::Basic) | None => false,
        };
        if !is_believed {
            self.suspend(foreseen);
        }
        is_believed
    }

    fn confirm(&self, repository: &Repository, bearer: &Bearer, host: String) {
        self.own.keep(repository, bearer.clone());
        self.settle_for(Challenge::Bearer(bearer.clone()), host);
    }

    /// Remembers for the next run what the host asks for, which has just answered to a token of this token server. It
    /// does so only if it had refused the same question: some answer without a token, and take one all the same (Quay).
    /// And not if each repository may have a token server of its own.
    pub fn keep(&self, repository: &Repository, used: &Bearer) {
        let Some(memory) = self.memory() else {
            return;
        };
        let endpoint = &self.context.endpoint;
        if self.is_doubtful() || memory::names(endpoint, used, repository) {
            self.pass_over();
        }
        if self.is_passed_over() || self.is_kept.load(Ordering::Relaxed) {
            return;
        }
        let is_asked_for = match self.challenge() {
            Some(Challenge::Bearer(known)) => known.is_same(used) && self.is_known(repository),
            Some(Challenge::Basic) | None => false,
        };
        if is_asked_for && !self.is_kept.swap(true, Ordering::Relaxed) {
            memory.keep(endpoint, used);
            // Somebody may have found it out in the meantime
            if self.is_passed_over() {
                memory.forget(endpoint);
            }
        }
    }

    /// Has what the host asks for not remembered: it answers some without a token, or names an image in what it asks
    /// for.
    pub fn pass_over(&self) {
        self.is_passed_over.store(true, Ordering::Relaxed);
        self.forget();
    }

    fn is_passed_over(&self) -> bool {
        self.is_passed_over.load(Ordering::Relaxed)
    }

    fn forget(&self) {
        let memory = self.memory();
        let kept = memory.filter(|_| self.is_kept.swap(false, Ordering::Relaxed));
        if let Some(memory) = kept {
            memory.forget(&self.context.endpoint);
        }
    }

    /// What is remembered from run to run, of all hosts but one that this program knows by itself.
    fn memory(&self) -> Option<&ChallengeMemory> {
        let foreseen = self.foreseen.as_ref();
        let is_built_in = foreseen.is_some_and(|foreseen| foreseen.is_built_in);
        let memory = self.context.memory.as_deref();
        memory.filter(|_| !is_built_in)
    }
}
