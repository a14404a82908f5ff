//! A reference as a whole (distribution/reference `regexp.go` and `normalize.go`): where its name, tag and digest
//! begin and end, and what to say about texts that are no references and that people write nevertheless.

use std::net::Ipv4Addr;
use std::str::FromStr;

use super::name::read_name;
use super::registry::is_port;
use super::surprise::{self, Surprise};
use super::{Digest, DigestError, Reference, ReferenceError, Repository};

/// The length of an image identifier, which no bare name may look like.
const IDENTIFIER_LENGTH: usize = 64;
/// The fewest hex digits of a digest of any algorithm (distribution/reference `regexp.go`, `digestPat`).
const DIGEST_HEX_MIN: usize = 32;

/// A reference, and what a person may not have meant by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedReference {
    /// The reference that the text means.
    pub reference: Reference,
    /// Whether the text names the registry itself.
    pub has_registry: bool,
    /// Set where that is probably not what was meant.
    pub surprise: Option<Surprise>,
}

/// Reads a reference as docker does, and says where that may surprise.
///
/// # Errors
/// Where the text does not follow the grammar.
pub fn parse(text: &str) -> Result<ParsedReference, ReferenceError> {
    check_whole(text)?;
    // First of all, since what stands before an `@` that no digest follows may be a password, and is not quoted
    let (name_and_tag, digest) = split_digest(text)?;
    check_scheme(text)?;
    // Without a slash, the colons within `[fc00::1]:5000` would be taken for the one of a tag
    if name_and_tag.starts_with('[') && !name_and_tag.contains('/') {
        return Err(ReferenceError::NoRepository);
    }
    let (written, tag) = split_tag(name_and_tag);
    let name = read_name(written).map_err(|error| complete(error, &text[written.len()..]))?;
    if tag == Some("") {
        return Err(ReferenceError::NoTag);
    }
    let tag = tag.map(str::parse).transpose()?;
    let surprise = surprise::find(written, &name, tag.as_ref());
    Ok(ParsedReference {
        has_registry: name.has_registry,
        reference: Reference {
            repository: name.repository,
            tag,
            digest,
        },
        surprise,
    })
}

/// Reads a repository, without tag or digest.
///
/// # Errors
/// Where the text does not follow the grammar, or has a tag or a digest.
pub fn parse_repository(text: &str) -> Result<Repository, ReferenceError> {
    let reference = parse(text)?.reference;
    match (reference.tag, reference.digest) {
        (None, None) => Ok(reference.repository),
        _ => Err(ReferenceError::NotARepository),
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).map(|parsed| parsed.reference)
    }
}

impl FromStr for Repository {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_repository(text)
    }
}

impl Repository {
    /// The shortest name that means this repository: without `docker.io/`, and without `library/` for official
    /// images, unless what is left would be read as something else (`docker.io/localhost/app`).
    pub fn familiar(&self) -> String {
        if !self.registry().is_docker_hub() {
            return self.to_string();
        }
        let means_this = |name: &&str| parse_repository(name).is_ok_and(|read| read == *self);
        let mut shorter = [self.familiar_path(), self.path()].into_iter();
        let shortest = shorter.find(means_this);
        shortest.map_or_else(|| self.to_string(), str::to_owned)
    }
}

impl Reference {
    /// The reference as people write it, with the shortest name of its repository: `nginx:1.27` for
    /// `docker.io/library/nginx:1.27`.
    pub fn familiar(&self) -> String {
        self.named(self.repository.familiar())
    }
}

fn check_whole(text: &str) -> Result<(), ReferenceError> {
    if text.is_empty() {
        return Err(ReferenceError::Empty);
    }
    if text.contains(char::is_whitespace) {
        return Err(ReferenceError::WhiteSpace);
    }
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() == IDENTIFIER_LENGTH && text.bytes().all(is_hex) {
        return Err(ReferenceError::Identifier);
    }
    Ok(())
}

fn split_digest(text: &str) -> Result<(&str, Option<Digest>), ReferenceError> {
    let Some((name, written)) = text.split_once('@') else {
        return Ok((text, None));
    };
    let digest = written
        .parse()
        .map_err(|error| digest_error(name, written, error))?;
    Ok((name, Some(digest)))
}

/// The error for what follows an `@`: a wrong digest, or a host behind credentials.
fn digest_error(name: &str, written: &str, error: DigestError) -> ReferenceError {
    match error {
        DigestError::Length { .. } | DigestError::Hex => error.into(),
        _ if name.contains("://") || written.contains(['/', '@']) || is_like_a_host(written) => {
            ReferenceError::Credentials
        }
        // Quotes the algorithm, which is one only where the rest is like a digest: in `user:secret@host:abc` it is not
        DigestError::Algorithm(_) if is_hex_of_a_digest(written) => error.into(),
        _ => DigestError::Format.into(),
    }
}

fn is_like_a_host(text: &str) -> bool {
    let (host, port) = text
        .split_once(':')
        .map_or((text, None), |(host, port)| (host, Some(port)));
    let top_level = host.rsplit_once('.').map_or("", |(_, word)| word);
    host == "localhost"
        || host.starts_with('[')
        || port.is_some_and(is_port)
        || host.parse::<Ipv4Addr>().is_ok()
        // Not so the `3.20` of `alpine@3.20`
        || top_level.starts_with(|letter: char| letter.is_alphabetic())
}

fn is_hex_of_a_digest(text: &str) -> bool {
    let hex = text.split_once(':').map_or("", |(_, hex)| hex);
    hex.len() >= DIGEST_HEX_MIN && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn check_scheme(text: &str) -> Result<(), ReferenceError> {
    let scheme = text
        .match_indices(':')
        .find_map(|(colon, _)| text[colon..].strip_prefix("://"));
    let Some(rest) = scheme else {
        return Ok(());
    };
    let rest = without_api(rest.trim_matches('/'));
    // A second scheme would be read by recursion, as deep as the text is long
    let meant = (!rest.contains("://") && parse(&rest).is_ok_and(|read| read.surprise.is_none()))
        .then_some(rest);
    Err(ReferenceError::Scheme { meant })
}

/// The name of an image in an address, be it that of its manifest in a registry's API: `host/v2/name/manifests/tag`.
fn without_api(address: &str) -> String {
    let host_and_path = address.split_once('/');
    let of_api = host_and_path.and_then(|(host, path)| Some((host, path.strip_prefix("v2/")?)));
    let Some((host, path)) = of_api else {
        return address.to_owned();
    };
    match path.split_once("/manifests/") {
        Some((name, digest)) if digest.contains(':') => format!("{host}/{name}@{digest}"),
        Some((name, tag)) => format!("{host}/{name}:{tag}"),
        None => format!("{host}/{}", path.trim_end_matches("/tags/list")),
    }
}

/// A colon starts a tag only behind the last slash; before it, it starts a port.
fn split_tag(text: &str) -> (&str, Option<&str>) {
    let path_start = text.rfind('/').map_or(0, |slash| slash + 1);
    match text[path_start..].find(':').map(|colon| path_start + colon) {
        Some(colon) => (&text[..colon], Some(&text[colon + 1..])),
        None => (text, None),
    }
}

/// Adds the tag and the digest that were written to what an upper-case name should be.
fn complete(error: ReferenceError, tag_and_digest: &str) -> ReferenceError {
    match error {
        ReferenceError::UpperCase { meant } => ReferenceError::UpperCase {
            meant: meant + tag_and_digest,
        },
        other => other,
    }
}
