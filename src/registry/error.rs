//! The errors between a question and a registry's answer.
//!
//! Every error knows its class and its way out. Errors are plain text inside, so that one failure can be told to all
//! who waited for it, and so that no URL with a secret in it travels along.

mod diagnosis;
mod roles;
mod words;

use std::path::PathBuf;
use std::time::Duration;

use crate::reference::{Digest, Registry};
pub use crate::registry::auth::challenge::{ChallengeError, Distrust, UnusableRealm};
pub use crate::registry::auth::credentials::credential::CredentialOrigin;
pub use crate::registry::auth::refusal::{
    AccessAttempt, AccessRefusal, DoubtedTarget, Grant, Grants, TokenSummary,
};
pub use crate::registry::http::address::NearAddress;
pub use crate::registry::http::plain::PlainHttp;
pub use crate::registry::http::proxy::ProxyFault;
pub use crate::registry::http::quota::{Quota, RateLimit};
pub use crate::registry::http::tls::TlsFault;
pub use crate::registry::image::tags::TagListFault;
use words::{has_none, long, mirrors_failed, reasons, said, times};

/// The reason for which a registry gave no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No connection, after all retries.
    #[error("{host} cannot be reached{}: {cause}", times(*.attempts))]
    Unreachable {
        /// Host and port.
        host: String,
        /// The number of attempts.
        attempts: u32,
        /// The root cause.
        cause: String,
    },
    /// A connection that is not to be trusted, or that is none of TLS.
    #[error("{host} cannot be reached securely: {fault}")]
    Tls {
        /// The registry that was asked, as `config.toml` names it.
        registry: Box<str>,
        /// Host and port of who is not to be trusted.
        host: String,
        /// The fault of the certificate or the handshake.
        fault: TlsFault,
    },
    /// A proxy that leads nowhere, after all retries.
    #[error("{host} cannot be reached through the proxy {proxy}{}: {fault}", times(*.attempts))]
    Proxy {
        /// Host and port of the proxy.
        proxy: String,
        /// Host and port of where it should lead.
        host: String,
        /// The number of attempts.
        attempts: u32,
        /// The fault in words.
        fault: ProxyFault,
    },
    /// A connection that broke or went silent, after all retries.
    #[error("{host} did not answer{}: {cause}", times(*.attempts))]
    Broken {
        /// Host and port.
        host: String,
        /// The number of attempts.
        attempts: u32,
        /// The root cause.
        cause: String,
        /// Who says that it is asked in plain HTTP, if so: it may speak TLS.
        plain: Option<PlainHttp>,
    },
    /// A status that says the server has failed, after all retries.
    #[error("{host} answered {status}{}{}{}", times(*.attempts), long(*.wait), said(.message))]
    Server {
        /// Host and port.
        host: String,
        /// The HTTP status.
        status: u16,
        /// The number of attempts.
        attempts: u32,
        /// The wait that it asks for, where that is longer than imagelock waits.
        wait: Option<Duration>,
        /// The words of the server.
        message: Option<String>,
    },
    /// 429, and waiting is no use or would take too long.
    #[error("{host} limits requests: {reason}{}", said(.message))]
    RateLimited {
        /// Host and port.
        host: String,
        /// The limit, and its end.
        reason: RateLimit,
        /// The words of the server.
        message: Option<String>,
        /// Whether credentials were sent.
        is_logged_in: bool,
    },
    /// 401 or 403, and nothing more can be tried.
    #[error("{0}")]
    Refused(Box<AccessRefusal>),
    /// The stored credentials are wrong.
    #[error("{host} rejects the credentials from {origin}{}", said(.message))]
    CredentialsRejected {
        /// The registry that they are for.
        registry: Registry,
        /// The host that was asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// The place that they are from.
        origin: CredentialOrigin,
        /// The words of the server.
        message: Option<String>,
    },
    /// The challenge leads to a host that is not asked, or that the credentials are not for.
    #[error("{host} {}", distrust.of(realm))]
    UntrustedRealm {
        /// The registry, as `config.toml` names it.
        registry: Registry,
        /// Its host and port.
        host: String,
        /// The token server.
        realm: String,
        /// The fault in words.
        distrust: Distrust,
    },
    /// A token server gives no tokens, and does not say that this is for want of rights.
    #[error("{host} issues no token: its token server {server} answered {status}{}", said(.message))]
    NoTokens {
        /// The registry.
        host: String,
        /// The token server.
        server: String,
        /// The HTTP status.
        status: u16,
        /// The words of the token server.
        message: Option<String>,
        /// The way out, if there is one.
        remedy: Option<String>,
    },
    /// A token server that gives tokens for passwords only.
    #[error("{server} answered {status}{}: it does not accept identity tokens, but {origin} has one", said(.message))]
    NoIdentityTokens {
        /// The token server.
        server: String,
        /// The HTTP status.
        status: u16,
        /// The words of the token server.
        message: Option<String>,
        /// The place that the identity token is from.
        origin: CredentialOrigin,
    },
    /// A place where credentials are kept cannot be used.
    #[error("{origin} cannot be used: {cause}")]
    CredentialsFile {
        /// The file or the variable.
        origin: CredentialOrigin,
        /// The cause, without any of its content.
        cause: String,
    },
    /// A file with certificates for a registry cannot be used.
    #[error("the {what} `{}` cannot be used: {cause}", file.display())]
    Certificates {
        /// The kind of file: a `ca-file`, a key.
        what: &'static str,
        /// The file.
        file: PathBuf,
        /// The cause, without any of its content.
        cause: String,
    },
    /// A credential helper failed.
    #[error("{origin} gives no credentials for {registry}: {cause}")]
    Helper {
        /// The helper, and who names it.
        origin: CredentialOrigin,
        /// The registry they are for.
        registry: Registry,
        /// The cause, without a secret.
        cause: String,
    },
    /// A challenge that cannot be met.
    #[error("cannot authenticate to {host}: {cause}")]
    Challenge {
        /// Host and port.
        host: String,
        /// The fault in words.
        cause: ChallengeError,
    },
    /// The tag, or the repository, does not exist.
    #[error("{host} {}", has_none("has no such tag", .message, *.is_web_page))]
    NoSuchTag {
        /// Host and port.
        host: String,
        /// The words of the registry.
        message: Option<String>,
        /// Whether a web page says so, and nothing that is of a registry.
        is_web_page: bool,
    },
    /// The repository does not exist.
    #[error("{host} {}", has_none("has no such repository", .message, *.is_web_page))]
    NoSuchRepository {
        /// Host and port.
        host: String,
        /// The words of the registry.
        message: Option<String>,
        /// Whether a web page says so, and nothing that is of a registry.
        is_web_page: bool,
    },
    /// A list of tags that nothing may be concluded from.
    #[error("{host} gives no usable list of tags: {fault}")]
    TagList {
        /// Host and port.
        host: String,
        /// The fault in words.
        fault: TagListFault,
    },
    /// The digest does not exist, or no longer exists.
    #[error("{host} has no such digest{}", said(.message))]
    NoSuchDigest {
        /// Host and port.
        host: String,
        /// The words of the registry.
        message: Option<String>,
    },
    /// Content that is not what its digest says.
    #[error("{host} sent the wrong content: expected {expected}, found {found}")]
    WrongDigest {
        /// Host and port.
        host: String,
        /// The digest of the header, or the one that was asked for.
        expected: Digest,
        /// The digest of the body, or of the header.
        found: Digest,
    },
    /// A body in a coding that it was not asked for in, so that its digest is another one.
    #[error(
        "{host} sent a compressed answer ({coding}), though it was asked for an uncompressed one"
    )]
    Compressed {
        /// Host and port of the registry, the mirror or the token server.
        host: String,
        /// The codings that its headers name.
        coding: String,
    },
    /// An answer that no registry should give.
    #[error("{host} does not answer like a registry: {cause}")]
    Protocol {
        /// Host and port.
        host: String,
        /// The fault in words.
        cause: String,
    },
    /// An answer that is no HTTP.
    #[error("{host} does not answer like a registry: its answer is not HTTP: {cause}")]
    NotHttp {
        /// Host and port.
        host: String,
        /// The root cause.
        cause: String,
        /// Who says that it is asked in plain HTTP, if so: it may be an alert of TLS.
        plain: Option<PlainHttp>,
    },
    /// The registry's own failure, where its mirrors had failed before.
    #[error("{own}; before that, {}", mirrors_failed(.mirrors))]
    BehindMirrors {
        /// The failure of the registry itself, which decides what follows.
        own: Box<Error>,
        /// The failure of each mirror; never empty.
        mirrors: Vec<Error>,
    },
    /// No mirror has an answer, and the registry itself is not asked.
    #[error("no mirror of {registry} has an answer: {}", reasons(.failures))]
    Mirrors {
        /// The registry.
        registry: Registry,
        /// The failure of each of them; never empty.
        failures: Vec<Error>,
    },
    /// The HTTP client cannot be made on this machine.
    #[error("cannot set up HTTP on this machine: {cause}")]
    Setup {
        /// The cause in words.
        cause: String,
    },
}

impl Error {
    /// The failure of the registry itself, whatever its mirrors said before.
    pub fn own(&self) -> &Self {
        match self {
            Self::BehindMirrors { own, .. } => own,
            other => other,
        }
    }

    /// Notes that what was asked for may not exist, if it was refused by a host that answered for another image of the
    /// repository.
    pub(crate) fn doubt_target(
        &mut self,
        target: &DoubtedTarget,
        is_readable: &impl Fn(&str) -> bool,
    ) {
        if let Self::Refused(refusal) = self {
            refusal.maybe_missing = is_readable(&refusal.host).then(|| target.clone());
        } else if let Self::BehindMirrors { own, .. } = self {
            own.doubt_target(target, is_readable);
        } else if let Self::Mirrors { failures, .. } = self {
            let failures = failures.iter_mut();
            failures.for_each(|failure| failure.doubt_target(target, is_readable));
        }
    }

    /// The same failure, after those of the mirrors.
    pub(super) fn behind(self, mirrors: Vec<Self>) -> Self {
        if mirrors.is_empty() {
            return self;
        }
        let own = Box::new(self);
        Self::BehindMirrors { own, mirrors }
    }

    /// An answer that no registry should give.
    pub(super) fn protocol(host: String, cause: impl Into<String>) -> Self {
        let cause = cause.into();
        Self::Protocol { host, cause }
    }
}

#[cfg(test)]
pub(crate) mod samples;
