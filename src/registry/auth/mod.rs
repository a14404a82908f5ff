//! Authentication: a host's challenge, the credentials of this machine, token servers, and what is said of a refusal.
//!
//! Knows nothing of images.

pub mod challenge;
pub mod credentials;
mod discovery;
mod foreseen;
pub mod grants;
pub mod logging_in;
mod login;
pub mod memory;
mod no_token;
mod own_challenges;
mod presented;
mod probe;
pub mod realm;
mod redirect_target;
pub mod refusal;
mod rejection;
mod renewal;
pub mod session;
pub mod token;
mod token_fetch;
mod token_server;
mod turn;

use std::sync::Arc;

pub use self::challenge::{Bearer, Challenge};
pub use self::credentials::{Credential, CredentialKind, Credentials, UnusableHelper};
use self::memory::ChallengeMemory;
pub use self::refusal::{AccessAttempt, AccessRefusal, TokenSummary};
pub use self::token::{Token, Tokens};
use super::event::Observer;
use super::host::Endpoint;
use super::http::transport::Transport;

/// The host of one conversation and the tools that all its parts share.
pub struct SessionContext {
    pub endpoint: Endpoint,
    pub transport: Transport,
    pub credentials: Arc<Credentials>,
    /// What hosts asked for in earlier runs; `None` where nothing is remembered.
    pub memory: Option<Arc<ChallengeMemory>>,
    pub observer: Observer,
}
