//! The connections of a run: which of them have answered before.
//!
//! A connection that is kept may be gone when it is used again (RFC 9112, 9.3.1): its server has closed it since, or a
//! balancer on the way has forgotten it. That is no failure of the server, which a new connection reaches.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Mutex;

use hyper::http::Extensions;
use hyper_util::client::legacy::Error as PoolError;
use hyper_util::client::legacy::connect::HttpInfo;

use super::{causes, locked};

/// Whether a request may go over a connection that others use, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionUse {
    /// One that is kept: after another request, and with HTTP/2 beside others.
    Kept,
    /// A new one, for this request alone.
    New,
}

/// The connections that have answered, by their two ends.
#[derive(Debug, Default)]
pub struct UsedConnections(Mutex<HashSet<(SocketAddr, SocketAddr)>>);

impl UsedConnections {
    /// Notes the connection of an answer. Returns whether it had answered before.
    pub fn note(&self, answer: &reqwest::Response) -> bool {
        let ends = ends(answer.extensions());
        ends.is_some_and(|ends| !locked(&self.0).insert(ends))
    }

    /// Whether an error is of a connection that had answered before.
    pub fn have(&self, error: &reqwest::Error) -> bool {
        let mut of_pool = causes(error).filter_map(|cause| cause.downcast_ref::<PoolError>());
        let Some(connected) = of_pool.find_map(PoolError::connect_info) else {
            return false;
        };
        let mut extensions = Extensions::new();
        connected.get_extras(&mut extensions);
        ends(&extensions).is_some_and(|ends| locked(&self.0).contains(&ends))
    }
}

fn ends(extensions: &Extensions) -> Option<(SocketAddr, SocketAddr)> {
    let info = extensions.get::<HttpInfo>()?;
    Some((info.local_addr(), info.remote_addr()))
}
