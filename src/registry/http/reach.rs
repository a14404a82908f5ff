//! The addresses that a name may lead to, where a redirect from elsewhere named it.
//!
//! The connection goes to an address that was judged: a name that was resolved a second time could lead elsewhere.

use std::net::{IpAddr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

use super::address::{self, NearAddress};

/// The addresses that are connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// All.
    Everywhere,
    /// Those that are not near.
    Elsewhere,
}

/// The reason why a name is not connected to: it has no address but near ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("whose address {address} is {network}")]
pub struct NearName {
    address: IpAddr,
    network: NearAddress,
}

/// The name service of this machine, without addresses that are near.
pub struct ElsewhereResolver;

impl Resolve for ElsewhereResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // Port 0 stands for the port of the URL
            let addresses = lookup_host((name.as_str(), 0)).await?;
            let elsewhere: Addrs = Box::new(elsewhere(addresses)?.into_iter());
            Ok(elsewhere)
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
    use std::sync::Arc;

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
