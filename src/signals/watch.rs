//! The thread that waits for signals.

use std::ffi::c_int;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use signal_hook::iterator::{Handle, Signals};

use super::state::{self, EndedBySignal, Work};
use crate::exit::{Signal, Status};

/// The signals that end a run.
const SIGNALS: [c_int; 2] = [SIGINT, SIGTERM];
/// The size to which the stack of the work may grow, as that of a process.
const STACK: usize = 8 * 1024 * 1024;
/// The time that somebody who waits may take to hear of a signal. Who computes meanwhile is not waited for.
const REACTION: Duration = Duration::from_millis(100);
/// The time until everything is said: somebody may not read it.
const REPORT_LIMIT: Duration = Duration::from_secs(1);

/// Whether a signal is one of those that end a run.
pub(crate) fn ends_runs(signal: c_int) -> bool {
    SIGNALS.contains(&signal)
}

/// Does the work on another thread, until it is done or a signal comes.
pub(super) fn run<W: Work>(work: Arc<W>) -> ExitCode {
    outlive_limits();
    let Ok(mut signals) = Signals::new(SIGNALS) else {
        return unwatched(&*work);
    };
    match start(Arc::clone(&work), signals.handle()) {
        Ok(worker) => match signals.forever().next() {
            Some(signal) => end(as_signal(signal), work, worker),
            None => join(worker),
        },
        Err(_) => unwatched(&*work),
    }
}

/// A file that grows beyond what the system allows is an error of the write, which says so and cleans up, and no end of
/// the process.
fn outlive_limits() {
    // Where this fails the process ends as it would have
    let _ = flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
}

/// Does the work where there are no files or threads for more: a signal ends it, and says nothing.
fn unwatched(work: &impl Work) -> ExitCode {
    for signal in SIGNALS {
        let status = Status::Signalled(as_signal(signal)).code();
        let always = Arc::new(AtomicBool::new(true));
        // Where this fails the signal ends the process by itself
        let _ = flag::register_conditional_shutdown(signal, status.into(), always);
    }
    work.run()
}

/// Starts the work. When it is done, in whatever way, nobody waits for signals any more.
fn start(work: Arc<impl Work>, handle: Handle) -> std::io::Result<JoinHandle<ExitCode>> {
    struct WatcherDone(Handle);
    impl Drop for WatcherDone {
        fn drop(&mut self) {
            state::done();
            self.0.close();
        }
    }
    thread::Builder::new()
        .name(env!("CARGO_PKG_NAME").to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let _done = WatcherDone(handle);
            work.run()
        })
}

/// The exit status of the work; a panic is as if it were here.
fn join(worker: JoinHandle<ExitCode>) -> ExitCode {
    let ended = worker.join();
    ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Ends the run. What the work is at ends with the process.
fn end(signal: Signal, work: Arc<impl Work>, worker: JoinHandle<ExitCode>) -> ExitCode {
    if state::ends_by_itself(signal, REACTION, REPORT_LIMIT) {
        return join(worker);
    }
    let (files_written, is_told) = state::stop();
    if !is_told {
        let ended = EndedBySignal {
            signal,
            files_written,
        };
        tell(work, ended);
    }
    Status::Signalled(signal).into()
}

/// Says that a signal came, where somebody listens.
fn tell(work: Arc<impl Work>, ended: EndedBySignal) {
    let (sender, receiver) = mpsc::channel();
    let told = thread::Builder::new().spawn(move || {
        work.tell(ended);
        let _ = sender.send(());
    });
    if told.is_ok() {
        let _ = receiver.recv_timeout(REPORT_LIMIT);
    }
}

fn as_signal(number: c_int) -> Signal {
    if number == SIGINT {
        Signal::Interrupt
    } else {
        Signal::Terminate
    }
}
