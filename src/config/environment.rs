//! Variables of the environment that the HTTP client obeys by itself, and passes over where they are of no use: a person
//! who set one is told instead.

use std::ffi::OsString;
use std::path::PathBuf;

use url::Url;

/// The variables that name a proxy (curl's and Go's `net/http/httpproxy`).
const PROXIES: [&str; 6] = [
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
];
/// The schemes by which a proxy is reached.
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
/// The variable that names a file with roots of trust (OpenSSL's).
pub const ROOTS_FILE: &str = "SSL_CERT_FILE";
/// The one that names directories of such files.
pub const ROOTS_DIRECTORY: &str = "SSL_CERT_DIR";

/// Checks that every proxy variable that is set is a proxy's address. One that is not would be dropped and the server
/// asked without a proxy, or be read as a host that a password is a part of.
///
/// # Errors
/// In words, without the variable's content, which may hold a password.
pub fn check_proxies() -> Result<(), String> {
    let is_wrong = |proxy: OsString| !is_proxy(&proxy.to_string_lossy());
    match PROXIES
        .iter()
        .find(|name| value(name).is_some_and(is_wrong))
    {
        None => Ok(()),
        Some(name) => Err(format!(
            "`{name}` is not the address of a proxy, like `http://HOST:PORT` or `http://USER:PASSWORD@HOST:PORT`; in the \
             password, write `#` as `%23`, `/` as `%2F`, `?` as `%3F` and `@` as `%40`"
        )),
    }
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
            file: value(ROOTS_FILE).map(PathBuf::from),
            directories: value(ROOTS_DIRECTORY).map(PathBuf::from),
        }
    }
}

fn is_proxy(text: &str) -> bool {
    let scheme = if text.contains("://") { "" } else { "http://" };
    let Ok(url) = Url::parse(&format!("{scheme}{text}")) else {
        return false;
    };
    let is_bare =
        matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    // Of two, the HTTP client takes the first for the end of the password
    let is_plain = text.matches('@').count() < 2
        && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    is_bare && is_plain && url.has_host() && SCHEMES.contains(&url.scheme())
}

/// The value of a variable; an empty one is none.
#[expect(
    clippy::disallowed_methods,
    reason = "this room knows what the environment says of the network and of the user's configuration"
)]
pub(super) fn value(variable: &str) -> Option<OsString> {
    std::env::var_os(variable).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_proxy;

    #[test]
    fn an_address_of_a_proxy_has_a_host_and_nothing_behind_it() {
        for proxy in [
            "proxy.corp:3128",
            "proxy.corp",
            "http://proxy.corp:3128/",
            "https://proxy.corp",
            "socks5h://127.0.0.1:1080",
            "user:pa%23ss@proxy.corp:3128",
            "http://user:p%40ss@[2001:db8::1]:3128",
        ] {
            assert!(is_proxy(proxy), "{proxy}");
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
            "http://proxy.corp:99999",
            "garbage with spaces",
            "http://",
        ] {
            assert!(!is_proxy(other), "{other}");
        }
    }
}
