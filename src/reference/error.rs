//! Why a text is not a reference, in words that say what to write instead.
//!
//! Errors quote what they are about, but never a text that may hold credentials: see [`quotable`].

use super::digest::DigestError;

/// The longest path of a repository, in characters, without the registry and with `library/`
/// (distribution/reference `RepositoryNameTotalLengthMax`).
pub(super) const PATH_MAX: usize = 255;
/// The longest tag, in characters.
pub(super) const TAG_MAX: usize = 128;

/// The reason why a text is not a reference. Never quotes a text that may hold credentials.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ReferenceError {
    /// Nothing is written.
    #[error("a reference cannot be empty")]
    Empty,
    /// White space within or around.
    #[error("a reference cannot contain white space")]
    WhiteSpace,
    /// `user:password@host/…`.
    #[error("a reference cannot contain credentials; log in with `docker login` instead")]
    Credentials,
    /// `https://…`, `docker://…`.
    #[error("a reference cannot start with a scheme like `https://`{}", .meant.as_ref().map(|meant| format!("; write `{meant}`")).unwrap_or_default())]
    Scheme {
        /// The reference without it, where that is one.
        meant: Option<String>,
    },
    /// 64 hex digits are the identifier of an image.
    #[error("64 hex digits are the ID of a local image, which registries do not know")]
    Identifier,
    /// A repository in upper case, the most common mistake.
    #[error("a repository must be lower-case; write `{meant}`")]
    UpperCase {
        /// The reference with its repository in lower case.
        meant: String,
    },
    /// A registry, a tag or a digest without a repository.
    #[error("the repository is missing; write one, like `alpine` or `ghcr.io/acme/app`")]
    NoRepository,
    /// The registry's host.
    #[error("`{0}` is not a registry: expected `host` or `host:port`")]
    Registry(String),
    /// `docker.io/library`, where a registry alone was expected.
    #[error("a registry has no path; write `{meant}`")]
    RegistryPath {
        /// The registry.
        meant: String,
    },
    /// The registry's port, which distribution/reference does not bound; TCP does.
    #[error("`{0}` is not a port: expected a number up to 65535")]
    Port(String),
    /// An IPv6 address without brackets.
    #[error("an IPv6 address must be in brackets, like `[fc00::1]:5000/image`")]
    Brackets,
    /// A word of the path.
    #[error(
        "`{0}` is not a repository: expected words of `a`-`z` and `0`-`9`, joined by `.`, `_`, `__`, `-` or `/`"
    )]
    Path(String),
    /// The path is too long.
    #[error("a repository has at most {PATH_MAX} characters, this one has {0}")]
    PathLength(usize),
    /// A colon that no tag follows.
    #[error("the tag is missing after the `:`")]
    NoTag,
    /// A tag alone of which nothing is written.
    #[error("the tag is empty")]
    EmptyTag,
    /// The characters of a tag.
    #[error(
        "`{0}` is not a tag: expected `A`-`Z`, `a`-`z`, `0`-`9`, `_`, `.` and `-`, not starting with `.` or `-`"
    )]
    Tag(String),
    /// The tag is too long.
    #[error("a tag has at most {TAG_MAX} characters, this one has {0}")]
    TagLength(usize),
    /// The digest.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// A repository alone was expected.
    #[error("expected a repository without a tag or digest")]
    NotARepository,
}

/// The part of a text that an error may quote: nothing of one with an `@`, since a password may stand before it, and of
/// one with a `?` what is before, since the query of a URL may hold a token.
pub(super) fn quotable(text: &str) -> String {
    match text.split_once('?') {
        _ if text.contains('@') => "…".to_owned(),
        Some((before, _)) => format!("{before}?…"),
        None => text.to_owned(),
    }
}
