//! The host of a conversation, and what it is reached with.

use std::sync::Arc;

use super::credentials::Credentials;
use crate::registry::event::Observer;
use crate::registry::host::Endpoint;
use crate::registry::http::transport::Transport;

/// The host and the tools that all parts of one conversation share.
pub struct SessionContext {
    pub endpoint: Endpoint,
    pub transport: Transport,
    pub credentials: Arc<Credentials>,
    pub observer: Observer,
}
