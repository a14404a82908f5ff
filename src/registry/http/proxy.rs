//! Proxies: which one leads to a server.
//!
//! It is decided here, once for each URL, and the HTTP client is told: what it uses and what an error names cannot
//! differ. A proxy's credentials are in its variable and are never part of its name.

mod fault;
mod no_proxy;

use std::fmt;

use url::Url;

use self::no_proxy::NoProxy;
use super::address::{self, NearAddress};
use super::authority;
use crate::config::{self, Scheme};

pub use self::fault::ProxyFault;

/// A proxy as its variable has it. Host and port alone are shown: of the rest, a part may be a password.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Proxy(Url);

impl fmt::Display for Proxy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&authority(&self.0))
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Proxy({self})")
    }
}

impl Proxy {
    /// The proxy in the words of the HTTP client, for whatever is asked.
    ///
    /// # Errors
    /// Where the client cannot use such a proxy.
    pub fn for_all(&self) -> reqwest::Result<reqwest::Proxy> {
        reqwest::Proxy::all(self.0.clone())
    }

    /// Its host, as names are resolved.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether it is told addresses, so that this machine resolves names.
    pub fn takes_addresses(&self) -> bool {
        matches!(self.0.scheme(), "socks4" | "socks5")
    }
}

/// What the environment says of proxies. A variable that cannot be used is an error where it would be.
#[derive(Debug)]
pub struct Proxies {
    http: Result<Option<Proxy>, String>,
    https: Result<Option<Proxy>, String>,
    no_proxy: NoProxy,
}

impl Proxies {
    /// Reads the variables.
    pub fn from_environment() -> Self {
        let to = |scheme| config::proxy(scheme).map(|url| url.map(Proxy));
        Self {
            http: to(Scheme::Http),
            https: to(Scheme::Https),
            no_proxy: NoProxy::read(&config::no_proxy()),
        }
    }

    /// The proxy that leads to a URL. None leads to what is on this machine, whatever the variables say.
    ///
    /// # Errors
    /// In words, where the variable cannot be used.
    pub fn leading_to(&self, url: &Url) -> Result<Option<Proxy>, String> {
        if address::of(url) == Some(NearAddress::Loopback) || self.no_proxy.covers(url) {
            return Ok(None);
        }
        match url.scheme() {
            "https" => self.https.clone(),
            _ => self.http.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_asked_directly_where_go_asks_it_directly() {
        let table = include_str!("../../../fixtures/no_proxy/go.txt");
        let proxy = Ok(Some(Proxy("http://proxy".parse().unwrap())));
        for row in table.lines().filter(|line| !line.starts_with('#')) {
            let [expected, url, no_proxy] = row.splitn(3, " | ").collect::<Vec<_>>()[..] else {
                panic!("{row}")
            };
            let proxies = Proxies {
                http: proxy.clone(),
                https: proxy.clone(),
                no_proxy: NoProxy::read(no_proxy),
            };
            let leading = proxies.leading_to(&url.parse().unwrap()).unwrap();
            let expected = expected.trim_end();
            assert_eq!(leading.map_or("direct", |_| "proxy"), expected, "{row}");
        }
    }

    fn through(proxy: &str, no_proxy: &str, url: &str) -> Option<String> {
        let proxies = Proxies {
            http: Ok(None),
            https: Ok(Some(Proxy(proxy.parse().unwrap()))),
            no_proxy: NoProxy::read(no_proxy),
        };
        let proxy = proxies.leading_to(&url.parse().unwrap()).unwrap();
        proxy.map(|proxy| format!("{proxy} {proxy:?}"))
    }

    #[test]
    fn a_proxy_is_named_without_its_credentials() {
        let proxy = "http://me:hunter2@proxy.corp:3128";
        assert_eq!(
            through(proxy, "", "https://ghcr.io/v2/").as_deref(),
            Some("proxy.corp:3128 Proxy(proxy.corp:3128)")
        );
        assert_eq!(through(proxy, "", "http://ghcr.io/v2/"), None);
        let proxy = "socks5h://me:hunter2@[2001:db8::1]:1080";
        assert_eq!(
            through(proxy, "ghcr.io", "https://quay.io/v2/").as_deref(),
            Some("[2001:db8::1]:1080 Proxy([2001:db8::1]:1080)")
        );
        assert_eq!(through(proxy, "ghcr.io", "https://ghcr.io/v2/"), None);
    }

    #[test]
    fn no_proxy_leads_to_this_machine() {
        for host in [
            "localhost",
            "LOCALHOST:5000",
            "registry.localhost",
            "127.0.0.1",
            "127.1:5000",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ] {
            let url = format!("https://{host}/v2/");
            assert_eq!(through("http://proxy.corp:3128", "", &url), None, "{host}");
        }
    }
}
