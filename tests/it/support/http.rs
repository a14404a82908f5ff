//! An HTTP/1.1 client of the simplest kind: one connection a request, so that tests of servers depend on no
//! other client's opinions.

use std::io::{Read, Write};
use std::net::TcpStream;

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status code, such as 200.
    pub status: u16,
    /// The headers in the order in which they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body up to the end of the connection.
    pub body: Vec<u8>,
}

impl Reply {
    /// The first header of this name, or an empty string.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }

    /// The body as text, for messages and comparisons.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.text()))
    }
}

/// Sends a request without a body, and reads the answer to its end.
#[track_caller]
pub fn send(host: &str, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
    send_body(host, method, path, headers, &[])
}

/// Sends a request with a body, and reads the answer to its end.
#[track_caller]
pub fn send_body(
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Reply {
    let answer = exchange(host, &request(host, method, path, headers, body));
    parse(&answer).unwrap_or_else(|| panic!("{method} {path} at {host} got no answer"))
}

/// Sends these bytes as they are, and returns what came until the server closed the connection.
#[track_caller]
pub fn exchange(host: &str, bytes: &[u8]) -> Vec<u8> {
    let mut stream =
        TcpStream::connect(host).unwrap_or_else(|error| panic!("connecting to {host}: {error}"));
    stream
        .write_all(bytes)
        .expect("a server on loopback reads the request");
    let mut answer = Vec::new();
    // A connection that is reset has no more bytes; what came before it is the answer
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// The bytes of a request after which the server closes the connection.
fn request(host: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    [head.as_bytes(), body].concat()
}

/// An answer out of its bytes; none where the head is incomplete.
fn parse(bytes: &[u8]) -> Option<Reply> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Some(Reply {
        status,
        headers,
        body: bytes[end + 4..].to_vec(),
    })
}
