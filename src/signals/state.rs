//! The state that a signal has to know before it ends the process, and the work that it ends.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::exit::Signal;

static STATE: Mutex<SignalState> = Mutex::new(SignalState {
    holds: 0,
    actions: BTreeMap::new(),
    next: 0,
    files_written: 0,
    waiting: None,
    has_heard: false,
    is_told: false,
    is_done: false,
    is_ending: false,
});
/// Told of everything that somebody may wait for.
static CHANGED: Condvar = Condvar::new();

/// The signal that ended a run before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedBySignal {
    pub signal: Signal,
    /// The number of files written before it came.
    pub files_written: usize,
}

/// The work that a process is there for.
pub trait Work: Send + Sync + 'static {
    /// Does it, and says how it ends.
    fn run(&self) -> ExitCode;

    /// Says that a signal ended it.
    fn tell(&self, ended: EndedBySignal);
}

/// Tidies something up.
type Action = Box<dyn FnOnce() + Send>;

/// The work under way in this process.
struct SignalState {
    /// The number of writes that have to be finished first.
    holds: usize,
    /// The actions for the end, in the order in which they came up.
    actions: BTreeMap<u64, Action>,
    /// The number of the next one.
    next: u64,
    /// The number of files written.
    files_written: usize,
    /// To whom it is said that a signal came, where somebody waits for answers.
    waiting: Option<oneshot::Sender<Signal>>,
    /// Whether that one has heard of it.
    has_heard: bool,
    /// Whether the work says, or has said, what it came to.
    is_told: bool,
    /// Whether the work is done.
    is_done: bool,
    /// Whether the process is about to end.
    is_ending: bool,
}

/// The state of the process. A panic elsewhere leaves it as good as it was.
fn state() -> MutexGuard<'static, SignalState> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn change(change: impl FnOnce(&mut SignalState)) {
    change(&mut state());
    CHANGED.notify_all();
}

/// Waits until something holds of the state, but not longer than this. Says whether it does.
fn wait_for(limit: Duration, holds: impl Fn(&SignalState) -> bool) -> bool {
    let waited = CHANGED.wait_timeout_while(state(), limit, |state| !holds(state));
    let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
    holds(&state)
}

/// Waits for the end of a process that is about to end: nothing may begin any more.
fn unless_ending(state: MutexGuard<'static, SignalState>) -> MutexGuard<'static, SignalState> {
    let waited = CHANGED.wait_while(state, |state| state.is_ending && state.holds == 0);
    waited.unwrap_or_else(PoisonError::into_inner)
}

/// A guard: as long as it lives, no signal ends the process: what is being written is written to its end.
#[derive(Debug)]
#[must_use = "a signal may come as soon as this is dropped"]
pub struct Hold(());

/// Begins something that is done as a whole. May be asked for again before that is done.
pub fn hold() -> Hold {
    unless_ending(state()).holds += 1;
    Hold(())
}

impl Drop for Hold {
    fn drop(&mut self) {
        change(|state| state.holds -= 1);
    }
}

/// A guard: as long as it lives, something is done where a signal ends the process.
#[derive(Debug)]
#[must_use = "nothing is done once this is dropped"]
pub struct Cleanup(u64);

/// Does something where a signal ends the process. What it tidies up is made while the process is held.
pub fn clean_up_on_signal(action: impl FnOnce() + Send + 'static) -> Cleanup {
    let mut state = state();
    let number = state.next;
    state.next += 1;
    state.actions.insert(number, Box::new(action));
    Cleanup(number)
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        state().actions.remove(&self.0);
    }
}

/// Does at once what is there for the end: nobody comes back to it. A state that somebody holds is left alone, since
/// that may be who panicked.
pub(crate) fn tidy_up() {
    let Ok(mut state) = STATE.try_lock() else {
        return;
    };
    let actions = std::mem::take(&mut state.actions);
    drop(state);
    actions.into_values().for_each(|action| action());
}

/// One more file has been written.
pub(crate) fn note_written() {
    state().files_written += 1;
}

/// The work begins to say what it came to: where a signal came first, it is for that to say.
pub(crate) fn tell() {
    unless_ending(state()).is_told = true;
}

#[cfg(unix)]
pub(super) fn done() {
    change(|state| state.is_done = true);
}

/// Waits until a signal ends the process, but not longer than this.
pub(crate) fn wait_for_the_end(limit: Duration) {
    wait_for(limit, |state| state.is_done);
}

/// A wait that ends with a signal.
#[derive(Debug)]
pub struct Interruption(oneshot::Receiver<Signal>);

impl Interruption {
    /// Has the next signal sent here.
    pub fn prepare() -> Self {
        let (sender, receiver) = oneshot::channel();
        state().waiting = Some(sender);
        Self(receiver)
    }

    /// Ends when a signal comes.
    #[cfg(unix)]
    pub async fn signal(&mut self) -> Signal {
        match (&mut self.0).await {
            Ok(signal) => {
                change(|state| state.has_heard = true);
                signal
            }
            Err(_) => std::future::pending().await,
        }
    }

    /// Ends when a signal comes.
    #[cfg(not(unix))]
    pub async fn signal(&mut self) -> Signal {
        let _ = tokio::signal::ctrl_c().await;
        Signal::Interrupt
    }
}

impl Drop for Interruption {
    fn drop(&mut self) {
        state().waiting = None;
    }
}

/// Tells whoever waits for answers of a signal, and says whether the run has ended by itself since. `reaction` is how
/// long it may take to hear of it, `end` how long to end.
#[cfg(unix)]
pub(super) fn ends_by_itself(signal: Signal, reaction: Duration, end: Duration) -> bool {
    let Some(waiting) = state().waiting.take() else {
        return false;
    };
    waiting.send(signal).is_ok()
        && wait_for(reaction, |state| state.has_heard)
        && wait_for(end, |state| state.is_done)
}

/// Waits for what is being written, lets nothing else begin, and tidies up. Gives the number of files written, and
/// whether the work had begun to say what it came to.
#[cfg(unix)]
pub(super) fn stop() -> (usize, bool) {
    let mut state = state();
    state.is_ending = true;
    let waited = CHANGED.wait_while(state, |state| state.holds > 0);
    let mut state = waited.unwrap_or_else(PoisonError::into_inner);
    let actions = std::mem::take(&mut state.actions);
    let stopped = (state.files_written, state.is_told);
    drop(state);
    actions.into_values().for_each(|action| action());
    stopped
}
