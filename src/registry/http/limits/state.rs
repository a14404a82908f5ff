//! The state of the way to one host: how many may ask at once, and until when nobody may.

use std::time::Duration;

use tokio::time::Instant;

use super::super::pace::{Pace, Pacemaker};
use super::super::retry;
use super::concurrency::Concurrency;
use crate::registry::error::{Error, RateLimit};

/// The number of pauses without an answer in between after which a run gives up on a host.
const PAUSES_MAX: u32 = 5;

/// The pause of a host that refuses requests for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The time for which it is not asked at all.
    pub wait: Duration,
    /// Whether it asked to wait, and not imagelock decided to.
    pub is_asked: bool,
    /// The number of exchanges with it that may be under way at once after that; `None` where it is paced or
    /// overloaded.
    pub concurrency: Option<usize>,
}

/// What changes on the way to one host.
#[derive(Debug)]
pub struct GateState {
    pub concurrency: Concurrency,
    /// Whether the host has given an answer that is no refusal.
    pub has_answered: bool,
    /// The number of pauses since the last answer.
    pauses: u32,
    /// When the last pause began.
    paused_at: Option<Instant>,
    /// When it ends.
    open_at: Option<Instant>,
    /// The sum of all pauses.
    waited: Duration,
    pacemaker: Pacemaker,
    closed: Option<Error>,
}

impl GateState {
    pub fn new(concurrency: Concurrency) -> Self {
        Self {
            concurrency,
            has_answered: false,
            pauses: 0,
            paused_at: None,
            open_at: None,
            waited: Duration::ZERO,
            pacemaker: Pacemaker::new(Instant::now()),
            closed: None,
        }
    }

    /// When the next request may go out, by the last pause and by the pace; `None` if it may by now.
    pub fn opens_after(&self, now: Instant) -> Option<Instant> {
        let opens_at = self.open_at.max(self.pacemaker.next_at());
        opens_at.filter(|opens_at| *opens_at > now)
    }

    /// Notes a request that goes out now. Returns the pace from here on, where that is news.
    pub fn ask(&mut self, now: Instant) -> Option<Pace> {
        let was_paced = self.pacemaker.next_at().is_some();
        let pace = self.pacemaker.ask(now);
        if was_paced && self.pacemaker.next_at().is_none() {
            // Neither a pace nor fewer at once made its waits rarer
            self.concurrency.restore();
        }
        pace
    }

    pub fn answered(&mut self) {
        self.has_answered = true;
        self.pauses = 0;
        self.concurrency.answered();
    }

    /// Notes a refusal of what was sent then. Returns the pause, or why that is no use.
    pub fn refused(
        &mut self,
        sent_at: Instant,
        asked: Option<Duration>,
        patience: Duration,
    ) -> Result<Pause, RateLimit> {
        let now = Instant::now();
        let is_new = self.paused_at.is_none_or(|paused_at| sent_at > paused_at);
        if is_new {
            self.pauses += 1;
            self.paused_at = Some(now);
            self.concurrency.halve();
        }
        if self.pauses > PAUSES_MAX {
            return Err(RateLimit::TooOften(asked));
        }
        let wait = self.wait(asked, is_new);
        // Who asks for none and refuses again did not say how long it takes
        let asked = asked.filter(|asked| !asked.is_zero());
        let wait_left = self.wait_for(now, wait);
        if self.waited > patience {
            let (wait, most) = (asked, patience);
            return Err(RateLimit::TooLong { wait, most });
        }
        Ok(Pause {
            wait: wait_left,
            is_asked: asked.is_some(),
            concurrency: (!self.pacemaker.is_pacing()).then_some(self.concurrency.current()),
        })
    }

    /// Notes that the host is overloaded for so long.
    pub fn overloaded(&mut self, wait: Duration) -> Pause {
        Pause {
            wait: self.wait_for(Instant::now(), wait),
            is_asked: true,
            concurrency: None,
        }
    }

    /// Gives up on the host. The first error holds.
    pub fn close(&mut self, error: Error) {
        self.closed.get_or_insert(error);
    }

    pub fn check_open(&self) -> Result<(), Error> {
        self.closed.clone().map_or(Ok(()), Err)
    }

    /// The wait that an answer asks for. A host that has just been waited for and still refuses is given some time,
    /// even where it asks for none.
    fn wait(&self, asked: Option<Duration>, is_new: bool) -> Duration {
        match asked {
            Some(asked) if is_new && self.pauses > 1 => asked.max(retry::backoff(self.pauses - 1)),
            Some(asked) => asked,
            None if is_new => retry::pause(self.pauses - 1),
            None => Duration::ZERO,
        }
    }

    /// Makes a pause of it, or a longer one. Returns for how long nobody asks from now on.
    fn wait_for(&mut self, now: Instant, wait: Duration) -> Duration {
        let from = self.open_at.map_or(now, |open_at| open_at.max(now));
        let open_at = from.max(now + wait);
        self.waited += open_at - from;
        self.open_at = Some(open_at);
        self.pacemaker.pause(now, open_at);
        open_at - now
    }
}
