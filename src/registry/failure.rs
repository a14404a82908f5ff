//! One exchange that failed: what kind of failure it is, and whether another try may help.

use std::error::Error as _;
use std::time::{Duration, SystemTime};

use super::error::Error;
use super::exchange::Response;
use super::message::said;
use super::retry;
use super::tls;

/// Why an exchange gave no usable answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// There was no connection.
    Connect(String),
    /// There was one, and it was not secure.
    Tls(tls::Fault),
    /// It broke.
    Broken(String),
    /// Nothing came for longer than anybody waits.
    Silent,
    /// It was HTTP, and not what was asked for.
    Protocol(String),
    /// The server answered that it has failed.
    Status {
        /// The HTTP status.
        status: u16,
        /// What the server said.
        message: Option<String>,
        /// How long it asks to wait.
        retry_after: Option<Duration>,
    },
}

impl Failure {
    /// The failure behind an error of the HTTP client, without URLs.
    pub fn of(error: &reqwest::Error) -> Self {
        if let Some(fault) = tls::Fault::of(error) {
            return Self::Tls(fault);
        }
        let root = root_cause(error);
        match error {
            error if error.is_dns() => Self::Connect(format!("its name cannot be resolved: {root}")),
            error if error.is_connect() => Self::Connect(root),
            error if error.is_timeout() => Self::Silent,
            _ => Self::Broken(root),
        }
    }

    /// The failure behind a 5xx.
    pub fn of_status(response: &Response) -> Self {
        Self::Status {
            status: response.status.as_u16(),
            message: said(response),
            retry_after: retry::retry_after(&response.headers, SystemTime::now()),
        }
    }

    /// Whether a second try would end in the same way.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Tls(_) | Self::Protocol(_) => true,
            Self::Status { retry_after, .. } => retry_after.is_some_and(|wait| wait > retry::WAIT_MAX),
            Self::Connect(_) | Self::Broken(_) | Self::Silent => false,
        }
    }

    /// How often a request that failed so is tried again. Silence was waited for already.
    pub fn retries_max(&self) -> u32 {
        if *self == Self::Silent { retry::RETRIES_AFTER_SILENCE_MAX } else { retry::RETRIES_MAX }
    }

    /// Whether all requests to the host would end in the same way. A host that was silent for minutes would otherwise
    /// hold the permits of all others, one request after the other.
    pub fn is_of_host(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::Tls(_) | Self::Silent)
    }

    /// How long to wait before retry number `attempt`.
    pub fn wait(&self, attempt: u32) -> Duration {
        match self {
            Self::Status { retry_after: Some(wait), .. } => retry::backoff(attempt).max(*wait),
            _ => retry::backoff(attempt),
        }
    }

    /// What is told of it.
    pub fn cause(&self) -> String {
        match self {
            Self::Connect(cause) | Self::Broken(cause) | Self::Protocol(cause) => cause.clone(),
            Self::Tls(fault) => fault.to_string(),
            Self::Silent => "it fell silent".to_owned(),
            Self::Status { status, .. } => format!("it answered {status}"),
        }
    }

    /// The error after so many attempts.
    pub fn into_error(self, host: String, attempts: u32) -> Error {
        match self {
            Self::Connect(cause) => Error::Unreachable { host, attempts, cause },
            Self::Tls(fault) => Error::Tls { host, fault },
            Self::Broken(_) | Self::Silent => Error::Broken { host, attempts, cause: self.cause() },
            Self::Protocol(cause) => Error::Protocol { host, cause },
            Self::Status { status, message, .. } => Error::Server { host, status, attempts, message },
        }
    }
}

/// The innermost cause, which is the one that says something.
fn root_cause(error: &reqwest::Error) -> String {
    let mut root: &dyn std::error::Error = error;
    while let Some(source) = root.source() {
        root = source;
    }
    // An error without a source would show the URL
    if error.source().is_none() { "the connection failed".to_owned() } else { root.to_string() }
}
