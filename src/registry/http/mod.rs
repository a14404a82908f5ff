//! HTTP: clients, TLS and proxies, limits and retries, redirects by hand. The network is reached from here alone.
//!
//! Knows nothing of how a registry is authenticated against, nor of images.

pub mod address;
mod answer;
mod causes;
pub mod certificates;
pub mod clients;
pub mod exchange;
mod failure;
pub mod limits;
pub mod message;
pub mod proxy;
pub mod quota;
mod redirect;
pub mod retry;
pub mod secret;
pub mod tls;
pub mod transport;
mod verifier;

pub use reqwest::header;
pub use reqwest::{Method, StatusCode};
