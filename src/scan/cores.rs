//! Work on many files, on all cores.

use std::thread::{self, ScopedJoinHandle};

/// What comes of those items of which something does, in the order given.
pub(super) fn on_all_cores<'i, I: Sync, O: Send>(
    items: &'i [I],
    work: impl Fn(&'i I) -> Option<O> + Copy + Send + Sync,
) -> Vec<O> {
    let work_on = |part: &'i [I]| part.iter().filter_map(work).collect::<Vec<O>>();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let length = items.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let start = |part| {
            // Where there is no thread for it, this one does it
            let worker = thread::Builder::new().spawn_scoped(scope, move || work_on(part));
            worker.map_err(|_| work_on(part))
        };
        let parts: Vec<_> = items.chunks(length).map(start).collect();
        // A worker that panics ends the run as any panic does
        let end = |worker: ScopedJoinHandle<'_, _>| {
            let done = worker.join();
            done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        let parts = parts.into_iter();
        let done = parts.map(|part| part.map_or_else(|done| done, end));
        done.flatten().collect()
    })
}
