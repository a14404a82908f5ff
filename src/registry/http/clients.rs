//! The HTTP clients of a run: what they wait for, whom they trust, and that they do nothing by themselves.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use reqwest::{Client, ClientBuilder, Response as Answer};
use url::{Origin, Url};

use super::certificates::Certificates;
use super::connections::ConnectionUse;
use super::machine_roots::MachineRoots;
use super::opening::Opening;
use super::plain::PlainHttp;
use super::proxy::{Proxies, Proxy};
use super::reach::{Reach, ReachResolver, ResolvedNames};
use super::roots::Roots;
use super::tls::ClientIdentity;
use super::{Request, locked, root_cause, verifier};
use crate::reference::Registry;
use crate::registry::error::Error;
use crate::registry::host::Endpoint;
use crate::registry::settings::Timeouts;

/// The time that an idle connection is kept: shorter than what routers on the way forget it after.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The route to a server, as far as failures are explained by it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionRoute {
    /// The registry that the conversation is with, as `config.toml` names it.
    pub registry: Option<Registry>,
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
    /// The server: each has connections of its own.
    origin: Origin,
    certificates: Arc<Certificates>,
    proxy: Option<Proxy>,
    reach: Reach,
    /// Whether variables name the roots of trust.
    has_named_roots: bool,
    identity: ClientIdentity,
    connection: ConnectionUse,
}

impl ClientKey {
    fn is_tls(&self) -> bool {
        matches!(&self.origin, Origin::Tuple(scheme, ..) if scheme == "https")
    }

    /// Whether connections are opened before requests need them. In plain HTTP none is: some small servers serve one
    /// connection after the other, and would wait for what comes over it.
    fn opens_ahead(&self) -> bool {
        self.is_tls() && self.connection == ConnectionUse::Kept
    }
}

/// The clients of a run, each built once and when first needed.
#[derive(Default)]
pub struct Clients {
    timeouts: Timeouts,
    built: Mutex<HashMap<ClientKey, Result<BuiltClient, Error>>>,
    proxies: OnceLock<Proxies>,
    roots: OnceLock<Result<Option<Roots>, Error>>,
    machine: Arc<MachineRoots>,
    resolved: ResolvedNames,
}

#[derive(Clone)]
struct BuiltClient {
    client: Client,
    /// Whether it has a certificate to show.
    identity: ClientIdentity,
    opening: Opening,
    /// The same without connections of its own: it opens some for the other ahead, and never sends anything.
    opener: Option<Client>,
}

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
        let proxy = self.proxy(&request.url).map_err(setup)?;
        let built = self.built(request, peer, proxy.as_ref(), connection)?;
        let route = ConnectionRoute {
            registry: peer.map(|peer| peer.registry.clone()),
            resolves_here: resolves_here(proxy.as_ref()),
            proxy: proxy.map(|proxy| proxy.to_string()),
            led_by: request.led_by.as_ref().map(|leader| leader.host.clone()),
            plain: PlainHttp::of(&request.url, peer),
            identity: built.identity,
        };
        Ok((built.client, route))
    }

    /// Announces a request, and opens a connection for it where it would need one of its own. There are no more than
    /// `most`. Whatever is wrong will be found by the request.
    pub fn announce(&self, request: &Request, peer: &Endpoint, most: usize) {
        let kept = ConnectionUse::Kept;
        if let Ok(proxy) = self.proxy(&request.url)
            && let Ok(built) = self.built(request, Some(peer), proxy.as_ref(), kept)
            && let Some(client) = built.opener
            && built.opening.announce(most)
        {
            let exchange = client.get(request.url.clone()).send();
            tokio::spawn(async move { built.opening.ahead(exchange).await });
        }
    }

    fn built(
        &self,
        request: &Request,
        peer: Option<&Endpoint>,
        proxy: Option<&Proxy>,
        connection: ConnectionUse,
    ) -> Result<BuiltClient, Error> {
        let url = &request.url;
        let certificates = peer.map_or_else(Arc::default, |peer| Arc::clone(&peer.certificates));
        let roots = self.roots(url, &certificates)?;
        // The client's own certificate is shown to the host of the conversation alone
        let is_its_own = peer.is_some_and(|peer| !peer.certificates.is_empty() && peer.is_at(url));
        let key = ClientKey {
            origin: url.origin(),
            certificates,
            reach: reach(request, proxy),
            proxy: proxy.cloned(),
            has_named_roots: roots.is_some(),
            identity: if is_its_own {
                ClientIdentity::Shown
            } else {
                ClientIdentity::Withheld
            },
            connection,
        };
        locked(&self.built)
            .entry(key)
            .or_insert_with_key(|key| self.build(key, roots))
            .clone()
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

    /// The roots that variables name, read when TLS is first spoken. Where none are named, the machine's are being read
    /// from then on, unless others are asked first.
    fn roots(&self, url: &Url, certificates: &Certificates) -> Result<Option<&Roots>, Error> {
        if url.scheme() != "https" {
            return Ok(None);
        }
        let named = self.roots.get_or_init(Roots::named);
        let named = named.as_ref().map_err(Clone::clone)?.as_ref();
        if named.is_none() && certificates.is_empty() {
            self.machine.prepare();
        }
        Ok(named)
    }

    fn build(&self, key: &ClientKey, roots: Option<&Roots>) -> Result<BuiltClient, Error> {
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
        let tls = verifier::tls(roots, &self.machine, material, identity);
        let tls = tls.map_err(|error| setup(error.to_string()))?;
        let opening = Opening::new(key.is_tls());
        let build = || {
            let builder = self.builder(key)?.tls_backend_preconfigured(tls.clone());
            let builder = match key.connection {
                ConnectionUse::Kept => builder.connector_layer(opening.clone()),
                ConnectionUse::New => builder.pool_max_idle_per_host(0),
            };
            builder.build().map_err(|error| setup(root_cause(&error)))
        };
        Ok(BuiltClient {
            client: build()?,
            opener: key.opens_ahead().then(build).transpose()?,
            identity,
            opening,
        })
    }

    fn builder(&self, key: &ClientKey) -> Result<ClientBuilder, Error> {
        let builder = Client::builder()
            .user_agent(concat!("imagelock/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            // With none of them it keeps no copy of the request either
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .referer(false)
            .connect_timeout(self.timeouts.connect)
            .read_timeout(self.timeouts.read)
            .timeout(self.timeouts.exchange)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .no_proxy();
        let proxy = key.proxy.as_ref().map(Proxy::for_all).transpose();
        let builder = match proxy.map_err(|error| setup(root_cause(&error)))? {
            Some(proxy) => builder.proxy(proxy),
            None => builder,
        };
        Ok(resolving(builder, key, &self.resolved))
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
