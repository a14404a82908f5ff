//! The only place that prints, and the words it prints.
//!
//! Stdout is data and reports, stderr is everything else. What came from outside is printed without characters that
//! steer a terminal. Everything is in the order of names, never of arrival.

mod explain;
pub mod human;
mod plain;
mod printer;
mod progress;
mod quotas;
mod snippet;

pub use printer::{Printer, Verbosity};
pub use progress::{Progress, Watch};
