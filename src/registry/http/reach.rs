//! The addresses that a name may lead to, where a redirect from elsewhere named it.
//!
//! The connection goes to an address that was judged: a name that was resolved a second time could lead elsewhere.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

use super::address::{self, NearAddress};
use super::locked;

/// The addresses that are connected to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reach {
    /// All.
    Everywhere,
    /// Those that are not near, but for those of a proxy.
    Elsewhere { proxy: Option<String> },
}

/// The addresses that names led to. A SOCKS server that is told an address hides whom it connects to.
pub type ResolvedNames = Arc<Mutex<HashMap<String, IpAddr>>>;

/// The reason why a name is not connected to: it has no address but near ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("whose address {address} is {network}")]
pub struct NearName {
    address: IpAddr,
    network: NearAddress,
}

/// The name service of this machine, without addresses that are out of reach.
pub struct ReachResolver {
    pub reach: Reach,
    pub resolved: ResolvedNames,
}

impl Resolve for ReachResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let is_free = match &self.reach {
            Reach::Everywhere => true,
            Reach::Elsewhere { proxy } => proxy.as_deref() == Some(name.as_str()),
        };
        let resolved = Arc::clone(&self.resolved);
        Box::pin(async move {
            // Port 0 stands for the port of the URL
            let addresses = lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<_> = if is_free {
                addresses.collect()
            } else {
                elsewhere(addresses)?
            };
            if let Some(first) = addresses.first() {
                locked(&resolved).insert(name.as_str().to_owned(), first.ip());
            }
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}

fn elsewhere(addresses: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, NearName> {
    let mut near = None;
    let mut elsewhere = Vec::new();
    for address in addresses {
        match address::of_ip(address.ip()) {
            None => elsewhere.push(address),
            Some(network) => {
                let address = address.ip();
                near = near.or(Some(NearName { address, network }));
            }
        }
    }
    match near {
        Some(near) if elsewhere.is_empty() => Err(near),
        _ => Ok(elsewhere),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::registry::error::Error;
    use crate::registry::http::{Request, Transport};
    use crate::registry::settings::Settings;

    fn of(addresses: &str) -> Result<String, String> {
        let addresses = addresses
            .split_whitespace()
            .map(|it| SocketAddr::new(it.parse().unwrap(), 0));
        let elsewhere = elsewhere(addresses).map_err(|near| near.to_string())?;
        let elsewhere: Vec<_> = elsewhere.iter().map(|it| it.ip().to_string()).collect();
        Ok(elsewhere.join(" "))
    }

    #[tokio::test]
    async fn a_name_that_a_redirect_from_elsewhere_led_to_is_not_connected_to_where_its_addresses_are_near()
     {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let host = format!("localhost:{}", listener.local_addr().unwrap().port());
        let url = format!("http://{host}/v2/").parse().unwrap();
        let request = Request {
            led_by: Some("ghcr.io".to_owned()),
            ..Request::get(url, 1)
        };
        let transport = Transport::new(&Settings::default(), Arc::new(|_| {}));
        let Err(Error::Protocol { host: by, cause }) = transport.send(&request).await else {
            panic!("it is refused")
        };
        assert_eq!(by, "ghcr.io");
        let words = format!("it redirects to {host}, whose address ");
        assert!(cause.starts_with(&words), "{cause}");
        assert!(
            cause.ends_with("is a loopback address, but its own address is not"),
            "{cause}"
        );
        assert!(listener.accept().is_err());
    }

    /// The address that `localhost` leads to for a client of this reach.
    async fn resolved(reach: Reach) -> Option<bool> {
        let names = ResolvedNames::default();
        let resolver = ReachResolver {
            reach,
            resolved: Arc::clone(&names),
        };
        let outcome = resolver.resolve("localhost".parse().unwrap()).await;
        let known = names.lock().unwrap().get("localhost").copied();
        assert_eq!(outcome.is_ok(), known.is_some());
        known.map(|address| address.is_loopback())
    }

    #[tokio::test]
    async fn a_proxy_may_be_near_and_the_address_that_it_is_told_is_remembered() {
        let elsewhere = |proxy: &str| Reach::Elsewhere {
            proxy: Some(proxy.to_owned()),
        };
        assert_eq!(resolved(Reach::Everywhere).await, Some(true));
        assert_eq!(resolved(elsewhere("localhost")).await, Some(true));
        assert_eq!(resolved(elsewhere("proxy.corp")).await, None);
        assert_eq!(resolved(Reach::Elsewhere { proxy: None }).await, None);
    }

    #[test]
    fn near_addresses_of_a_name_are_left_out_and_nothing_else_is() {
        assert_eq!(
            of("8.8.8.8 2001:db8::1").as_deref(),
            Ok("8.8.8.8 2001:db8::1")
        );
        assert_eq!(of("10.0.0.1 8.8.8.8 ::1").as_deref(), Ok("8.8.8.8"));
        assert_eq!(of("").as_deref(), Ok(""));
        let refused = of("10.0.0.1 127.0.0.1").unwrap_err();
        assert_eq!(refused, "whose address 10.0.0.1 is a private address");
    }
}
