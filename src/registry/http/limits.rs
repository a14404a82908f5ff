//! The limits of a run: permits for the whole run and for each host, and the pauses that a host asked for.
//!
//! A permit covers one HTTP exchange. Nobody holds one while waiting for another exchange, so that a token that is
//! late does not idle the permits of other repositories. A host that asks to wait is asked by half as many from then
//! on: what was too much once would be too much again.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::retry;
use crate::registry::error::Error;

/// The number of pauses after which a run gives up on a host.
const PAUSES_MAX: u32 = 5;

#[derive(Debug)]
pub struct Limits {
    run: Arc<Semaphore>,
    jobs: usize,
    gates: Mutex<HashMap<String, Arc<Gate>>>,
}

/// The way to one host.
#[derive(Debug)]
pub struct Gate {
    run: Arc<Semaphore>,
    host: Arc<Semaphore>,
    state: Mutex<GateState>,
    /// Wakes those who sleep in a pause when the run gives up on the host.
    closing: Notify,
}

#[derive(Debug, Default)]
struct GateState {
    /// The number of exchanges that may be under way at once.
    concurrency: usize,
    /// The number of permits that are out and not to come back.
    excess: usize,
    pauses: u32,
    paused_at: Option<Instant>,
    open_at: Option<Instant>,
    closed: Option<Error>,
}

/// The right to one HTTP exchange; given back when dropped.
#[derive(Debug)]
pub struct Permit {
    _host: HostPermit,
    _run: OwnedSemaphorePermit,
}

/// The part of a permit that the host's own limit counts; gone with the exchange where there are too many by then.
#[derive(Debug)]
struct HostPermit {
    gate: Arc<Gate>,
    permit: Option<OwnedSemaphorePermit>,
}

/// The pause of a host that asks to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The time for which it is not asked at all.
    pub wait: Duration,
    /// The number of exchanges with it that may be under way at once from then on.
    pub concurrency: usize,
}

impl Limits {
    pub fn new(jobs: usize) -> Self {
        Self {
            run: Arc::new(Semaphore::new(jobs)),
            jobs,
            gates: Mutex::default(),
        }
    }

    /// The gate of a host; `limit` counts when the host is named for the first time.
    pub fn gate(&self, host: &str, limit: Option<usize>) -> Arc<Gate> {
        let mut gates = locked(&self.gates);
        let new = || {
            let permits = limit.unwrap_or(self.jobs).min(self.jobs);
            Arc::new(Gate {
                run: Arc::clone(&self.run),
                host: Arc::new(Semaphore::new(permits)),
                state: Mutex::new(GateState {
                    concurrency: permits,
                    ..GateState::default()
                }),
                closing: Notify::new(),
            })
        };
        Arc::clone(gates.entry(host.to_owned()).or_insert_with(new))
    }
}

impl Drop for HostPermit {
    fn drop(&mut self) {
        let mut state = locked(&self.gate.state);
        if state.excess > 0
            && let Some(permit) = self.permit.take()
        {
            state.excess -= 1;
            permit.forget();
        }
    }
}

impl Gate {
    /// Waits until the host is open and a permit is free.
    pub async fn enter(self: &Arc<Self>) -> Result<Permit, Error> {
        loop {
            self.wait_until_open().await?;
            let permit = Permit {
                _host: HostPermit {
                    permit: Some(acquire(&self.host).await),
                    gate: Arc::clone(self),
                },
                _run: acquire(&self.run).await,
            };
            // The host may have paused or died while this one queued
            let open_at = self.opens_at();
            if open_at.is_none_or(|open_at| open_at <= Instant::now()) {
                self.check_open()?;
                return Ok(permit);
            }
        }
    }

    /// Pauses the host for as long as it asks for, or for ever longer where it does not say. A request from before
    /// the last pause began belongs to that pause.
    ///
    /// Returns what becomes of it; `None` when the host has paused too often.
    pub fn pause(&self, sent_at: Instant, asked: Option<Duration>) -> Option<Pause> {
        let (mut state, now) = (locked(&self.state), Instant::now());
        let paused_at = state.paused_at;
        let is_same_pause = paused_at.is_some_and(|paused_at| sent_at <= paused_at);
        if !is_same_pause {
            state.pauses += 1;
            state.paused_at = Some(now);
            self.halve(&mut state);
        }
        if state.pauses > PAUSES_MAX {
            return None;
        }
        let wait = match asked {
            Some(asked) => asked,
            None if is_same_pause => Duration::ZERO,
            None => retry::pause(state.pauses - 1),
        };
        state.open_at = state.open_at.max(Some(now + wait));
        let concurrency = state.concurrency;
        let wait = state.open_at?.saturating_duration_since(now);
        Some(Pause { wait, concurrency })
    }

    /// Permits that are out are forgotten when they come back.
    fn halve(&self, state: &mut GateState) {
        let fewer = (state.concurrency / 2).max(1);
        let forgotten = self.host.forget_permits(state.concurrency - fewer);
        state.excess += state.concurrency - fewer - forgotten;
        state.concurrency = fewer;
    }

    /// Gives up on the host: whoever waits for it or comes later fails at once with the same error.
    pub fn close(&self, error: Error) {
        locked(&self.state).closed.get_or_insert(error);
        self.closing.notify_waiters();
    }

    async fn wait_until_open(&self) -> Result<(), Error> {
        loop {
            let mut closing = pin!(self.closing.notified());
            // From here on nothing is missed; only then it is worth looking
            closing.as_mut().enable();
            self.check_open()?;
            let Some(open_at) = self.opens_at().filter(|open_at| *open_at > Instant::now()) else {
                return Ok(());
            };
            tokio::select! {
                () = tokio::time::sleep_until(open_at) => {}
                () = closing => {}
            }
        }
    }

    fn opens_at(&self) -> Option<Instant> {
        locked(&self.state).open_at
    }

    fn check_open(&self) -> Result<(), Error> {
        locked(&self.state).closed.clone().map_or(Ok(()), Err)
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
