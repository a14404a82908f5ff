//! One of each error, with a text wherever text comes from outside.

use super::*;
use crate::registry::auth::UnusableHelper;
use crate::registry::helper_fault::HelperFault;

/// All of them. An error that is not listed here does not compile.
pub(crate) fn of(text: &str) -> Vec<Error> {
    let mut samples = Vec::new();
    let mut next = Some(Error::Setup {
        cause: text.to_owned(),
    });
    while let Some(error) = next {
        next = behind(&error, text);
        samples.push(error);
    }
    let refused = |asked| Error::Refused(Box::new(refusal(text, asked)));
    samples.extend(asked(text).map(refused));
    samples
}

fn behind(error: &Error, text: &str) -> Option<Error> {
    let (host, cause, message) = (text.to_owned(), text.to_owned(), Some(text.to_owned()));
    let (attempts, status, origin) = (2, 500, origin(text));
    let digest = |seed: &str| Digest::sha256(seed.as_bytes());
    Some(match error {
        Error::Setup { .. } => Error::Unreachable {
            host,
            attempts,
            cause,
        },
        Error::Unreachable { .. } => Error::Tls {
            registry: text.into(),
            host,
            fault: TlsFault::OtherName(cause),
        },
        Error::Tls { .. } => Error::Proxy {
            proxy: host.clone(),
            host,
            attempts,
            fault: ProxyFault::Unreachable(cause),
        },
        Error::Proxy { .. } => Error::Broken {
            host,
            attempts,
            cause,
            plain: None,
        },
        Error::Broken { .. } => Error::Server {
            host,
            status,
            attempts,
            wait: None,
            message,
        },
        Error::Server { .. } => Error::RateLimited {
            host,
            reason: RateLimit::TooOften(None),
            message,
            is_logged_in: false,
        },
        Error::RateLimited { .. } => {
            Error::Refused(Box::new(refusal(text, AccessAttempt::WithNothing)))
        }
        Error::Refused(_) => Error::CredentialsRejected {
            registry: Registry::docker_hub(),
            host,
            status,
            origin,
            message,
        },
        Error::CredentialsRejected { .. } => Error::UntrustedRealm {
            registry: Registry::docker_hub(),
            realm: host.clone(),
            host,
            distrust: Distrust::Foreign,
        },
        Error::UntrustedRealm { .. } => Error::NoTokens {
            server: host.clone(),
            host,
            status,
            message,
            remedy: Some(cause),
        },
        Error::NoTokens { .. } => Error::NoIdentityTokens {
            server: host,
            status,
            message,
            origin,
        },
        Error::NoIdentityTokens { .. } => Error::CredentialsFile { origin, cause },
        Error::CredentialsFile { .. } => Error::Certificates {
            what: "`ca-file`",
            file: text.into(),
            cause,
        },
        Error::Certificates { .. } => Error::Helper {
            origin,
            registry: Registry::docker_hub(),
            cause,
        },
        Error::Helper { .. } => Error::Challenge {
            host,
            cause: ChallengeError::Schemes(cause),
        },
        Error::Challenge { .. } => Error::NoSuchTag {
            host,
            message,
            is_web_page: false,
        },
        Error::NoSuchTag { .. } => Error::NoSuchRepository {
            host,
            message,
            is_web_page: true,
        },
        Error::NoSuchRepository { .. } => Error::TagList {
            host,
            fault: TagListFault::NotAList,
        },
        Error::TagList { .. } => Error::NoSuchDigest { host, message },
        Error::NoSuchDigest { .. } => Error::WrongDigest {
            host,
            expected: digest("expected"),
            found: digest("found"),
        },
        Error::WrongDigest { .. } => Error::Compressed {
            host,
            coding: cause,
        },
        Error::Compressed { .. } => Error::Protocol { host, cause },
        Error::Protocol { .. } => Error::NotHttp {
            host,
            cause,
            plain: None,
        },
        Error::NotHttp { .. } => Error::Mirrors {
            registry: Registry::docker_hub(),
            failures: vec![
                Error::Setup {
                    cause: cause.clone(),
                },
                Error::Setup { cause },
            ],
        },
        Error::Mirrors { .. } => Error::BehindMirrors {
            own: Box::new(Error::Setup {
                cause: cause.clone(),
            }),
            mirrors: vec![Error::Setup { cause }],
        },
        Error::BehindMirrors { .. } => return None,
    })
}

fn origin(text: &str) -> CredentialOrigin {
    CredentialOrigin::Helper {
        program: text.to_owned(),
        by: Box::new(CredentialOrigin::File(text.into())),
    }
}

fn refusal(text: &str, asked: AccessAttempt) -> AccessRefusal {
    AccessRefusal {
        host: text.to_owned(),
        repository: "ghcr.io/acme/app".parse().unwrap(),
        status: 401,
        challenge_error: Some(text.to_owned()),
        message: Some(text.to_owned()),
        asked,
        is_anonymous: false,
        unusable_helper: Some(UnusableHelper {
            origin: origin(text),
            fault: HelperFault::CannotRun(text.to_owned()),
        }),
        is_second_token: true,
        maybe_missing: Some(DoubtedTarget::Tag),
    }
}

fn asked(text: &str) -> [AccessAttempt; 4] {
    let grants = |list: Grants| TokenSummary {
        realm: text.to_owned(),
        service: Some(text.to_owned()),
        scope: text.to_owned(),
        login: Some(origin(text)),
        grants: list,
    };
    let grant = Grant {
        kind: text.to_owned(),
        name: text.to_owned(),
        actions: vec![text.to_owned()],
    };
    [
        AccessAttempt::Unusable {
            kind: "an identity token",
            origin: origin(text),
        },
        AccessAttempt::Token(grants(Grants::Listed(vec![grant.clone()]))),
        AccessAttempt::Guest(grants(Grants::Listed(vec![grant]))),
        AccessAttempt::Token(grants(Grants::Opaque)),
    ]
}
