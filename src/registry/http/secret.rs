//! Passwords and tokens, which cannot print.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use url::form_urlencoded::byte_serialize;

/// A password or a token. Has no `Display`, and a `Debug` that shows nothing.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for the one header or body that it is meant for.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a text repeats it, as it is or as URLs and forms have it.
    pub fn is_in(&self, text: &[u8]) -> bool {
        let encoded: String = byte_serialize(self.0.as_bytes()).collect();
        is_in(self.0.as_bytes(), text) || is_in(encoded.as_bytes(), text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

/// The proof that a request shows, for one host, port and scheme alone.
#[derive(Debug, Clone)]
pub struct Authorization {
    header: HeaderValue,
    secret: Secret,
    /// Whether a user's credentials are behind it.
    pub is_logged_in: bool,
}

impl Authorization {
    /// `Authorization: Basic` (RFC 7617).
    pub fn basic(username: &str, password: &Secret) -> Self {
        let pair = STANDARD.encode(format!("{username}:{}", password.expose()));
        let header = header("Basic", &pair).unwrap_or_else(|| HeaderValue::from_static("Basic"));
        Self {
            header,
            secret: password.clone(),
            is_logged_in: true,
        }
    }

    /// `Authorization: Bearer` (RFC 6750). `None` where the token has characters that no header may hold.
    pub fn bearer(token: &Secret, is_logged_in: bool) -> Option<Self> {
        Some(Self {
            header: header("Bearer", token.expose())?,
            secret: token.clone(),
            is_logged_in,
        })
    }

    /// The header's value, marked so that no HTTP library prints it.
    pub fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// Whether a text repeats the secret or what was sent of it, as some servers do in their error messages.
    pub fn is_repeated_in(&self, text: &[u8]) -> bool {
        let mut words = self.header.as_bytes().split(|&byte| byte == b' ');
        let mut sent = words.next_back().unwrap_or_default();
        // Some leave the padding of base64 out
        while let Some(shorter) = sent.strip_suffix(b"=") {
            sent = shorter;
        }
        self.secret.is_in(text) || is_in(sent, text)
    }
}

fn is_in(secret: &[u8], text: &[u8]) -> bool {
    !secret.is_empty() && text.windows(secret.len()).any(|window| window == secret)
}

fn header(scheme: &str, secret: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("{scheme} {secret}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::{Authorization, Secret};

    #[test]
    fn a_secret_prints_nothing_of_itself() {
        let secret = Secret::new("hunter2");
        let shown = format!(
            "{secret:?} {:?} {:?}",
            Authorization::basic("user", &secret),
            Authorization::bearer(&secret, true)
        );
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(!shown.contains("dXNlcjpodW50ZXIy"), "{shown}");
    }

    #[test]
    fn a_token_with_a_line_break_is_no_header() {
        assert!(Authorization::bearer(&Secret::new("a\nb"), false).is_none());
    }
}
