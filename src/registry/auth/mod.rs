//! Authentication: a host's challenge, the credentials of this machine, token servers, and what is said of a refusal.
//!
//! Knows nothing of images.

pub mod challenge;
pub mod context;
pub mod credentials;
mod discovery;
pub mod distrust;
pub mod grants;
mod login;
mod presented;
mod probe;
pub mod realm;
mod redirect_target;
pub mod refusal;
pub mod session;
pub mod token;
mod token_fetch;
mod token_server;
