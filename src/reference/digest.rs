//! Content digests (image specification, `descriptor.md`, "Digests").

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use sha2::Digest as _;

/// The number of hex digits of each registered algorithm.
const ALGORITHMS: [(&str, usize); 2] = [("sha256", 64), ("sha512", 128)];
/// The number of hex digits that are shown where a person only has to tell two digests apart.
const SHORT: usize = 8;

/// The digest of a manifest or a blob: `sha256:` and 64, or `sha512:` and 128 lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(Arc<str>);

/// The reason why a text is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DigestError {
    /// There is no `algorithm:hex`.
    #[error("a digest is `sha256:` followed by 64 hex digits")]
    Format,
    /// The algorithm is none that registries use.
    #[error("the digest algorithm `{0}` is not supported; use `sha256` or `sha512`")]
    Algorithm(String),
    /// Too few or too many digits.
    #[error("a {algorithm} digest has {expected} hex digits, this one has {found}")]
    Length {
        /// The algorithm that was named.
        algorithm: &'static str,
        /// Its number of hex digits.
        expected: usize,
        /// Their number in the text.
        found: usize,
    },
    /// A digit is none, or is in upper case (go-digest accepts lower case only).
    #[error("the hex digits of a digest must be `0` to `9` and `a` to `f`, in lower case")]
    Hex,
}

impl Digest {
    /// The digest of a body, by SHA-256.
    pub fn sha256(body: &[u8]) -> Self {
        Self(format!("sha256:{}", hex(&sha2::Sha256::digest(body))).into())
    }

    /// The digest of a body by the algorithm of this digest, for comparing the two.
    pub fn of_same_algorithm(&self, body: &[u8]) -> Self {
        match self.algorithm() {
            "sha512" => Self(format!("sha512:{}", hex(&sha2::Sha512::digest(body))).into()),
            _ => Self::sha256(body),
        }
    }

    /// `sha256` or `sha512`.
    pub fn algorithm(&self) -> &str {
        self.0
            .split_once(':')
            .map_or("", |(algorithm, _)| algorithm)
    }

    /// The hex digits.
    pub fn hex(&self) -> &str {
        self.0.split_once(':').map_or("", |(_, hex)| hex)
    }

    /// The first eight hex digits: enough for a person to tell two digests apart, never enough to compare them.
    pub fn short(&self) -> &str {
        &self.hex()[..SHORT]
    }

    /// The whole, `algorithm:hex`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_of = |&(algorithm, length): &(&str, usize)| {
            let rest = text.strip_prefix(algorithm);
            let hex = rest.and_then(|rest| rest.strip_prefix(':'));
            hex.is_some_and(|hex| hex.len() == length && is_hex(hex))
        };
        match ALGORITHMS.iter().any(is_of) {
            true => Ok(Self(text.into())),
            false => Err(error(text)),
        }
    }
}

/// Looks at every digit, also behind a bad one: a loop without a way out is one that processors do at a time.
fn is_hex(text: &str) -> bool {
    text.bytes().fold(true, |good, byte| {
        good & matches!(byte, b'0'..=b'9' | b'a'..=b'f')
    })
}

/// The reason why a text is no digest.
fn error(text: &str) -> DigestError {
    let parts = text.split_once(':');
    let Some((name, hex)) = parts.filter(|(name, hex)| is_algorithm(name) && is_encoded(hex))
    else {
        return DigestError::Format;
    };
    match ALGORITHMS.iter().find(|(known, _)| *known == name) {
        None => DigestError::Algorithm(name.to_owned()),
        Some(_) if !is_hex(hex) => DigestError::Hex,
        Some(&(algorithm, expected)) => DigestError::Length {
            algorithm,
            expected,
            found: hex.len(),
        },
    }
}

/// `[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*` (distribution/reference `regexp.go`).
fn is_algorithm(name: &str) -> bool {
    name.split(['-', '_', '+', '.']).all(|part| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// `[a-zA-Z0-9=_-]+` (image specification, `descriptor.md`, `encoded`). What is none of it is no digest of an
/// unknown algorithm, but something else, like `user:secret@host`, of which no error may quote a part.
fn is_encoded(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'=' | b'_' | b'-');
    !text.is_empty() && text.bytes().all(inner)
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
