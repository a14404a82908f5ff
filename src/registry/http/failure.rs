//! One exchange that failed: what kind of failure it is, and whether another try may help.

use std::time::{Duration, SystemTime};

use super::clients::ConnectionRoute;
use super::connections::ConnectionUse;
use super::plain::PlainHttp;
use super::proxy::ProxyFault;
use super::reach::NearName;
use super::tls::TlsFault;
use super::{Response, causes, retry, root_cause, said};
use crate::registry::error::Error;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeFailure {
    kind: FailureKind,
    route: Box<ConnectionRoute>,
    /// Whether the connection had answered another request before.
    is_on_used_connection: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FailureKind {
    Connect(String),
    /// A redirect led to a name that has addresses out of reach alone.
    Near(NearName),
    /// There was one, and it was not secure.
    Tls(TlsFault),
    Proxy(ProxyFault),
    Broken(String),
    /// Nothing came for longer than anybody waits.
    Silent,
    /// It was HTTP, and not what was asked for.
    Protocol(String),
    NotHttp(String),
    /// It came in a coding that nobody asked for.
    Coded(String),
    Status {
        status: u16,
        message: Option<String>,
        retry_after: Option<Duration>,
    },
}

impl ExchangeFailure {
    pub fn new(kind: FailureKind, route: &ConnectionRoute) -> Self {
        Self {
            kind,
            route: Box::new(route.clone()),
            is_on_used_connection: false,
        }
    }

    /// The failure of a server whose answer is larger than what is read of one, in bytes.
    pub fn too_large(max: usize, route: &ConnectionRoute) -> Self {
        let cause = format!("its answer is larger than {max} bytes");
        Self::new(FailureKind::Protocol(cause), route)
    }

    /// The same failure, on a connection that had answered another request before, if it had.
    pub fn on_used_connection(self, is_on_used_connection: bool) -> Self {
        Self {
            is_on_used_connection,
            ..self
        }
    }

    /// The failure behind an error of the HTTP client, without URLs.
    pub fn of(error: &reqwest::Error, route: &ConnectionRoute) -> Self {
        Self::new(FailureKind::of(error, route), route)
    }

    pub fn of_status(response: &Response, now: SystemTime) -> Self {
        let kind = FailureKind::Status {
            status: response.status.as_u16(),
            message: said(response),
            retry_after: retry::retry_after(&response.headers, now),
        };
        Self::new(kind, &ConnectionRoute::default())
    }

    /// The same failure of a server that has answered before, over such a connection as this one should have been.
    pub fn of_known_server(mut self) -> Self {
        self.route.plain = self.route.plain.map(|_| PlainHttp::Server);
        self
    }

    /// Whether it may be for want of the connection, and not of the server: another one may do.
    fn is_of_connection(&self) -> bool {
        matches!(
            self.kind,
            FailureKind::Broken(_)
                | FailureKind::NotHttp(_)
                | FailureKind::Silent
                | FailureKind::Tls(TlsFault::Other(_))
        )
    }

    /// Whether it says nothing of the server: a connection that was used again was gone. Silence does: it was waited
    /// for.
    pub fn is_of_used_connection(&self) -> bool {
        self.is_on_used_connection && self.is_of_connection() && self.kind != FailureKind::Silent
    }

    /// The connection for the next try: a new one after one that broke, since others that are kept may be gone as well.
    pub fn next_connection(&self) -> ConnectionUse {
        if self.is_of_connection() {
            ConnectionUse::New
        } else {
            ConnectionUse::Kept
        }
    }

    /// Whether a server that was asked for much may have failed at that, or somebody on the way.
    pub fn is_of_size(&self) -> bool {
        let is_of_size = matches!(
            self.kind,
            FailureKind::Status { .. } | FailureKind::Silent | FailureKind::Broken(_)
        );
        is_of_size && !self.is_of_used_connection()
    }

    /// Whether nothing is tried any more after it, where so many attempts count.
    pub fn is_last(&self, attempts: u32) -> bool {
        let is_last = attempts > self.retries_max() || self.is_final();
        is_last && !self.is_of_used_connection()
    }

    /// Whether a second try would end in the same way.
    fn is_final(&self) -> bool {
        match &self.kind {
            // An alert of a server in trouble, which the next one behind its name may not be in
            FailureKind::Tls(TlsFault::Other(_)) => false,
            FailureKind::Near(_)
            | FailureKind::Tls(_)
            | FailureKind::Protocol(_)
            | FailureKind::NotHttp(_)
            | FailureKind::Coded(_) => true,
            FailureKind::Proxy(fault) => fault.is_final(),
            FailureKind::Status { retry_after, .. } => {
                retry_after.is_some_and(|wait| wait > retry::WAIT_MAX)
            }
            FailureKind::Connect(_) | FailureKind::Broken(_) | FailureKind::Silent => false,
        }
    }

    /// The number of retries after such a failure. Silence was waited for already.
    fn retries_max(&self) -> u32 {
        if self.kind == FailureKind::Silent {
            retry::RETRIES_AFTER_SILENCE_MAX
        } else {
            retry::RETRIES_MAX
        }
    }

    /// Whether all requests to the host would end in the same way. A host that was silent for minutes would otherwise
    /// hold the permits of all others, one request after the other.
    pub fn is_of_host(&self) -> bool {
        matches!(
            self.kind,
            FailureKind::Connect(_)
                | FailureKind::Tls(_)
                | FailureKind::Proxy(_)
                | FailureKind::Silent
        )
    }

    /// The wait before retry number `attempt`; none where a connection was gone.
    pub fn wait(&self, attempt: u32) -> Duration {
        if self.is_of_used_connection() {
            return Duration::ZERO;
        }
        let asked = match self.kind {
            FailureKind::Status { retry_after, .. } => retry_after.unwrap_or_default(),
            FailureKind::Connect(_)
            | FailureKind::Near(_)
            | FailureKind::Tls(_)
            | FailureKind::Proxy(_)
            | FailureKind::Broken(_)
            | FailureKind::Silent
            | FailureKind::Protocol(_)
            | FailureKind::NotHttp(_)
            | FailureKind::Coded(_) => Duration::ZERO,
        };
        retry::backoff(attempt).max(asked)
    }

    /// The time for which a server says that it is overloaded (503, RFC 9110, 10.2.3), unless that is too long to wait.
    pub fn overload(&self) -> Option<Duration> {
        let FailureKind::Status {
            status: 503,
            retry_after,
            ..
        } = self.kind
        else {
            return None;
        };
        retry_after.filter(|wait| *wait <= retry::WAIT_MAX)
    }

    pub fn cause(&self) -> String {
        match &self.kind {
            FailureKind::Connect(cause)
            | FailureKind::Broken(cause)
            | FailureKind::Protocol(cause) => cause.clone(),
            FailureKind::NotHttp(cause) => format!("its answer is not HTTP: {cause}"),
            FailureKind::Coded(coding) => format!("its answer is compressed ({coding})"),
            FailureKind::Near(near) => near.to_string(),
            FailureKind::Tls(fault) => fault.to_string(),
            FailureKind::Proxy(fault) => {
                let proxy = self.route.proxy.as_deref().unwrap_or_default();
                format!("the proxy {proxy}: {fault}")
            }
            FailureKind::Silent => "it stopped responding".to_owned(),
            FailureKind::Status { status, .. } => format!("it answered {status}"),
        }
    }

    pub fn into_error(self, host: String, attempts: u32) -> Error {
        let cause = self.cause();
        let ConnectionRoute {
            registry,
            proxy,
            led_by,
            plain,
            ..
        } = *self.route;
        let through = |host| match &proxy {
            Some(proxy) => format!("{host} (through the proxy {proxy})"),
            None => host,
        };
        match self.kind {
            FailureKind::Connect(cause) => Error::Unreachable {
                host: through(host),
                attempts,
                cause,
            },
            FailureKind::Near(near) => {
                let cause = format!("it redirects to {host}, {near}");
                Error::protocol(led_by.unwrap_or(host), cause)
            }
            FailureKind::Tls(fault) => {
                let registry = registry.map(|registry| registry.to_string());
                let registry = registry.unwrap_or_else(|| host.clone()).into();
                Error::Tls {
                    registry,
                    host: through(host),
                    fault,
                }
            }
            FailureKind::Proxy(fault) => Error::Proxy {
                proxy: proxy.unwrap_or_default(),
                host,
                attempts,
                fault,
            },
            FailureKind::Broken(_) | FailureKind::Silent => Error::Broken {
                host: through(host),
                attempts,
                cause,
                plain,
            },
            FailureKind::NotHttp(cause) => Error::NotHttp {
                host: through(host),
                cause,
                plain,
            },
            FailureKind::Protocol(cause) => Error::Protocol {
                host: through(host),
                cause,
            },
            FailureKind::Coded(coding) => Error::Compressed {
                host: through(host),
                coding,
            },
            FailureKind::Status {
                status,
                message,
                retry_after,
            } => Error::Server {
                host,
                status,
                attempts,
                wait: retry_after.filter(|wait| *wait > retry::WAIT_MAX),
                message,
            },
        }
    }
}

impl FailureKind {
    fn of(error: &reqwest::Error, route: &ConnectionRoute) -> Self {
        if let Some(near) = causes(error).find_map(|cause| cause.downcast_ref()) {
            return Self::Near(*near);
        }
        let through_proxy = error.url().filter(|_| route.proxy.is_some());
        if let Some(fault) = through_proxy.and_then(|url| ProxyFault::of(error, url)) {
            return Self::Proxy(fault);
        }
        if let Some(fault) = TlsFault::of(error, route.identity) {
            return Self::Tls(fault);
        }
        let root = root_cause(error);
        let mut of_hyper = causes(error).filter_map(|cause| cause.downcast_ref());
        if error.is_dns() {
            Self::Connect(format!("its name cannot be resolved: {root}"))
        } else if error.is_connect() {
            Self::Connect(root)
        } else if error.is_timeout() {
            Self::Silent
        } else if of_hyper.any(hyper::Error::is_parse) {
            // Nothing was lost on the way: the next answer of such a server would be no better
            Self::NotHttp(root)
        } else {
            Self::Broken(root)
        }
    }
}
