//! Errors of the run itself.

use std::io;
use std::slice;
use std::time::Duration;

use crate::day::Day;
use crate::exit::{Class, Diagnosis, Reason, Signal, Status};
use crate::registry::Awaited;
use crate::signals::EndedBySignal;

/// The number of those that are waited for that are named.
const AWAITED_MAX: usize = 5;

/// The time that the run was given is over.
#[derive(Debug, Clone, thiserror::Error)]
#[error("timed out after {} s{}", .limit.as_secs_f64(), but(.so_far.as_deref(), .awaited))]
pub struct TimedOut {
    pub limit: Duration,
    /// The steps that were done, in words.
    pub so_far: Option<String>,
    /// The last failure that the run was trying to overcome.
    pub last_failure: Option<LastFailure>,
    /// Whom the run waited for.
    pub awaited: Vec<Awaited>,
}

/// A failure that the run was trying to overcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastFailure {
    /// The host and the cause, in words.
    pub words: String,
    /// The way out, if it stays like that.
    pub hint: Option<String>,
}

impl TimedOut {
    fn causes(&self) -> &[String] {
        let words = self.last_failure.as_ref().map(|it| &it.words);
        words.map_or(&[], slice::from_ref)
    }

    /// More time does not help where something else has to be put right first.
    fn hint(&self) -> String {
        const MORE_TIME: &str = "allow more time with `--timeout`, or leave it out";
        let way_out = self.last_failure.as_ref().and_then(|it| it.hint.as_deref());
        match way_out {
            // What is to be pasted stands alone
            Some(way_out) if way_out.contains('\n') => way_out.to_owned(),
            Some(way_out) => format!("{way_out}; if that is right, {MORE_TIME}"),
            None => MORE_TIME.to_owned(),
        }
    }
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
    #[error("this machine's clock says {0}, but there were no images yet")]
    Clock(Day),
    /// The event loop cannot be set up.
    #[error("cannot start the event loop")]
    Setup(#[source] io::Error),
}

impl RuntimeError {
    pub(super) fn diagnosis(&self) -> Diagnosis<'_> {
        match self {
            Self::TimedOut(timed_out) => {
                Diagnosis::new(Status::Failed(Class::NoAnswer), Reason::TimedOut)
                    .hint(timed_out.hint())
                    .details(timed_out.causes())
            }
            Self::Signalled(ended) => {
                Diagnosis::new(Status::Signalled(ended.signal), Reason::Interrupted)
            }
            Self::Clock(_) => Diagnosis::wrong_question(Reason::ClockNotSet)
                .hint("set the clock: `min-age` counts days by it"),
            Self::Random(_) | Self::Setup(_) => Diagnosis::wrong_question(Reason::Setup),
        }
    }
}

/// The rest of a sentence. Who is waited for is named where it is not the registry alone, which has been named.
fn but(so_far: Option<&str>, awaited: &[Awaited]) -> String {
    let names = names(awaited);
    match so_far {
        Some(so_far) if awaited.iter().all(Awaited::is_plain) => format!(": {so_far}"),
        Some(so_far) => format!(": {so_far} ({names})"),
        None if awaited.is_empty() => String::new(),
        None => format!(": still waiting for {names}"),
    }
}

fn names(awaited: &[Awaited]) -> String {
    let named = awaited.iter().take(AWAITED_MAX);
    let mut names: Vec<String> = named.map(ToString::to_string).collect();
    if awaited.len() > AWAITED_MAX {
        names.push(format!("{} more", awaited.len() - AWAITED_MAX));
    }
    names.join("; ")
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
                    last_failure: Some(LastFailure {
                        words: said(),
                        hint: Some(said()),
                    }),
                    awaited: Vec::new(),
                }));
            };
            Some(match behind {
                Self::TimedOut(_) => Self::Signalled(EndedBySignal {
                    signal: Signal::Terminate,
                    files_written: 2,
                }),
                Self::Signalled(_) => Self::Random(said()),
                Self::Random(_) => Self::Clock(Day::of(std::time::SystemTime::UNIX_EPOCH)),
                Self::Clock(_) => Self::Setup(io::Error::other(said())),
                Self::Setup(_) => return None,
            })
        }
    }
}
