//! The host of a conversation, and what it is reached with.

use std::sync::Arc;

use super::credentials::Credentials;
use crate::registry::event::Observer;
use crate::registry::host::Endpoint;
use crate::registry::http::transport::Transport;

/// What all parts of one conversation share.
pub struct SessionContext {
    /// The host.
    pub endpoint: Endpoint,
    /// The way there.
    pub transport: Transport,
    /// The credentials of this machine.
    pub credentials: Arc<Credentials>,
    /// Who is told of each step.
    pub observer: Observer,
}
