//! HTTP: clients, TLS and proxies, limits and retries, redirects by hand. The network is reached from here alone.
//!
//! Knows nothing of how a registry is authenticated against, nor of images.

pub mod address;
mod answer;
mod body;
pub mod certificates;
pub mod clients;
mod coding;
mod connections;
mod escapes;
pub mod exchange;
mod failure;
pub mod guess;
pub mod limits;
mod machine_roots;
pub mod message;
mod opening;
pub mod pace;
pub mod plain;
mod prepared;
pub mod proxy;
pub mod quota;
mod reach;
mod redirect;
pub mod retry;
mod roots;
pub mod secret;
pub mod setting;
mod stream;
pub mod tls;
pub mod transport;
mod verifier;

use std::error::Error as StdError;
use std::io;
use std::iter::successors;

pub use self::body::BodyReader;
pub use self::exchange::{Request, Response, authority, is_same_origin};
pub use self::guess::Guess;
pub use self::limits::locked;
pub use self::message::{answered, is_web_page, said};
pub use self::secret::{Authorization, Secret};
pub use self::transport::Transport;
pub use reqwest::{Method, StatusCode, header};

/// All that an error comes from, the nearest cause first. An `io::Error` hides the error it carries from `source`, and
/// often carries another `io::Error`.
pub fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    successors(error.source(), |&error| {
        let carried = error.downcast_ref::<io::Error>();
        let carried = carried.and_then(io::Error::get_ref);
        carried.map_or_else(|| error.source(), |carried| Some(carried))
    })
}

/// The innermost cause, which is the one that says something.
pub fn root_cause(error: &reqwest::Error) -> String {
    // An error without a source would show the URL
    let root = causes(error).last();
    root.map_or_else(|| "the connection failed".to_owned(), ToString::to_string)
}
