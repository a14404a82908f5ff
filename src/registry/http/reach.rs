//! The addresses that a name may lead to, if a redirect named it.
//!
//! The connection goes to an address that was judged: a name that was resolved a second time could lead elsewhere.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

use super::address::{self, NearAddress, Whereabouts};
use super::locked;

/// The addresses that are connected to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reach {
    /// All.
    Everywhere,
    /// Those that a server there may lead to, and those of a proxy.
    Led {
        from: Whereabouts,
        proxy: Option<String>,
    },
}

/// The addresses that names led to. A SOCKS server that is told an address hides whom it connects to.
pub type ResolvedNames = Arc<Mutex<HashMap<String, IpAddr>>>;

/// The reason why a name is not connected to: it has no address but near ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("whose address {address} is {network}, {}", from.objection().unwrap_or_default())]
pub struct NearName {
    address: IpAddr,
    network: NearAddress,
    /// Whence it was led there.
    from: Whereabouts,
}

/// The name service of this machine, without addresses that are out of reach.
pub struct ReachResolver {
    pub reach: Reach,
    pub resolved: ResolvedNames,
}

impl Resolve for ReachResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let led_from = match &self.reach {
            Reach::Led { from, proxy } if proxy.as_deref() != Some(name.as_str()) => Some(*from),
            Reach::Led { .. } | Reach::Everywhere => None,
        };
        let resolved = Arc::clone(&self.resolved);
        Box::pin(async move {
            // Port 0 stands for the port of the URL
            let addresses = lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<_> = match led_from {
                Some(from) => within_reach(addresses, from)?,
                None => addresses.collect(),
            };
            if let Some(first) = addresses.first() {
                locked(&resolved).insert(name.as_str().to_owned(), first.ip());
            }
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}

fn within_reach(
    addresses: impl Iterator<Item = SocketAddr>,
    from: Whereabouts,
) -> Result<Vec<SocketAddr>, NearName> {
    let mut near = None;
    let mut within = Vec::new();
    for address in addresses {
        match address::of_ip(address.ip()) {
            Some(network) if !from.may_lead_to(network) => {
                let address = address.ip();
                near = near.or(Some(NearName {
                    address,
                    network,
                    from,
                }));
            }
            _ => within.push(address),
        }
    }
    match near {
        Some(near) if within.is_empty() => Err(near),
        _ => Ok(within),
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::registry::error::Error;
    use crate::registry::http::exchange::Leader;
    use crate::registry::http::{Request, Transport};
    use crate::registry::settings::Settings;

    fn of(addresses: &str, from: Whereabouts) -> Result<String, String> {
        let addresses = addresses
            .split_whitespace()
            .map(|it| SocketAddr::new(it.parse().unwrap(), 0));
        let within = within_reach(addresses, from).map_err(|near| near.to_string())?;
        let within: Vec<_> = within.iter().map(|it| it.ip().to_string()).collect();
        Ok(within.join(" "))
    }

    #[tokio::test]
    async fn a_name_that_a_redirect_from_elsewhere_led_to_is_not_connected_to_where_its_addresses_are_near()
     {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let host = format!("localhost:{}", listener.local_addr().unwrap().port());
        let url = format!("http://{host}/v2/").parse().unwrap();
        let mut request = Request {
            led_by: Some(Leader {
                host: "ghcr.io".to_owned(),
                whereabouts: Whereabouts::Elsewhere,
            }),
            ..Request::get(url, 1)
        };
        let transport = Transport::new(&Settings::default(), Arc::new(|_| {}));
        let Err(Error::Protocol { host: by, cause }) = transport.send(&mut request).await else {
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
        let led = |proxy: Option<&str>| Reach::Led {
            from: Whereabouts::Elsewhere,
            proxy: proxy.map(str::to_owned),
        };
        assert_eq!(resolved(Reach::Everywhere).await, Some(true));
        assert_eq!(resolved(led(Some("localhost"))).await, Some(true));
        assert_eq!(resolved(led(Some("proxy.corp"))).await, None);
        assert_eq!(resolved(led(None)).await, None);
    }

    #[test]
    fn near_addresses_of_a_name_are_left_out_and_nothing_else_is() {
        let of = |addresses| of(addresses, Whereabouts::Elsewhere);
        assert_eq!(
            of("8.8.8.8 2001:db8::1").as_deref(),
            Ok("8.8.8.8 2001:db8::1")
        );
        assert_eq!(of("10.0.0.1 8.8.8.8 ::1").as_deref(), Ok("8.8.8.8"));
        assert_eq!(of("").as_deref(), Ok(""));
        let refused = of("10.0.0.1 127.0.0.1").unwrap_err();
        assert_eq!(
            refused,
            "whose address 10.0.0.1 is a private address, but its own address is not"
        );
    }

    #[test]
    fn a_server_that_a_proxy_resolves_may_lead_to_private_addresses_and_no_other_near_ones() {
        let of = |addresses| of(addresses, Whereabouts::Hidden);
        let all = "8.8.8.8 10.0.0.1 100.64.0.1 fd00::1";
        assert_eq!(of(all).as_deref(), Ok(all));
        assert_eq!(of("::1 10.0.0.1 fe80::1").as_deref(), Ok("10.0.0.1"));
        for near in [
            "127.0.0.1",
            "::1",
            "169.254.169.254",
            "0.0.0.0",
            "64:ff9b::7f00:1",
        ] {
            let refused = of(near).unwrap_err();
            assert!(
                refused.ends_with("but its own address is known to the proxy alone"),
                "{refused}"
            );
        }
    }
}
