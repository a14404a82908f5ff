//! The settings of a client.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// The number of requests in flight at once, where nobody says otherwise.
pub const JOBS: usize = 128;

/// The time that a host which keeps asking to wait is waited for in all, where nobody says otherwise.
const PATIENCE: Duration = Duration::from_secs(600);

/// The settings of a client.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The number of requests that may be in flight at once, token requests included.
    pub jobs: usize,
    /// Whether no credentials are looked for, and none shown.
    pub anonymous: bool,
    /// The times that a server is waited for.
    pub timeouts: Timeouts,
    /// The time that a host which keeps asking to wait is waited for in all.
    pub patience: Duration,
    /// The directory in which is kept, for this user alone, what registries ask for, without anything that is secret,
    /// and bodies that were fetched by digest; `None` where nothing is.
    pub cache: Option<PathBuf>,
    /// The clock that dates in headers are held against.
    pub clock: fn() -> SystemTime,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            jobs: JOBS,
            anonymous: false,
            cache: None,
            timeouts: Timeouts::default(),
            patience: PATIENCE,
            clock: SystemTime::now,
        }
    }
}

/// The times that a server is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until a connection has come about.
    pub connect: Duration,
    /// While a server is silent.
    pub read: Duration,
    /// For one exchange in all.
    pub exchange: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(30),
            exchange: Duration::from_secs(60),
        }
    }
}
