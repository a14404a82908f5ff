//! Passwords and tokens, which cannot print.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD, STANDARD};
use reqwest::header::HeaderValue;

use super::escapes;

/// A password or a token. Has no `Display`, and a `Debug` that shows nothing. Its copies share what may be long.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(Arc<str>);

impl Secret {
    pub fn new(secret: impl Into<Arc<str>>) -> Self {
        Self(secret.into())
    }

    /// The secret itself, for the one header or body that it is meant for.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a text repeats it, as it is or as URLs, forms, HTML, JSON and base64 have it.
    pub fn is_in(&self, text: &[u8]) -> bool {
        readings(text)
            .iter()
            .any(|reading| is_in(self.0.as_bytes(), reading))
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
        self.secret.is_in(text) || is_in(sent, text) || is_in(sent, &without_percent(text))
    }
}

/// A text as it is, without the escapes of HTML, JSON, forms and URLs, and what the base64 in each stands for.
fn readings(text: &[u8]) -> Vec<Vec<u8>> {
    let mut readings = vec![text.to_vec()];
    readings.extend(escapes::readings(text));
    let is_new = |plain: &Vec<u8>| !readings.contains(plain);
    let plain = readings.iter().map(|text| without_percent(text));
    let plain: Vec<Vec<u8>> = plain.filter(is_new).collect();
    readings.extend(plain);
    let decoded: Vec<Vec<u8>> = readings
        .iter()
        .flat_map(|text| without_base64(text))
        .collect();
    readings.extend(decoded);
    readings
}

/// A text without the escapes of URLs, however often it was escaped.
fn without_percent(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    for &byte in text {
        plain.push(byte);
        while let [.., b'%', high, low] = plain[..] {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let (Some(high), Some(low)) = (digit(high), digit(low)) else {
                break;
            };
            plain.truncate(plain.len() - 3);
            plain.extend(u8::try_from(high * 16 + low));
        }
    }
    plain
}

/// What the words of a text stand for that may be base64, of either alphabet. What is before it may look like a part
/// of it, so that it may begin at any letter.
fn without_base64(text: &[u8]) -> Vec<Vec<u8>> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte);
    let words = text.split(|&byte| !is_letter(byte));
    let standard = |word: &[u8]| -> Vec<u8> {
        let letter = |&byte: &u8| match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte => byte,
        };
        word.iter().map(letter).collect()
    };
    words
        .map(standard)
        .flat_map(|word| (0..4).filter_map(move |start| decoded(word.get(start..)?)))
        .collect()
}

fn decoded(word: &[u8]) -> Option<Vec<u8>> {
    let engine = GeneralPurpose::new(
        &alphabet::STANDARD,
        NO_PAD.with_decode_allow_trailing_bits(true),
    );
    // One letter alone is less than a byte
    let whole = word.len() - usize::from(word.len() % 4 == 1);
    engine.decode(&word[..whole]).ok()
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
    fn a_secret_is_known_in_whatever_spelling_it_is_repeated() {
        let secret = Secret::new("hunter/2 of+ana");
        let proof = Authorization::basic("ana", &secret);
        for text in [
            "hunter/2 of+ana",
            "a=hunter%2F2+of%2Bana",
            "a=hunter%2f2%20of%2bana&b",
            "%68unter%252F2%20of%2Bana",
            "xaHVudGVyLzIgb2YrYW5h",
            "/t/aHVudGVyLzIgb2YrYW5h/b",
            "YW5hOmh1bnRlci8yIG9mK2FuYQ",
            "YW5hOmh1bnRlci8yIG9mK2FuYQ%3D%3D",
        ] {
            assert!(proof.is_repeated_in(text.as_bytes()), "{text}");
        }
        for text in ["", "%", "%%2", "hunter", "YW5hOmh1bnRlci8y", "a%2Fb", "é"] {
            assert!(!proof.is_repeated_in(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_secret_is_found_as_html_json_and_forms_write_it() {
        let secret = Secret::new("h<u/n t&e'r\"2é");
        for text in [
            "no h<u/n t&e'r\"2é",
            "h%3Cu%2Fn%20t%26e%27r%222%C3%A9",
            "h%3cu/n+t%26e'r%222%c3%a9",
            "h&lt;u/n t&amp;e&#39;r&quot;2&#xe9;",
            "h&#60;u&#x2F;n t&amp;e&apos;r&#34;2é",
            r#"h\u003cu\/n t\u0026e'r\"2\u00e9"#,
            r#"h\x3cu/n t&e\'r\"2é"#,
        ] {
            assert!(secret.is_in(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "%",
            "&#",
            "&#;",
            "&#x110000;",
            "\\u",
            "\\ud800",
            "h<u/n t&e",
        ] {
            assert!(!secret.is_in(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_token_with_a_line_break_is_no_header() {
        assert!(Authorization::bearer(&Secret::new("a\nb"), false).is_none());
    }
}
