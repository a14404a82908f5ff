//! The state of the way to one host: how many may ask at once, and until when nobody may.

use std::time::Duration;

use tokio::time::Instant;

use super::super::pace::Pacemaker;
use super::super::retry;
use crate::registry::error::Error;

/// The pause of a host that refuses requests for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The time for which it is not asked at all.
    pub wait: Duration,
    /// Whether it asked to wait, and not imagelock decided to.
    pub is_asked: bool,
    /// The number of exchanges with it that may be under way at once after that; `None` where it is paced or overloaded.
    pub concurrency: Option<usize>,
}

/// What changes on the way to one host.
#[derive(Debug)]
pub struct GateState {
    /// The number of exchanges that may be under way at once.
    pub concurrency: usize,
    /// The same before any pause.
    pub concurrency_max: usize,
    /// The number of permits that are out and not to come back.
    pub excess: usize,
    /// The number of answers since the concurrency changed.
    pub answers: usize,
    /// The number of pauses since the last answer.
    pub pauses: u32,
    /// When the last pause began.
    pub paused_at: Option<Instant>,
    /// When it ends.
    pub open_at: Option<Instant>,
    /// The sum of all pauses.
    pub waited: Duration,
    pub pacemaker: Pacemaker,
    pub closed: Option<Error>,
}

impl GateState {
    pub fn new(concurrency: usize) -> Self {
        Self {
            concurrency,
            concurrency_max: concurrency,
            excess: 0,
            answers: 0,
            pauses: 0,
            paused_at: None,
            open_at: None,
            waited: Duration::ZERO,
            pacemaker: Pacemaker::new(Instant::now()),
            closed: None,
        }
    }

    /// When the next request may go out, by the last pause and by the pace.
    pub fn opens_at(&self) -> Option<Instant> {
        self.open_at.max(self.pacemaker.next_at())
    }

    /// The wait that an answer asks for. A host that has just been waited for and still refuses is given some time,
    /// even where it asks for none.
    pub fn wait(&self, asked: Option<Duration>, is_new: bool) -> Duration {
        match asked {
            Some(asked) if is_new && self.pauses > 1 => asked.max(retry::backoff(self.pauses - 1)),
            Some(asked) => asked,
            None if is_new => retry::pause(self.pauses - 1),
            None => Duration::ZERO,
        }
    }

    /// Makes a pause of it, or a longer one.
    pub fn wait_until(&mut self, now: Instant, until: Instant) {
        let from = self.open_at.map_or(now, |open_at| open_at.max(now));
        self.waited += until.saturating_duration_since(from);
        let open_at = from.max(until);
        self.open_at = Some(open_at);
        self.pacemaker.pause(now, open_at);
    }

    /// What has become of the pause.
    pub fn pause(&self, now: Instant) -> Pause {
        let open_at = self.open_at.unwrap_or(now);
        Pause {
            wait: open_at.saturating_duration_since(now),
            is_asked: true,
            concurrency: (!self.pacemaker.is_pacing()).then_some(self.concurrency),
        }
    }
}
