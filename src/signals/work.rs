//! The work of a process, and what ended it.

use std::process::ExitCode;

use crate::exit::Signal;

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
