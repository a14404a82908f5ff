//! The HTTP clients of a run: what they wait for, whom they trust, and that they do nothing by themselves.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use reqwest::{Client, ClientBuilder, Response as Answer};
use url::Url;

use super::certificates::Certificates;
use super::connections::ConnectionUse;
use super::plain::PlainHttp;
use super::proxy::{Proxies, Proxy};
use super::reach::{Reach, ReachResolver, ResolvedNames};
use super::roots::Roots;
use super::tls::ClientIdentity;
use super::{Request, locked, root_cause, verifier};
use crate::registry::error::Error;
use crate::registry::host::Endpoint;
use crate::registry::settings::Timeouts;

/// The time that an idle connection is kept: shorter than what routers on the way forget it after.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The route to a server, as far as failures are explained by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionRoute {
    /// The registry that the conversation is with, as `config.toml` names it.
    pub registry: Option<String>,
    pub proxy: Option<String>,
    /// Whether it is this machine that resolves the name.
    resolves_here: bool,
    /// The host that a redirect led here from.
    pub led_by: Option<String>,
    /// Who says that no TLS is spoken, if so.
    pub plain: Option<PlainHttp>,
    /// Whether this client has a certificate for the server.
    pub identity: ClientIdentity,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct ClientKey {
    certificates: Arc<Certificates>,
    proxy: Option<Proxy>,
    reach: Reach,
    /// Whether variables name the roots of trust.
    has_named_roots: bool,
    identity: ClientIdentity,
    connection: ConnectionUse,
}

/// The clients of a run, each built once and when first needed: reading the roots of trust takes milliseconds.
#[derive(Default)]
pub struct Clients {
    timeouts: Timeouts,
    built: Mutex<HashMap<ClientKey, Result<BuiltClient, Error>>>,
    proxies: OnceLock<Proxies>,
    roots: OnceLock<Result<Option<Roots>, Error>>,
    resolved: ResolvedNames,
}

/// A client, and whether it has a certificate to show.
type BuiltClient = (Client, ClientIdentity);

impl Clients {
    pub fn new(timeouts: Timeouts) -> Self {
        Self {
            timeouts,
            ..Self::default()
        }
    }

    /// The client for a request in a conversation.
    pub fn client(
        &self,
        request: &Request,
        peer: Option<&Endpoint>,
        connection: ConnectionUse,
    ) -> Result<(Client, ConnectionRoute), Error> {
        let url = &request.url;
        let roots = if url.scheme() == "https" {
            self.roots()?
        } else {
            None
        };
        let proxy = self.proxy(url).map_err(setup)?;
        // The client's own certificate is shown to the host of the conversation alone
        let is_its_own = peer.is_some_and(|peer| !peer.certificates.is_empty() && peer.is_at(url));
        let key = ClientKey {
            certificates: peer.map_or_else(Arc::default, |peer| Arc::clone(&peer.certificates)),
            reach: reach(request, proxy.as_ref()),
            proxy: proxy.clone(),
            has_named_roots: roots.is_some(),
            identity: if is_its_own {
                ClientIdentity::Shown
            } else {
                ClientIdentity::Withheld
            },
            connection,
        };
        let (client, identity) = locked(&self.built)
            .entry(key)
            .or_insert_with_key(|key| build(key, roots, self.timeouts, &self.resolved))
            .clone()?;
        let route = ConnectionRoute {
            registry: peer.map(|peer| peer.registry.to_string()),
            resolves_here: resolves_here(proxy.as_ref()),
            proxy: proxy.map(|proxy| proxy.to_string()),
            led_by: request.led_by.as_ref().map(|leader| leader.host.clone()),
            plain: PlainHttp::of(&request.url, peer),
            identity,
        };
        Ok((client, route))
    }

    /// The proxy that leads to a URL.
    pub fn proxy(&self, url: &Url) -> Result<Option<Proxy>, String> {
        let proxies = self.proxies.get_or_init(Proxies::from_environment);
        proxies.leading_to(url)
    }

    /// The address of whoever answered; `None` if a proxy alone knows it.
    pub fn address(&self, answer: &Answer, url: &Url, route: &ConnectionRoute) -> Option<IpAddr> {
        match (&route.proxy, url.host_str()) {
            (None, _) => answer.remote_addr().map(|address| address.ip()),
            (Some(_), Some(name)) if route.resolves_here => {
                locked(&self.resolved).get(name).copied()
            }
            (Some(_), _) => None,
        }
    }

    /// The roots that variables name, read when TLS is first spoken.
    fn roots(&self) -> Result<Option<&Roots>, Error> {
        let roots = self.roots.get_or_init(Roots::named);
        roots.as_ref().map(Option::as_ref).map_err(Clone::clone)
    }
}

fn resolves_here(proxy: Option<&Proxy>) -> bool {
    proxy.is_none_or(Proxy::takes_addresses)
}

/// The addresses that a request may be sent to. Other proxies resolve names themselves. A proxy may be near; but
/// whoever is led to it by name is not led by it.
fn reach(request: &Request, proxy: Option<&Proxy>) -> Reach {
    let Some(leader) = request.led_by.as_ref().filter(|_| resolves_here(proxy)) else {
        return Reach::Everywhere;
    };
    let proxy = proxy.map(Proxy::host);
    let proxy = proxy.filter(|proxy| request.url.host_str() != Some(proxy));
    Reach::Led {
        from: leader.whereabouts,
        proxy: proxy.map(str::to_owned),
    }
}

fn setup(cause: String) -> Error {
    Error::Setup { cause }
}

fn build(
    key: &ClientKey,
    roots: Option<&Roots>,
    timeouts: Timeouts,
    resolved: &ResolvedNames,
) -> Result<BuiltClient, Error> {
    // Fails only where a provider is installed already: that of whoever uses the library does as well
    let _ = rustls::crypto::ring::default_provider().install_default();
    let proxy = key.proxy.as_ref().map(Proxy::for_all).transpose();
    let proxy = proxy.map_err(|error| setup(root_cause(&error)))?;
    let builder = || resolving(builder(key, proxy.clone(), timeouts), key, resolved);
    if key.certificates.is_empty() && roots.is_none() {
        // reqwest fails on a machine without roots of trust, even where no TLS is spoken
        let client = builder()
            .build()
            .or_else(|_| builder().tls_certs_only(built_in_roots()).build());
        let client = client.map_err(|error| setup(root_cause(&error)))?;
        return Ok((client, ClientIdentity::Withheld));
    }
    let material = key.certificates.read()?;
    if let Some(roots) = roots
        && roots.certificates.is_empty()
        && material.authorities.is_empty()
    {
        return Err(roots.nobody());
    }
    let identity = if material.identity.is_some() {
        key.identity
    } else {
        ClientIdentity::Withheld
    };
    let roots = roots.map(|roots| roots.certificates.as_slice());
    let tls = verifier::tls(roots, material, identity).map_err(|error| setup(error.to_string()))?;
    let client = builder().tls_backend_preconfigured(tls).build();
    let client = client.map_err(|error| setup(root_cause(&error)))?;
    Ok((client, identity))
}

fn builder(key: &ClientKey, proxy: Option<reqwest::Proxy>, timeouts: Timeouts) -> ClientBuilder {
    let builder = Client::builder()
        .user_agent(concat!("imagelock/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(timeouts.connect)
        .read_timeout(timeouts.read)
        .timeout(timeouts.exchange)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .no_proxy();
    let builder = match key.connection {
        ConnectionUse::Kept => builder,
        ConnectionUse::New => builder.pool_max_idle_per_host(0),
    };
    match proxy {
        Some(proxy) => builder.proxy(proxy),
        None => builder,
    }
}

/// The client with a name service that knows its reach, where that makes a difference.
fn resolving(builder: ClientBuilder, key: &ClientKey, resolved: &ResolvedNames) -> ClientBuilder {
    let is_told = key.proxy.as_ref().is_some_and(Proxy::takes_addresses);
    if key.reach == Reach::Everywhere && !is_told {
        return builder;
    }
    builder.dns_resolver(ReachResolver {
        reach: key.reach.clone(),
        resolved: Arc::clone(resolved),
    })
}

fn built_in_roots() -> impl Iterator<Item = reqwest::Certificate> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .filter_map(|root| reqwest::Certificate::from_der(root).ok())
}
