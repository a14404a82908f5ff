//! The grammar of references (distribution/reference `regexp.go` and `normalize.go`), and what to say where a text
//! does not follow it, or follows it to a surprising place.

use std::fmt;
use std::net::Ipv6Addr;

use super::{DOCKER_HUB, DOCKER_HUB_ALIASES, Digest, DigestError, OFFICIAL_NAMESPACE};
use super::{Reference, Registry, Repository, Tag};

/// The longest path of a repository, in bytes (distribution/reference `RepositoryNameTotalLengthMax`).
const PATH_MAX: usize = 255;
/// The longest tag, in bytes.
const TAG_MAX: usize = 128;
/// The length of an image identifier, which no bare name may look like.
const IDENTIFIER_LENGTH: usize = 64;

/// A reference, and what a person may not have meant by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What the text means.
    pub reference: Reference,
    /// Set where that is probably not what was meant.
    pub surprise: Option<Surprise>,
}

/// A reading that follows the grammar and surprises people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Surprise {
    /// `localhost:5000`: without a slash it is an image of Docker Hub, and the port is its tag.
    HostAsImage {
        /// What was written, up to the tag.
        host: String,
        /// What it means.
        reading: String,
    },
    /// `Owner/repo`: an upper-case first word is the name of a registry.
    UpperCaseRegistry {
        /// The word.
        registry: String,
        /// What was probably meant.
        meant: String,
    },
}

impl fmt::Display for Surprise {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HostAsImage { host, reading } => write!(
                out,
                "`{host}` looks like a registry, but is read as the Docker Hub image `{reading}`; \
                 was a repository meant, like `{host}/NAME`?"
            ),
            Self::UpperCaseRegistry { registry, meant } => write!(
                out,
                "`{registry}` is read as the name of a registry, since repositories are lower-case; \
                 was `{meant}` meant?"
            ),
        }
    }
}

/// Why a text is not a reference. Never quotes a text that may hold credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// Nothing is written.
    #[error("a reference cannot be empty")]
    Empty,
    /// White space within or around.
    #[error("a reference has no white space")]
    WhiteSpace,
    /// `user:password@host/…`.
    #[error("a reference has no credentials; log in with `docker login` instead")]
    Credentials,
    /// `https://…`, `docker://…`.
    #[error("a reference has no scheme; write `{meant}`")]
    Scheme {
        /// The reference without it.
        meant: String,
    },
    /// 64 hex digits are the identifier of an image.
    #[error("64 hex digits are the ID of a local image, which no registry knows")]
    Identifier,
    /// A repository in upper case, the most common mistake.
    #[error("a repository is lower-case; write `{meant}`")]
    UpperCase {
        /// The reference in lower case.
        meant: String,
    },
    /// The registry's host or port.
    #[error("`{0}` is not a registry, which is written `host` or `host:port`")]
    Registry(String),
    /// An IPv6 address without brackets.
    #[error("an IPv6 address stands in brackets, like `[fc00::1]:5000/image`")]
    Brackets,
    /// A word of the path.
    #[error("`{0}` is not a repository: words of `a`-`z` and `0`-`9`, joined by `.`, `_`, `__`, `-` or `/`")]
    Path(String),
    /// The path is too long.
    #[error("a repository has at most {PATH_MAX} characters, this one has {0}")]
    PathLength(usize),
    /// The tag.
    #[error(
        "`{0}` is not a tag: up to {TAG_MAX} of `A`-`Z`, `a`-`z`, `0`-`9`, `_`, `.`, `-`, not starting with `.` or `-`"
    )]
    Tag(String),
    /// The digest.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// A repository alone was expected.
    #[error("a tag or digest is out of place here; a repository alone was expected")]
    NotARepository,
}

/// Reads a reference as docker does, and says where that may surprise.
///
/// # Errors
/// Where the text does not follow the grammar.
pub fn parse(text: &str) -> Result<Parsed, ReferenceError> {
    check_whole(text)?;
    let (name_and_tag, digest) = split_digest(text)?;
    let (name, tag) = split_tag(name_and_tag);
    let tag = tag.map(str::parse::<Tag>).transpose().map_err(|error| prefer_name_error(name, error))?;
    let (repository, written_registry) = read_name(name)?;
    let surprise = surprise(name, tag.as_ref(), &repository, written_registry);
    Ok(Parsed { reference: Reference { repository, tag, digest }, surprise })
}

/// Reads a repository, without tag or digest.
///
/// # Errors
/// Where the text does not follow the grammar, or has a tag or a digest.
pub fn parse_repository(text: &str) -> Result<Repository, ReferenceError> {
    let reference = parse(text)?.reference;
    match reference {
        Reference { repository, tag: None, digest: None } => Ok(repository),
        _ => Err(ReferenceError::NotARepository),
    }
}

fn check_whole(text: &str) -> Result<(), ReferenceError> {
    if text.is_empty() {
        return Err(ReferenceError::Empty);
    }
    if text.contains(char::is_whitespace) {
        return Err(ReferenceError::WhiteSpace);
    }
    // Before anything that quotes the text: what stands before `@` may be a password
    if text.split_once('@').is_some_and(|(_, rest)| rest.contains('/')) {
        return Err(ReferenceError::Credentials);
    }
    if let Some((_, meant)) = text.split_once("://") {
        return Err(ReferenceError::Scheme { meant: meant.trim_start_matches('/').to_owned() });
    }
    Ok(())
}

fn split_digest(text: &str) -> Result<(&str, Option<Digest>), ReferenceError> {
    match text.split_once('@') {
        Some((name, digest)) => Ok((name, Some(digest.parse()?))),
        None => Ok((text, None)),
    }
}

/// A colon starts a tag only behind the last slash; before it, it starts a port.
fn split_tag(text: &str) -> (&str, Option<&str>) {
    let path_start = text.rfind('/').map_or(0, |slash| slash + 1);
    match text[path_start..].find(':') {
        Some(colon) => (&text[..path_start + colon], Some(&text[path_start + colon + 1..])),
        None => (text, None),
    }
}

/// `::1/image` splits oddly at its colons; what is wrong with it are the brackets, not the tag.
fn prefer_name_error(name: &str, error: ReferenceError) -> ReferenceError {
    read_name(name).err().unwrap_or(error)
}

/// The repository, and the registry as written where one is.
fn read_name(name: &str) -> Result<(Repository, Option<&str>), ReferenceError> {
    if name.len() == IDENTIFIER_LENGTH && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(ReferenceError::Identifier);
    }
    let (registry, path) = split_registry(name);
    if let Some(registry) = registry {
        check_registry(registry)?;
    }
    check_path(registry, path)?;
    let registry_name = registry.map_or_else(Registry::docker_hub, Registry::canonical);
    let path = if registry_name.is_docker_hub() && !path.contains('/') {
        format!("{OFFICIAL_NAMESPACE}/{path}")
    } else {
        path.to_owned()
    };
    Ok((Repository { registry: registry_name, path }, registry))
}

/// `splitDockerDomain`: the first word is a registry where it is `localhost`, or has a dot, a colon or an
/// upper-case letter.
fn split_registry(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((first, rest))
            if first == "localhost"
                || first.contains(['.', ':', '['])
                || first.contains(|letter: char| letter.is_uppercase()) =>
        {
            (Some(first), rest)
        }
        _ => (None, name),
    }
}

/// Checks `host[:port]`.
pub(super) fn check_registry(text: &str) -> Result<(), ReferenceError> {
    let wrong = || ReferenceError::Registry(text.to_owned());
    if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']').ok_or_else(wrong)?;
        // Embedded IPv4 and zones are not in the grammar, though Rust reads the former
        let in_grammar = address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
        if !in_grammar || address.parse::<Ipv6Addr>().is_err() {
            return Err(wrong());
        }
        return if port.is_empty() || port.strip_prefix(':').is_some_and(is_port) {
            Ok(())
        } else {
            Err(wrong())
        };
    }
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    if port.is_some_and(|port| port.contains(':')) {
        return Err(ReferenceError::Brackets);
    }
    if !host.split('.').all(is_host_word) || !port.is_none_or(is_port) {
        return Err(wrong());
    }
    Ok(())
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

fn is_host_word(word: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !word.is_empty() && word.bytes().all(inner) && !word.starts_with('-') && !word.ends_with('-')
}

fn check_path(registry: Option<&str>, path: &str) -> Result<(), ReferenceError> {
    let lower = path.to_lowercase();
    if path != lower && lower.split('/').all(is_path_word) {
        let meant = registry.map_or(lower.clone(), |registry| format!("{registry}/{lower}"));
        return Err(ReferenceError::UpperCase { meant });
    }
    if !path.split('/').all(is_path_word) {
        return Err(ReferenceError::Path(path.to_owned()));
    }
    if path.len() > PATH_MAX {
        return Err(ReferenceError::PathLength(path.len()));
    }
    Ok(())
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_path_word(word: &str) -> bool {
    let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = |byte: Option<u8>| byte.is_some_and(alphanumeric);
    let separators_hold =
        word.split(|letter: char| letter.is_ascii() && alphanumeric(letter as u8)).all(|separator| {
            matches!(separator, "" | "." | "_" | "__") || separator.bytes().all(|byte| byte == b'-')
        });
    ends(word.bytes().next()) && ends(word.bytes().last()) && separators_hold
}

/// Checks a tag.
pub(super) fn check_tag(text: &str) -> Result<(), ReferenceError> {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    let first = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if first && text.len() <= TAG_MAX && text.bytes().all(inner) {
        Ok(())
    } else {
        Err(ReferenceError::Tag(text.to_owned()))
    }
}

fn surprise(
    name: &str,
    tag: Option<&Tag>,
    repository: &Repository,
    written_registry: Option<&str>,
) -> Option<Surprise> {
    match written_registry {
        None if !name.contains('/') && (name == "localhost" || name.contains('.')) => {
            let host = tag.map_or_else(|| name.to_owned(), |tag| format!("{name}:{tag}"));
            let reading = format!("{repository}{}", tag.map(|tag| format!(":{tag}")).unwrap_or_default());
            Some(Surprise::HostAsImage { host, reading })
        }
        Some(registry) if is_upper_case_word(registry) || is_docker_hub_in_other_case(registry) => {
            let meant = format!("{}/{}", registry.to_lowercase(), repository.path());
            Some(Surprise::UpperCaseRegistry { registry: registry.to_owned(), meant })
        }
        _ => None,
    }
}

fn is_upper_case_word(registry: &str) -> bool {
    !registry.contains(['.', ':']) && registry != "localhost"
}

fn is_docker_hub_in_other_case(registry: &str) -> bool {
    let lower = registry.to_lowercase();
    lower != registry && (lower == DOCKER_HUB || DOCKER_HUB_ALIASES.contains(&lower.as_str()))
}
