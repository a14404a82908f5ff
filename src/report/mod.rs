//! The only place that prints, and the words it prints.
//!
//! Stdout is data and reports, stderr is everything else. What came from outside is printed without characters that
//! steer a terminal. Everything is in the order of names, never of arrival.

mod explain;
pub mod human;
mod plain;
mod present;
mod printer;
mod progress;
mod quotas;
pub mod reason;
pub mod references;
pub mod relocked;
pub mod row;
mod snippet;
pub mod verified;

pub use present::{Format, present};
pub use printer::{Printer, Verbosity};
pub use progress::{Progress, Watch};
pub use references::References;
pub use relocked::Relocked;
pub use verified::Verified;

use crate::exit::Status;

/// What a command returned. It is for a format to say it.
#[derive(Debug)]
pub enum Report {
    /// `update`, `lock`, `outdated`.
    Relocked(Box<Relocked>),
    /// `verify`.
    Verified(Box<Verified>),
    /// `resolve`, `get`.
    References(References),
    /// `completions`.
    Script(String),
}

impl Report {
    /// What the exit status says of it.
    pub fn status(&self) -> Status {
        match self {
            Self::Relocked(report) => report.status(),
            Self::Verified(report) => report.status(),
            Self::References(report) => report.status(),
            Self::Script(_) => Status::Done,
        }
    }
}
