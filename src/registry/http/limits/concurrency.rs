//! How many may ask one host at once: fewer for each of its pauses, and slowly more again for its answers.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The number of rounds of answers after which one request more may be under way. They are twice as many after each
/// further pause: a host that limits how many ask it at once refuses the one more each time.
const ROUNDS: usize = 4;
/// How often they are doubled at most.
const DOUBLINGS_MAX: u32 = 6;

#[derive(Debug)]
pub struct Concurrency {
    permits: Arc<Semaphore>,
    /// The number of exchanges that may be under way at once.
    current: usize,
    /// The same before any pause.
    most: usize,
    /// The number of permits that are out and not to come back.
    excess: usize,
    /// The number of pauses.
    pauses: u32,
    /// The number of answers since the concurrency changed.
    answers: usize,
}

impl Concurrency {
    /// As many as there are permits.
    pub fn of(permits: Arc<Semaphore>) -> Self {
        let most = permits.available_permits();
        Self {
            permits,
            current: most,
            most,
            excess: 0,
            pauses: 0,
            answers: 0,
        }
    }

    pub fn current(&self) -> usize {
        self.current
    }

    /// Notes an answer. After some rounds of them one more may ask at once.
    pub fn answered(&mut self) {
        self.answers += 1;
        if self.current < self.most && self.answers >= self.rounds() * self.current {
            self.allow(1);
        }
    }

    /// Allows as many as before any pause.
    pub fn restore(&mut self) {
        self.pauses = 0;
        self.allow(self.most - self.current);
    }

    /// Permits that are out are forgotten when they come back.
    pub fn halve(&mut self) {
        let fewer = (self.current / 2).max(1);
        let forgotten = self.permits.forget_permits(self.current - fewer);
        self.excess += self.current - fewer - forgotten;
        self.current = fewer;
        self.pauses += 1;
        self.answers = 0;
    }

    /// Takes a permit back, or forgets it where too many are out.
    pub fn give_back(&mut self, permit: OwnedSemaphorePermit) {
        if self.excess > 0 {
            self.excess -= 1;
            permit.forget();
        }
    }

    fn rounds(&self) -> usize {
        ROUNDS << self.pauses.saturating_sub(1).min(DOUBLINGS_MAX)
    }

    /// Allows so many more.
    fn allow(&mut self, more: usize) {
        let kept = more.min(self.excess);
        self.excess -= kept;
        self.permits.add_permits(more - kept);
        self.current += more;
        self.answers = 0;
    }
}
