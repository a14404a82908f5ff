//! The connections to a server and those who want one, counted.

use std::any::Any;
use std::time::Duration;

use tokio::time::Instant;

/// The time in which a connection is opened ahead, and for which it is kept without a request. Servers hang up on those
/// that say nothing, or serve nobody else.
pub const AHEAD_MAX: Duration = Duration::from_secs(3);

/// Which HTTP a server speaks, as far as it has told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpokenHttp {
    Unknown,
    /// One request at a time goes over a connection.
    Http1,
    /// All go over one.
    Http2,
    /// The last connection came to nothing.
    Nothing,
}

/// How far the way to a connection is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A request waits to open one.
    Waiting,
    /// It is opened for a request.
    Opening,
    /// It is opened for whoever comes next.
    Left,
}

/// A connection without a request.
#[derive(Debug)]
pub struct KeptConnection {
    since: Instant,
    /// The HTTP client gives its type no name.
    connection: Box<dyn Any + Send>,
}

impl KeptConnection {
    pub fn new(connection: impl Any + Send) -> Self {
        Self {
            since: Instant::now(),
            connection: Box::new(connection),
        }
    }

    pub fn into_inner<C: 'static>(self) -> Option<C> {
        self.connection
            .downcast()
            .ok()
            .map(|connection| *connection)
    }
}

#[derive(Debug)]
pub struct Counts {
    pub spoken: SpokenHttp,
    waiting: usize,
    opening: usize,
    left: usize,
    /// All connections that there were.
    pub opened: usize,
    /// Whether any of them came to something.
    pub has_opened: bool,
    /// The requests that were announced.
    announced: usize,
    pub kept: Vec<KeptConnection>,
    /// Whether one that was opened ahead was of no use.
    is_ahead_in_vain: bool,
}

impl Counts {
    pub fn of(spoken: SpokenHttp) -> Self {
        Self {
            spoken,
            waiting: 0,
            opening: 0,
            left: 0,
            opened: 0,
            has_opened: false,
            announced: 0,
            kept: Vec::new(),
            is_ahead_in_vain: false,
        }
    }

    /// Whether a request that waits may have a connection.
    pub fn may_open(&self) -> bool {
        match self.spoken {
            SpokenHttp::Unknown | SpokenHttp::Http2 => self.opening + self.left == 0,
            SpokenHttp::Http1 | SpokenHttp::Nothing => {
                !self.kept.is_empty() || self.left < self.waiting
            }
        }
    }

    /// Announces a request. Returns whether a connection for it may be wanted, where there are no more than `most`.
    pub fn announce(&mut self, most: usize) -> bool {
        let is_counted = self.announced < most;
        self.announced += usize::from(is_counted);
        is_counted && self.is_wanted() != Some(false)
    }

    /// Whether a connection is wanted for a request that is announced; `None` while nobody knows.
    pub fn is_wanted(&self) -> Option<bool> {
        if self.is_ahead_in_vain {
            return Some(false);
        }
        match self.spoken {
            SpokenHttp::Unknown => (self.opening + self.left == 0).then_some(true),
            SpokenHttp::Http1 => Some(self.opened < self.announced),
            SpokenHttp::Http2 | SpokenHttp::Nothing => Some(false),
        }
    }

    /// Closes what was kept for too long. From then on none is opened ahead, nor if one was opened too late.
    pub fn end_ahead(&mut self, is_late: bool) {
        let kept = self.kept.len();
        self.kept.retain(|kept| kept.since.elapsed() < AHEAD_MAX);
        self.is_ahead_in_vain |= is_late || self.kept.len() < kept;
    }

    pub fn enter(&mut self, stage: Stage) {
        *self.of_stage(stage) += 1;
    }

    pub fn leave(&mut self, stage: Stage) {
        *self.of_stage(stage) -= 1;
    }

    pub fn change(&mut self, stage: &mut Stage, next: Stage) {
        self.leave(*stage);
        self.enter(next);
        *stage = next;
    }

    fn of_stage(&mut self, stage: Stage) -> &mut usize {
        match stage {
            Stage::Waiting => &mut self.waiting,
            Stage::Opening => &mut self.opening,
            Stage::Left => &mut self.left,
        }
    }
}
