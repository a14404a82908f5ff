//! How connections to a server are opened: the first one alone, never more than there are requests for, and some before
//! they are needed.
//!
//! The HTTP client races (hyper-util, `Client::one_connection_for`): a request that finds no idle connection begins to
//! open one, goes over whichever is there first, and leaves the other to be opened behind it. With twenty requests at
//! once that makes twenty handshakes where HTTP/2 needs one, and with HTTP/1.1 ever more than there are requests.
//! So those that are about to open one wait here: until the first connection has told which HTTP is spoken, and with
//! HTTP/2 for as long as another one is being opened; with HTTP/1.1, for the connections that were left behind. Nobody
//! waits for long: to a server that fails or is slow, each opens its own.

mod connector;
mod counts;

use std::any::Any;
use std::future::{Future, poll_fn, ready};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper_util::client::legacy::connect::Connection;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::locked;
use counts::{AHEAD_MAX, Counts, KeptConnection, SpokenHttp, Stage};

/// The turns of the runtime in which a connection that is there finds who waits for it: its own task, the one that
/// brings it back, and the request take one each.
const TURNS: usize = 8;
/// The time for which a request waits for the connections of others.
const OTHERS_MAX: Duration = Duration::from_secs(3);
/// The time for which a request that got no connection waits for one that another request is done with.
const RETURN_MAX: Duration = Duration::from_secs(1);

tokio::task_local! {
    static PURPOSE: Purpose;
}

/// What a connection is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// A request that is there.
    Request,
    /// One that will come.
    Later,
}

/// Runs an exchange. The opening of a connection that it has left is known by going on outside of it.
pub fn for_request<F: Future>(exchange: F) -> impl Future<Output = F::Output> {
    PURPOSE.scope(Purpose::Request, exchange)
}

/// The purpose; none where the exchange has left.
fn purpose() -> Option<Purpose> {
    PURPOSE.try_with(|purpose| *purpose).ok()
}

/// The way in which connections to one server are opened.
#[derive(Debug, Clone)]
pub struct Opening(Arc<Door>);

impl Opening {
    /// For a server of which no more is known than whether it speaks TLS. Without TLS it speaks HTTP/1.1.
    pub fn new(is_tls: bool) -> Self {
        let counts = Counts::of(if is_tls {
            SpokenHttp::Unknown
        } else {
            SpokenHttp::Http1
        });
        Self(Arc::new(Door {
            counts: Mutex::new(counts),
            changed: Notify::new(),
        }))
    }

    /// Announces a request. Returns whether a connection for it may be wanted, where there are no more than `most`.
    pub fn announce(&self, most: usize) -> bool {
        locked(&self.0.counts).announce(most)
    }

    /// Runs an exchange that opens a connection ahead, keeps it for another one, and ends. What nobody takes is closed
    /// again: a server that serves one connection at a time serves nobody else meanwhile.
    pub async fn ahead(&self, exchange: impl Future) {
        let opened = PURPOSE.scope(Purpose::Later, exchange);
        let is_late = timeout(AHEAD_MAX, opened).await.is_err();
        if !is_late {
            sleep(AHEAD_MAX).await;
        }
        locked(&self.0.counts).end_ahead(is_late);
    }
}

#[derive(Debug)]
struct Door {
    counts: Mutex<Counts>,
    changed: Notify,
}

impl Door {
    /// Waits until a request may open a connection, or until one is kept for it.
    async fn enter(self: &Arc<Self>) -> Opener {
        let mut opener = Opener::new(self, &mut locked(&self.counts), Stage::Waiting);
        turns().await;
        let begun = self.until(|| opener.begin(Counts::may_open));
        if timeout(OTHERS_MAX, begun).await.is_err() {
            opener.begin(|_| true);
        }
        opener
    }

    /// Waits until it is known whether a connection is to be opened for an announced request.
    async fn enter_for_later(self: &Arc<Self>) -> Option<Opener> {
        self.until(|| {
            let mut counts = locked(&self.counts);
            let is_wanted = counts.is_wanted()?;
            counts.opened += usize::from(is_wanted);
            Some(is_wanted.then(|| Opener::new(self, &mut counts, Stage::Left)))
        })
        .await
    }

    /// Keeps a connection for a request.
    fn keep(&self, connection: impl Any + Send) {
        let kept = KeptConnection::new(connection);
        locked(&self.counts).kept.push(kept);
    }

    /// Looks as often as something changes.
    async fn until<T>(&self, mut look: impl FnMut() -> Option<T>) -> T {
        loop {
            let mut changed = pin!(self.changed.notified());
            // From here on nothing is missed; only then it is worth looking
            changed.as_mut().enable();
            if let Some(seen) = look() {
                return seen;
            }
            changed.await;
        }
    }
}

/// Goes on when all that was ready has had its turns. To yield is not enough: the request's own task is the main one,
/// and has its next turn before many others have theirs.
async fn turns() {
    for _ in 0..TURNS {
        // It is the last one in the queue, and does nothing that fails
        let _ = tokio::spawn(ready(())).await;
    }
}

/// A connection that is wanted. Counted until it is dropped.
#[derive(Debug)]
struct Opener {
    door: Arc<Door>,
    stage: Stage,
    /// The connection, if there is one already.
    kept: Option<KeptConnection>,
}

impl Opener {
    fn new(door: &Arc<Door>, counts: &mut Counts, stage: Stage) -> Self {
        counts.enter(stage);
        Self {
            door: Arc::clone(door),
            stage,
            kept: None,
        }
    }

    /// Goes on to open the connection, if it may.
    fn begin(&mut self, may_open: impl Fn(&Counts) -> bool) -> Option<()> {
        let mut counts = locked(&self.door.counts);
        may_open(&counts).then(|| {
            self.kept = counts.kept.pop();
            counts.opened += usize::from(self.kept.is_none());
            counts.change(&mut self.stage, Stage::Opening);
        })
    }

    /// Goes when those who share the connection have had the time to find it.
    fn linger(self) {
        tokio::spawn(async move {
            turns().await;
            drop(self);
        });
    }

    /// Leaves after a failure. If there were connections before, one may come back meanwhile: some proxies and servers
    /// allow only so many at once.
    async fn fail(self) {
        let was_good = locked(&self.door.counts).has_opened;
        drop(self);
        if was_good {
            sleep(RETURN_MAX).await;
        }
    }

    /// Opens the connection, and notices if the request leaves.
    async fn open<C: Connection, E>(
        &mut self,
        opening: impl Future<Output = Result<C, E>>,
    ) -> Result<C, E> {
        let mut opening = pin!(opening);
        let opened = poll_fn(|context| {
            if purpose().is_none() {
                locked(&self.door.counts).change(&mut self.stage, Stage::Left);
            }
            opening.as_mut().poll(context)
        });
        let opened = opened.await;
        let mut counts = locked(&self.door.counts);
        counts.has_opened |= opened.is_ok();
        counts.spoken = match &opened {
            Ok(connection) if connection.connected().is_negotiated_h2() => SpokenHttp::Http2,
            Ok(_) => SpokenHttp::Http1,
            Err(_) => SpokenHttp::Nothing,
        };
        drop(counts);
        self.door.changed.notify_waiters();
        opened
    }
}

impl Drop for Opener {
    fn drop(&mut self) {
        locked(&self.door.counts).leave(self.stage);
        self.door.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
