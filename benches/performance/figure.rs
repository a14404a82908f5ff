//! A figure that imagelock promises, its bound, and what was measured.

use std::time::Duration;

/// Whether a bound holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Held,
    Missed,
    /// There is nothing to measure yet.
    NotBuilt,
}

impl Verdict {
    /// How a table names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Missed => "**missed**",
            Self::NotBuilt => "not built yet",
        }
    }
}

impl From<bool> for Verdict {
    fn from(is_held: bool) -> Self {
        if is_held { Self::Held } else { Self::Missed }
    }
}

/// One row of the table of promises.
#[derive(Debug, Clone)]
pub struct Figure {
    pub what: String,
    pub bound: String,
    pub measured: String,
    pub verdict: Verdict,
}

impl Figure {
    pub fn new(
        what: impl Into<String>,
        bound: impl Into<String>,
        measured: impl Into<String>,
        verdict: impl Into<Verdict>,
    ) -> Self {
        Self {
            what: what.into(),
            bound: bound.into(),
            measured: measured.into(),
            verdict: verdict.into(),
        }
    }
}

/// Milliseconds or seconds, with three digits or so.
pub fn time(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds {
        ..0.01 => format!("{:.1} ms", seconds * 1000.0),
        ..1.0 => format!("{:.0} ms", seconds * 1000.0),
        ..10.0 => format!("{seconds:.2} s"),
        _ => format!("{seconds:.1} s"),
    }
}
