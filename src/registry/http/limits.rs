//! The limits of a run: permits for the whole run and for each host, and the pauses that a host asked for.
//!
//! A permit covers one HTTP exchange. Nobody holds one while waiting for another exchange, so that a token that is
//! late does not idle the permits of other repositories. A host that asks to wait is asked by half as many after that,
//! and slowly by more again; one that asks a second time is asked at the pace that it was seen to serve as well.

mod concurrency;
mod state;

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::pace::Pace;
use crate::registry::error::{Error, RateLimit};
use concurrency::Concurrency;
use state::GateState;

pub use state::Pause;

#[derive(Debug)]
pub struct Limits {
    run: Arc<Semaphore>,
    jobs: usize,
    patience: Duration,
    gates: Mutex<HashMap<String, Arc<Gate>>>,
}

/// The way to one host.
#[derive(Debug)]
pub struct Gate {
    run: Arc<Semaphore>,
    host: Arc<Semaphore>,
    /// Whoever has it is the next to ask.
    turn: tokio::sync::Mutex<()>,
    state: Mutex<GateState>,
    /// Wakes who sleeps in a pause when the run gives up on the host.
    closing: Notify,
    patience: Duration,
}

/// The right to one HTTP exchange; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    _host: HostPermit,
    _run: OwnedSemaphorePermit,
    /// The pace of the host from here on, where that is news.
    pub pace: Option<Pace>,
}

/// The part of a permit that the host's own limit counts; gone with the exchange where there are too many by then.
#[derive(Debug)]
struct HostPermit {
    gate: Arc<Gate>,
    permit: Option<OwnedSemaphorePermit>,
}

impl Limits {
    pub fn new(jobs: usize, patience: Duration) -> Self {
        Self {
            run: Arc::new(Semaphore::new(jobs)),
            jobs,
            patience,
            gates: Mutex::default(),
        }
    }

    /// The gate of a host; `limit` counts when the host is named for the first time.
    pub fn gate(&self, host: &str, limit: Option<usize>) -> Arc<Gate> {
        let mut gates = locked(&self.gates);
        let new = || {
            let permits = limit.unwrap_or(self.jobs).min(self.jobs);
            let host = Arc::new(Semaphore::new(permits));
            Arc::new(Gate {
                run: Arc::clone(&self.run),
                state: Mutex::new(GateState::new(Concurrency::of(Arc::clone(&host)))),
                host,
                turn: tokio::sync::Mutex::default(),
                closing: Notify::new(),
                patience: self.patience,
            })
        };
        Arc::clone(gates.entry(host.to_owned()).or_insert_with(new))
    }
}

impl Drop for HostPermit {
    fn drop(&mut self) {
        if let Some(permit) = self.permit.take() {
            locked(&self.gate.state).concurrency.give_back(permit);
        }
    }
}

impl Gate {
    /// Waits until the host is open, its pace allows a request, and a permit is free.
    pub async fn enter(self: &Arc<Self>) -> Result<Permit, Error> {
        loop {
            if let Some(permit) = self.enter_if(|| true).await? {
                return Ok(permit);
            }
        }
    }

    /// The same, but nothing if what waited is not wanted any more when its turn has come: that costs no place in the
    /// pace.
    pub async fn enter_if(
        self: &Arc<Self>,
        mut is_wanted: impl FnMut() -> bool,
    ) -> Result<Option<Permit>, Error> {
        let _turn = self.turn.lock().await;
        loop {
            self.wait_until_open().await?;
            let host = HostPermit {
                permit: Some(acquire(&self.host).await),
                gate: Arc::clone(self),
            };
            let run = acquire(&self.run).await;
            // The host may have paused or died while this one queued
            self.check_open()?;
            if !is_wanted() {
                return Ok(None);
            }
            let now = Instant::now();
            let mut state = locked(&self.state);
            if state.opens_after(now).is_none() {
                let pace = state.ask(now);
                drop(state);
                return Ok(Some(Permit {
                    _host: host,
                    _run: run,
                    pace,
                }));
            }
        }
    }

    /// The number of exchanges that may be under way at once.
    pub fn concurrency(&self) -> usize {
        locked(&self.state).concurrency.current()
    }

    /// Pauses the host for as long as it asks for, or for ever longer where it does not say. A request from before
    /// the last pause began belongs to that pause.
    ///
    /// Returns what becomes of it, or why that is no use.
    pub fn pause(&self, sent_at: Instant, asked: Option<Duration>) -> Result<Pause, RateLimit> {
        locked(&self.state).refused(sent_at, asked, self.patience)
    }

    /// Pauses a host that is overloaded. Whoever was told so counts its own attempts, so that no other count ends that.
    pub fn rest(&self, wait: Duration) -> Pause {
        locked(&self.state).overloaded(wait)
    }

    /// Notes an answer of the host, which is no refusal. After some rounds of them one more may ask it at once.
    pub fn answered(&self) {
        locked(&self.state).answered();
    }

    /// Whether it has given an answer that is no refusal.
    pub fn has_answered(&self) -> bool {
        locked(&self.state).has_answered
    }

    /// Gives up on the host: whoever waits for it or comes later fails at once with the same error.
    pub fn close(&self, error: Error) {
        locked(&self.state).close(error);
        self.closing.notify_waiters();
    }

    async fn wait_until_open(&self) -> Result<(), Error> {
        loop {
            let mut closing = pin!(self.closing.notified());
            // From here on nothing is missed; only then it is worth looking
            closing.as_mut().enable();
            self.check_open()?;
            let Some(opens_at) = locked(&self.state).opens_after(Instant::now()) else {
                return Ok(());
            };
            tokio::select! {
                () = tokio::time::sleep_until(opens_at) => {}
                () = closing => {}
            }
        }
    }

    fn check_open(&self) -> Result<(), Error> {
        locked(&self.state).check_open()
    }
}

async fn acquire(semaphore: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    let Ok(permit) = Arc::clone(semaphore).acquire_owned().await else {
        unreachable!("nobody closes the semaphores")
    };
    permit
}

/// The content of a mutex whose holders leave it whole even when they panic.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
