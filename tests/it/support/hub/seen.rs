//! What the servers behind the proxy saw.

/// A connection that was asked of the proxy.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Whom it is to, as `HOST:PORT`.
    pub target: String,
    /// What the proxy was shown, as it was sent; empty where it was shown nothing.
    pub shown_to_proxy: String,
    /// Whether the client showed a certificate.
    pub has_certificate: bool,
    /// What came out of it when it was decrypted.
    pub(super) sent: Vec<u8>,
}

/// A request that came through the proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The host that the connection was asked for, without the port.
    pub host: String,
    /// Such as `HEAD /v2/library/alpine/manifests/3.20`.
    pub line: String,
    /// What it says in `Authorization`, as it was sent; empty where it says nothing.
    pub authorization: String,
}

impl Connection {
    /// Whom it is to, without the port.
    pub fn host(&self) -> String {
        self.target
            .rsplit_once(':')
            .map_or(self.target.as_str(), |(host, _)| host)
            .to_owned()
    }

    /// All that the client sent, decrypted.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.sent).into_owned()
    }

    /// The requests, none of which has a body.
    pub(super) fn requests(&self) -> Vec<Seen> {
        let text = self.text();
        let heads = text.split("\r\n\r\n").filter(|head| !head.is_empty());
        heads.map(|head| Seen::read(self.host(), head)).collect()
    }
}

impl Seen {
    fn read(host: String, head: &str) -> Self {
        let mut lines = head.split("\r\n");
        let line = lines
            .next()
            .unwrap_or_default()
            .trim_end_matches(" HTTP/1.1")
            .to_owned();
        let mut headers = lines.filter_map(|line| line.split_once(':'));
        let authorization = headers.find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        let authorization = authorization
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default();
        Self {
            host,
            line,
            authorization,
        }
    }
}
