//! SIGINT and SIGTERM: they end a run at once, whatever it is doing, and leave nothing half done.
//!
//! The thread that the process began with waits for signals, and another one does the work. When a signal comes, writes
//! that are under way are finished and no other begins, temporary files go, children are ended, and the process ends
//! with the status of the signal. The work is not checked: it may be in the middle of something long. Only who waits
//! for answers is told first, since that ends cleanly by itself.

mod state;
#[cfg(all(unix, feature = "cli"))]
mod watch;

use std::process::ExitCode;
use std::sync::Arc;

pub use state::{Cleanup, EndedBySignal, Interruption, Work, clean_up_on_signal, hold};
pub(crate) use state::{note_written, tell, tidy_up, wait_for_the_end};
#[cfg(all(unix, feature = "cli"))]
pub(crate) use watch::ends_runs;

/// Does the work, until it is done or a signal comes.
pub fn run(work: Arc<impl Work>) -> ExitCode {
    #[cfg(all(unix, feature = "cli"))]
    {
        watch::run(work)
    }
    #[cfg(not(all(unix, feature = "cli")))]
    {
        work.run()
    }
}
