//! How many may ask one host at once: fewer for each of its pauses, and slowly more again for its answers.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The number of rounds of answers after which one request more may be under way.
const ROUNDS: usize = 4;

#[derive(Debug)]
pub struct Concurrency {
    permits: Arc<Semaphore>,
    /// The number of exchanges that may be under way at once.
    current: usize,
    /// The same before any pause.
    most: usize,
    /// The number of permits that are out and not to come back.
    excess: usize,
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
            answers: 0,
        }
    }

    pub fn current(&self) -> usize {
        self.current
    }

    /// Notes an answer. After some rounds of them one more may ask at once.
    pub fn answered(&mut self) {
        self.answers += 1;
        if self.current < self.most && self.answers >= ROUNDS * self.current {
            self.allow(1);
        }
    }

    /// Allows as many as before any pause.
    pub fn restore(&mut self) {
        self.allow(self.most - self.current);
    }

    /// Permits that are out are forgotten when they come back.
    pub fn halve(&mut self) {
        let fewer = (self.current / 2).max(1);
        let forgotten = self.permits.forget_permits(self.current - fewer);
        self.excess += self.current - fewer - forgotten;
        self.current = fewer;
        self.answers = 0;
    }

    /// Takes a permit back, or forgets it where too many are out.
    pub fn give_back(&mut self, permit: OwnedSemaphorePermit) {
        if self.excess > 0 {
            self.excess -= 1;
            permit.forget();
        }
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
