//! Errors of the run itself.

use std::io;
use std::time::Duration;

use crate::exit::{Class, Diagnosis, Reason, Signal, Status};
use crate::signals::EndedBySignal;

/// The time that the run was given is over.
#[derive(Debug, Clone, thiserror::Error)]
#[error("timed out after {} s{}", .limit.as_secs_f64(), but(.so_far.as_deref()))]
pub struct TimedOut {
    pub limit: Duration,
    /// The steps that were done, in words.
    pub so_far: Option<String>,
    /// The last failure that the run was trying to overcome.
    pub last_failure: Option<String>,
}

/// The run ended before its time, or could not begin.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    #[error(transparent)]
    TimedOut(#[from] TimedOut),
    #[error("{}", ended(*.0))]
    Signalled(EndedBySignal),
    #[error("cannot get random numbers from the system: {0}")]
    Random(String),
    /// The event loop cannot be set up.
    #[error("cannot start the event loop")]
    Setup(#[source] io::Error),
}

impl RuntimeError {
    pub(super) fn diagnosis(&self) -> Diagnosis<'_> {
        match self {
            Self::TimedOut(timed_out) => {
                Diagnosis::new(Status::Failed(Class::NoAnswer), Reason::TimedOut)
                    .hint("allow more time with `--timeout`, or leave it out")
                    .details(timed_out.last_failure.as_slice())
            }
            Self::Signalled(ended) => {
                Diagnosis::new(Status::Signalled(ended.signal), Reason::Interrupted)
            }
            Self::Random(_) | Self::Setup(_) => Diagnosis::wrong_question(Reason::Setup),
        }
    }
}

/// The rest of a sentence.
fn but(so_far: Option<&str>) -> String {
    so_far.map_or_else(String::new, |so_far| format!(": {so_far}"))
}

/// The signal that ended a run, and what the run had done before.
fn ended(ended: EndedBySignal) -> String {
    let signal = match ended.signal {
        Signal::Interrupt => "SIGINT",
        Signal::Terminate => "SIGTERM",
    };
    match ended.files_written {
        0 => format!("stopped by {signal}; nothing was written"),
        1 => format!("stopped by {signal} after 1 file was written"),
        count => format!("stopped by {signal} after {count} files were written"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl RuntimeError {
        /// The sample behind another, or the first. An error that is not listed does not compile.
        pub(in crate::error) fn sample(behind: Option<&Self>, text: &str) -> Option<Self> {
            let said = || text.to_owned();
            let Some(behind) = behind else {
                return Some(Self::TimedOut(TimedOut {
                    limit: Duration::from_secs(1),
                    so_far: Some(said()),
                    last_failure: Some(said()),
                }));
            };
            Some(match behind {
                Self::TimedOut(_) => Self::Signalled(EndedBySignal {
                    signal: Signal::Terminate,
                    files_written: 2,
                }),
                Self::Signalled(_) => Self::Random(said()),
                Self::Random(_) => Self::Setup(io::Error::other(said())),
                Self::Setup(_) => return None,
            })
        }
    }
}
