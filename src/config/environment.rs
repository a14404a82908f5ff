//! Variables of the environment about the network. One that is of no use is an error: the person who set it would
//! otherwise be passed over without a word.

use std::ffi::OsString;
use std::path::PathBuf;

use url::Url;

use super::Scheme;

/// The variables that may name the proxy to servers with TLS, the first choice first. The first two are Go's
/// (`golang.org/x/net/http/httpproxy`), the others curl's.
const TO_HTTPS: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The same of servers without TLS.
const TO_HTTP: [&str; 4] = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
/// Those that whoever calls a CGI program may have set, with a header that is named `Proxy` (CVE-2016-5385).
const OF_CALLERS: [&str; 2] = ["HTTP_PROXY", "http_proxy"];
/// Set for CGI programs, and there alone (RFC 3875, 4.1.12).
const CGI: &str = "REQUEST_METHOD";
/// The variables that name the hosts that need no proxy.
const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// The schemes by which a proxy is reached.
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
/// The port of a SOCKS proxy whose variable has none (RFC 1928, 3).
const SOCKS_PORT: u16 = 1080;
/// The variable that names a file with roots of trust (OpenSSL's).
pub const ROOTS_FILE: &str = "SSL_CERT_FILE";
/// The one that names directories of such files.
pub const ROOTS_DIRECTORY: &str = "SSL_CERT_DIR";

/// The proxy to servers that are asked in this way, as the first variable that is not empty has it; `None` where there
/// is none.
///
/// # Errors
/// In words, without the variable's content, which may hold a password.
pub fn proxy(scheme: Scheme) -> Result<Option<Url>, String> {
    let names = match scheme {
        Scheme::Http => TO_HTTP,
        Scheme::Https => TO_HTTPS,
    };
    let is_cgi = value_of(CGI).is_some();
    let is_of_caller = |name: &&str| is_cgi && OF_CALLERS.contains(name);
    let Some((name, value)) = first(names.into_iter().filter(|name| !is_of_caller(name))) else {
        return first(names).map_or(Ok(None), |(name, _)| Err(of_caller(name)));
    };
    let Some(proxy) = read_proxy(&value) else {
        return Err(format!(
            "`{name}` is not the address of a proxy, like `http://HOST:PORT` or `http://USER:PASSWORD@HOST:PORT`; in the \
             password, write `#` as `%23`, `/` as `%2F`, `?` as `%3F` and `@` as `%40`"
        ));
    };
    Ok(Some(proxy))
}

/// The error of a run that has no other proxy than what its caller may have set.
fn of_caller(name: &str) -> String {
    format!(
        "`{name}` is not used, since `{CGI}` is set: whoever calls a CGI program may have set both; unset `{CGI}`, or \
         name the proxy in `ALL_PROXY`"
    )
}

/// The hosts that need no proxy, as they are written.
pub fn no_proxy() -> String {
    first(NO_PROXY).map(|(_, value)| value).unwrap_or_default()
}

/// What is named for roots of trust.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedRoots {
    /// `SSL_CERT_FILE`.
    pub file: Option<PathBuf>,
    /// `SSL_CERT_DIR`, which may be a list.
    pub directories: Option<PathBuf>,
}

impl NamedRoots {
    /// Reads the variables.
    pub fn read() -> Self {
        Self {
            file: value_of(ROOTS_FILE).map(PathBuf::from),
            directories: value_of(ROOTS_DIRECTORY).map(PathBuf::from),
        }
    }
}

/// The address of a proxy. Without a scheme it is one of HTTP, and without a port one of the port that is usual. What
/// stands behind host and port makes no difference, as it makes none for Go.
fn read_proxy(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let (authority, behind) = match rest.find(['/', '\\', '?', '#']) {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    let host = authority.rsplit('@').next().unwrap_or_default();
    // Of two, some take the first for the end of the password; one behind the host was meant to be before it
    let is_plain = host.is_ascii()
        && authority.matches('@').count() < 2
        && !behind.contains('@')
        && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    if !is_plain {
        return None;
    }
    let mut url = Url::parse(&format!("{scheme}://{authority}")).ok()?;
    if !url.has_host() || !SCHEMES.contains(&url.scheme()) {
        return None;
    }
    if url.port_or_known_default().is_none() {
        url.set_port(Some(SOCKS_PORT)).ok()?;
    }
    Some(url)
}

/// The first variable that is set and not empty, and its value.
fn first(names: impl IntoIterator<Item = &'static str>) -> Option<(&'static str, String)> {
    names.into_iter().find_map(|name| {
        let value = value_of(name)?;
        Some((name, value.to_string_lossy().into_owned()))
    })
}

/// The value of a variable; an empty one is none.
#[expect(
    clippy::disallowed_methods,
    reason = "this room knows what the environment says of the network and of the user's configuration"
)]
pub(super) fn value_of(variable: &str) -> Option<OsString> {
    std::env::var_os(variable).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_proxy_has_a_host_and_no_password_behind_it() {
        for proxy in [
            "proxy.corp:3128",
            "proxy.corp",
            "http://proxy.corp:3128/",
            "https://proxy.corp",
            "socks5h://127.0.0.1:1080",
            "user:pa%23ss@proxy.corp:3128",
            "http://user:p%40ss@[2001:db8::1]:3128",
            "http://user:pässword@proxy.corp",
            "http://proxy.corp:3128/path",
            "proxy.corp:3128?a=b",
            "user:pa%23ss@proxy.corp:3128/path?a=b#c",
            "socks5h://proxy.corp/path",
        ] {
            assert!(read_proxy(proxy).is_some(), "{proxy}");
        }
        for other in [
            "http://user:PA#SS@proxy.corp:3128",
            "http://user:12#SS@proxy.corp:3128",
            "http://user:12/SS@proxy.corp:3128",
            "http://user:12?SS@proxy.corp:3128",
            "user:PA/SS@proxy.corp:3128",
            "http://user:PASSWORD",
            "http://user:PA SS@proxy.corp",
            "ftp://proxy.corp",
            "http://user:PA@SS@proxy.corp:3128",
            "http://user:12\\SS@proxy.corp:3128",
            "http:///path",
            "http://proxy.corp:99999",
            "garbage with spaces",
            "http://",
            "http://pröxy.corp:3128",
        ] {
            assert!(read_proxy(other).is_none(), "{other}");
        }
    }

    #[test]
    fn what_stands_behind_the_host_of_a_proxy_makes_no_difference() {
        let read = |proxy: &str| read_proxy(proxy).map(|proxy| proxy.to_string());
        let bare = Some("http://user:pw@proxy.corp:3128/");
        for behind in ["", "/", "/path", "?a=b", "#c", "/path?a=b#c"] {
            let proxy = format!("user:pw@proxy.corp:3128{behind}");
            assert_eq!(read(&proxy).as_deref(), bare, "{proxy}");
        }
    }

    #[test]
    fn a_socks_proxy_without_a_port_has_the_usual_one() {
        let port = |proxy| read_proxy(proxy).and_then(|proxy| proxy.port_or_known_default());
        assert_eq!(port("socks5h://proxy.corp"), Some(1080));
        assert_eq!(port("socks5h://proxy.corp:80"), Some(80));
        assert_eq!(port("proxy.corp"), Some(80));
        assert_eq!(port("https://proxy.corp"), Some(443));
    }
}
