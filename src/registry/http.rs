//! The HTTP clients of a run: what they wait for, whom they trust, and that they do nothing by themselves.

use std::sync::OnceLock;
use std::time::Duration;

use url::Url;

use super::address::{self, Address};
use super::error::Error;
use super::failure::Failure;

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a server may be silent.
const READ_TIMEOUT: Duration = Duration::from_secs(30);
/// How long one exchange may take in all.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(60);
/// How long an idle connection is kept: shorter than what routers on the way forget it after.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The clients of a run, each built once and when first needed: reading the roots of trust takes milliseconds.
#[derive(Default)]
pub struct Clients {
    proxied: OnceLock<Result<reqwest::Client, Error>>,
    direct: OnceLock<Result<reqwest::Client, Error>>,
}

impl Clients {
    /// The client for a URL. What is on this machine is not asked for by way of a proxy, whatever the proxy variables
    /// say: docker and all that is written in Go do the same (`net/http/httpproxy`).
    ///
    /// # Errors
    /// Where this machine has no random numbers or the like.
    pub fn client(&self, url: &Url) -> Result<&reqwest::Client, Error> {
        let client = if address::of(url) == Some(Address::Loopback) {
            self.direct.get_or_init(|| build(reqwest::ClientBuilder::no_proxy))
        } else {
            self.proxied.get_or_init(|| build(|builder| builder))
        };
        client.as_ref().map_err(Clone::clone)
    }
}

fn build(
    proxies: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<reqwest::Client, Error> {
    // Fails only where a provider is installed already, which then is the same one
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || {
        proxies(reqwest::Client::builder())
            .user_agent(concat!("imagelock/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .timeout(EXCHANGE_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
    };
    // reqwest fails on a machine without roots of trust, even where no TLS is spoken
    builder()
        .build()
        .or_else(|_| builder().tls_certs_only(built_in_roots()).build())
        .map_err(|error| Error::Setup { cause: Failure::of(&error).cause() })
}

fn built_in_roots() -> impl Iterator<Item = reqwest::Certificate> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .filter_map(|root| reqwest::Certificate::from_der(root).ok())
}
