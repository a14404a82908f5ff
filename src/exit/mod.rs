//! The exit statuses, and the reasons in JSON: an API that scripts rely on.

mod diagnosis;
mod reason;

use std::process::ExitCode;

pub use diagnosis::Diagnosis;
pub use reason::Reason;

/// Done.
pub const DONE: u8 = 0;
/// The answer is no.
pub const NO: u8 = 1;
/// The question is wrong, or this machine cannot ask it.
pub const WRONG_QUESTION: u8 = 2;
/// There is no answer; the only failure that a retry can change.
pub const NO_ANSWER: u8 = 3;
/// Ended by SIGINT.
pub const INTERRUPTED: u8 = 130;
/// Ended by SIGTERM.
pub const TERMINATED: u8 = 143;

/// The kinds of failure that the exit status tells apart.
///
/// Ordered by weight: where several failures meet, the greatest decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// There is no answer: network, TLS, credentials, refused access, rate limits, a broken registry.
    NoAnswer,
    /// The answer is no.
    No,
    /// The question is wrong, or this machine cannot ask it.
    WrongQuestion,
}

/// The end of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Status {
    /// Nothing is wrong.
    #[default]
    Done,
    /// Something is.
    Failed(Class),
    /// Ended by a signal.
    Signalled(Signal),
}

/// The signals that end a run cleanly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, as Ctrl-C sends it.
    Interrupt,
    /// SIGTERM, as supervisors send it.
    Terminate,
}

impl Status {
    /// The status of the worst of several failures; `Done` where there are none.
    pub fn worst(classes: impl IntoIterator<Item = Class>) -> Self {
        classes.into_iter().max().map_or(Self::Done, Self::Failed)
    }

    /// The number that the process ends with.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => DONE,
            Self::Failed(Class::No) => NO,
            Self::Failed(Class::WrongQuestion) => WRONG_QUESTION,
            Self::Failed(Class::NoAnswer) => NO_ANSWER,
            Self::Signalled(Signal::Interrupt) => INTERRUPTED,
            Self::Signalled(Signal::Terminate) => TERMINATED,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}
