//! The consequences of an error: class, reason and way out side by side, and what programs want to know beside them.

use std::time::Duration;

use super::{PlainHttp, ProxyFault, RateLimit, TagListFault, TlsFault};
use crate::exit::{Class, Reason};
use crate::reference::Registry;
use crate::registry::Error;
use crate::registry::auth::logging_in::{WITHOUT_CREDENTIALS, renewal};
use crate::registry::host::DOCKER_HUB_HOST;
use crate::registry::http::StatusCode;

/// The condition of a remedy that is none for a server without TLS.
const IF_TLS: &str = "if it speaks TLS, ";

impl Error {
    /// The class that the exit status tells.
    pub fn class(&self) -> Class {
        self.diagnosis().0
    }

    /// The word for programs.
    pub fn reason(&self) -> Reason {
        self.diagnosis().1
    }

    /// The way out, where there is one.
    pub fn hint(&self) -> Option<String> {
        self.diagnosis().2
    }

    fn diagnosis(&self) -> (Class, Reason, Option<String>) {
        use Class::{No, NoAnswer, WrongQuestion};
        match self {
            Self::Unreachable { host, .. } if is_loopback(host) => with_hint(
                NoAnswer,
                Reason::Unreachable,
                format!("check that a registry listens on {host}"),
            ),
            Self::Unreachable { .. } => with_hint(
                NoAnswer,
                Reason::Unreachable,
                "check the name, the network and the proxy variables (`HTTPS_PROXY`, `NO_PROXY`)",
            ),
            Self::Tls {
                fault, registry, ..
            } => with_hint(NoAnswer, Reason::Tls, fault.hint(registry)),
            Self::Proxy { fault, proxy, .. } => {
                with_hint(NoAnswer, Reason::Proxy, fault.hint(proxy))
            }
            Self::Broken { host, plain, .. } => with_hint(
                NoAnswer,
                Reason::ConnectionBroken,
                of_broken_connection(host, plain.as_ref()),
            ),
            Self::Server { host, .. } => with_hint(
                NoAnswer,
                Reason::ServerError,
                format!("try again later; if it still fails then, ask whoever runs {host}"),
            ),
            Self::RateLimited {
                message: Some(words),
                reason,
                ..
            } if is_of_logins(words) => with_hint(
                NoAnswer,
                reason.reason(),
                "wait until it lets this address or user in again, and log in with the right password before the next run",
            ),
            Self::RateLimited {
                reason,
                is_logged_in,
                host,
                ..
            } => {
                let login = (!is_logged_in).then(|| logging_in(host));
                let parts: Vec<&str> = trying_again(reason).into_iter().chain(login).collect();
                let hint = Some(parts.join("; ")).filter(|hint| !hint.is_empty());
                (NoAnswer, reason.reason(), hint)
            }
            Self::Refused(refusal) => with_hint(NoAnswer, Reason::AccessRefused, refusal.hint()),
            Self::CredentialsRejected {
                origin, registry, ..
            } => {
                let remedy = renewal(origin, registry);
                let words = format!("{remedy}, or {WITHOUT_CREDENTIALS}");
                with_hint(NoAnswer, Reason::CredentialsRejected, words)
            }
            Self::UntrustedRealm {
                registry,
                realm,
                distrust,
                ..
            } => with_hint(
                NoAnswer,
                Reason::UntrustedRealm,
                distrust.hint(registry.as_str(), realm),
            ),
            Self::NoTokens { remedy, .. } => (NoAnswer, Reason::NoToken, remedy.clone()),
            Self::NoIdentityTokens { .. } => with_hint(
                NoAnswer,
                Reason::NoToken,
                format!("log in there with a user name and a password, or {WITHOUT_CREDENTIALS}"),
            ),
            Self::CredentialsFile { .. } => with_hint(
                WrongQuestion,
                Reason::CredentialsUnusable,
                format!("correct it, or {WITHOUT_CREDENTIALS}"),
            ),
            Self::Certificates { .. } => (WrongQuestion, Reason::CertificatesUnusable, None),
            Self::Helper { .. } => with_hint(NoAnswer, Reason::HelperFailed, WITHOUT_CREDENTIALS),
            Self::Challenge { cause, .. } => with_hint(NoAnswer, Reason::Challenge, cause.hint()),
            Self::NoSuchTag {
                is_web_page: true,
                host,
                ..
            } => with_hint(No, Reason::NoSuchTag, of_web_page(host)),
            Self::NoSuchRepository {
                is_web_page: true,
                host,
                ..
            } => with_hint(No, Reason::NoSuchRepository, of_web_page(host)),
            Self::NoSuchTag { .. } => with_hint(
                No,
                Reason::NoSuchTag,
                "check the spelling of the repository and the tag",
            ),
            Self::NoSuchRepository { .. } => with_hint(
                No,
                Reason::NoSuchRepository,
                "check the spelling of the repository, and log in if it is private: some registries answer like this to hide a private repository",
            ),
            Self::TagList { .. } => with_hint(
                NoAnswer,
                Reason::TagListUnusable,
                "a fixed `tag` needs no list",
            ),
            Self::NoSuchDigest { .. } => with_hint(
                No,
                Reason::NoSuchDigest,
                "check the digest if you wrote it by hand; registries may delete images that no tag names any more",
            ),
            Self::WrongDigest { host, .. } => with_hint(
                NoAnswer,
                Reason::WrongDigest,
                format!(
                    "a cache or a proxy on the way may have changed it: try again later; if it is still wrong then, ask \
                     whoever runs {host}"
                ),
            ),
            Self::Compressed { .. } => with_hint(
                NoAnswer,
                Reason::Compressed,
                "a proxy or a cache in between compresses answers, or the server itself does; ask its operator to switch \
                     that off; hosts in `NO_PROXY` are reached without the proxy of this machine",
            ),
            Self::NotHttp {
                plain: Some(plain), ..
            } => (NoAnswer, Reason::NotARegistry, plain.remedy(IF_TLS)),
            Self::NotHttp { .. } | Self::Protocol { .. } => (NoAnswer, Reason::NotARegistry, None),
            Self::BehindMirrors { own, .. } => own.diagnosis(),
            Self::Mirrors { failures, .. } => of_mirrors(failures),
            Self::Setup { .. } => (WrongQuestion, Reason::Setup, None),
        }
    }

    /// Whether the same question may have an answer later, without anybody doing anything.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Broken { .. }
            | Self::Server { .. }
            | Self::RateLimited { .. } => true,
            Self::Tls { fault, .. } => matches!(fault, TlsFault::Other(_)),
            Self::Proxy { fault, .. } => {
                matches!(fault, ProxyFault::Unreachable(_) | ProxyFault::Broken)
            }
            Self::TagList { fault, .. } => fault.is_transient(),
            Self::BehindMirrors { own, .. } => own.is_transient(),
            // A mirror may have tomorrow what it has not today
            Self::Mirrors { failures, .. } => failures
                .iter()
                .any(|failure| failure.class() == Class::No || failure.is_transient()),
            Self::Refused(_)
            | Self::CredentialsRejected { .. }
            | Self::UntrustedRealm { .. }
            | Self::NoTokens { .. }
            | Self::NoIdentityTokens { .. }
            | Self::CredentialsFile { .. }
            | Self::Certificates { .. }
            | Self::Helper { .. }
            | Self::Challenge { .. }
            | Self::NoSuchTag { .. }
            | Self::NoSuchRepository { .. }
            | Self::NoSuchDigest { .. }
            | Self::WrongDigest { .. }
            | Self::Compressed { .. }
            | Self::Protocol { .. }
            | Self::NotHttp { .. }
            | Self::Setup { .. } => false,
        }
    }

    /// The HTTP status that it comes from, where there is one.
    pub fn http_status(&self) -> Option<u16> {
        match self {
            Self::Server { status, .. }
            | Self::CredentialsRejected { status, .. }
            | Self::NoTokens { status, .. }
            | Self::NoIdentityTokens { status, .. } => Some(*status),
            Self::Refused(refusal) => Some(refusal.status),
            Self::RateLimited { .. } => Some(StatusCode::TOO_MANY_REQUESTS.as_u16()),
            Self::NoSuchTag { .. } | Self::NoSuchRepository { .. } | Self::NoSuchDigest { .. } => {
                Some(StatusCode::NOT_FOUND.as_u16())
            }
            Self::BehindMirrors { own, .. } => own.http_status(),
            Self::Mirrors { failures, .. } => failures.last()?.http_status(),
            Self::Unreachable { .. }
            | Self::Tls { .. }
            | Self::Proxy { .. }
            | Self::Broken { .. }
            | Self::UntrustedRealm { .. }
            | Self::CredentialsFile { .. }
            | Self::Certificates { .. }
            | Self::Helper { .. }
            | Self::Challenge { .. }
            | Self::WrongDigest { .. }
            | Self::Compressed { .. }
            | Self::TagList { .. }
            | Self::Protocol { .. }
            | Self::NotHttp { .. }
            | Self::Setup { .. } => None,
        }
    }

    /// The time that the registry asks to wait, where it says so.
    pub fn wait(&self) -> Option<Duration> {
        let failure = match self {
            Self::Mirrors { failures, .. } => return failures.last()?.wait(),
            other => other.own(),
        };
        if let Self::Server { wait, .. } = failure {
            return *wait;
        }
        let Self::RateLimited { reason, .. } = failure else {
            return None;
        };
        match reason {
            RateLimit::LongWait(wait) => Some(*wait),
            RateLimit::Quota { wait, .. } => *wait,
            RateLimit::TooOften(wait) | RateLimit::TooLong { wait, .. } => *wait,
        }
    }
}

/// Of several failures the gravest decides. What no mirror has is not gone: the registry itself was not asked, and may
/// have it.
fn of_mirrors(failures: &[Error]) -> (Class, Reason, Option<String>) {
    use Class::{No, NoAnswer};
    let weight = |error: &&Error| Some(error.class()).filter(|class| *class != No);
    let decisive = failures.iter().max_by_key(weight);
    let class = decisive.map(Error::class).filter(|class| *class != No);
    let way_out = decisive.and_then(|error| match error {
        Error::NoSuchDigest { .. }
        | Error::TagList {
            fault: TagListFault::NoMatch,
            ..
        } => Some("wait until a mirror has it".to_owned()),
        other => other.hint(),
    });
    let fallback = "the registry itself was not asked, since `config.toml` says `fallback = false`";
    let hint = match way_out {
        // What is to be pasted stands alone
        Some(hint) if hint.contains('\n') => format!("{fallback}; {hint}"),
        Some(hint) => format!("{hint}; {fallback}"),
        None => fallback.to_owned(),
    };
    with_hint(class.unwrap_or(NoAnswer), Reason::MirrorsFailed, hint)
}

/// The way out where a connection breaks: a TLS server may hang up on plain HTTP, and without a word on who has no
/// certificate, since its alert is lost where it closes on what it has not read.
fn of_broken_connection(host: &str, plain: Option<&PlainHttp>) -> String {
    let check = if is_loopback(host) {
        format!("check that a registry listens on {host}")
    } else {
        "check the network, the proxy variables (`HTTPS_PROXY`, `NO_PROXY`)".to_owned()
    };
    match plain {
        Some(plain @ (PlainHttp::Setting(_) | PlainHttp::Mirror | PlainHttp::Server)) => {
            let parts: Vec<String> = [check].into_iter().chain(plain.remedy(IF_TLS)).collect();
            parts.join("; ")
        }
        Some(PlainHttp::Elsewhere) | None => {
            format!("{check}, and whether the registry requires a client certificate (`certs.d`)")
        }
    }
}

/// The way out where a host may be no registry.
fn of_web_page(host: &str) -> String {
    format!(
        "check that {host} is the host of the registry, and the spelling of the image behind it"
    )
}

/// Whether it is failed logins that are too many: Docker Hub says "too many failed login attempts".
fn is_of_logins(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("login") && words.contains("attempts")
}

/// What helps against a registry that keeps asking to wait.
fn trying_again(limit: &RateLimit) -> Option<&'static str> {
    match limit {
        RateLimit::TooOften(_) => Some("try again later"),
        RateLimit::TooLong { .. } => Some("allow more time with `--timeout`, or try again later"),
        RateLimit::Quota { .. } | RateLimit::LongWait(_) => None,
    }
}

/// What a login does about a limit.
fn logging_in(host: &str) -> &'static str {
    match host {
        DOCKER_HUB_HOST => "logging in with `docker login` raises the limit",
        _ => "logging in there may raise the limit",
    }
}

/// Whether a host is this machine, and was asked without a proxy.
fn is_loopback(host: &str) -> bool {
    host.parse::<Registry>()
        .is_ok_and(|registry| registry.is_loopback())
}

fn with_hint(
    class: Class,
    reason: Reason,
    hint: impl Into<String>,
) -> (Class, Reason, Option<String>) {
    (class, reason, Some(hint.into()))
}

#[cfg(test)]
mod tests;
