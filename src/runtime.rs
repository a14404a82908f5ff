//! Runs what waits: on one thread, within a time limit, and with a clean end where a signal comes.
//!
//! Ending is dropping: whatever is under way is dropped where it waits, and it never waits in the middle of a write.

use std::future::Future;
use std::io;
use std::time::Duration;

use crate::error::{Error, RuntimeError, TimedOut};
use crate::signals::{EndedBySignal, Interruption};

/// Runs a future to its end, or to the time limit's, or to a signal's.
///
/// # Errors
/// The future's own, [`RuntimeError::TimedOut`], or [`RuntimeError::Signalled`].
pub fn block_on<T>(
    limit: Option<Duration>,
    future: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    check_files().map_err(RuntimeError::Setup)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(RuntimeError::Setup)?;
    let outcome = runtime.block_on(async {
        let mut interruption = Interruption::prepare();
        tokio::select! {
            biased;
            signal = interruption.signal() => Err(RuntimeError::Signalled(EndedBySignal { signal, files_written: 0 }).into()),
            () = elapsed(limit) => Err(TimedOut { limit: limit.unwrap_or_default(), so_far: None, last_failure: None, awaited: Vec::new() }.into()),
            outcome = future => outcome,
        }
    });
    // A name that is being resolved would be waited for otherwise
    runtime.shutdown_background();
    outcome
}

/// The number of pipes that there have to be: as two files each, tokio has five files, the lock one, and a question the
/// others.
const PIPES: usize = 5;

/// Finds out whether as many files can be opened as a run needs. tokio panics where it cannot have its own.
fn check_files() -> io::Result<()> {
    (0..PIPES)
        .map(|_| io::pipe())
        .collect::<io::Result<Vec<_>>>()
        .map(drop)
}

async fn elapsed(limit: Option<Duration>) {
    match limit {
        Some(limit) => tokio::time::sleep(limit).await,
        None => std::future::pending().await,
    }
}
