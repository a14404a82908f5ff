//! The answer of a token server that has no token in it: what it says, and whose fault that is.

use super::logging_in::{WITHOUT_CREDENTIALS, renewal};
use super::refusal::{AccessAttempt, AccessRefusal};
use super::rejection::{is_of_grant_type, is_of_request, is_rejection};
use super::{Credential, CredentialKind};
use crate::registry::error::Error;
use crate::registry::http::message::words;
use crate::registry::http::{Request, Response, header};

/// Whether an answer without a token has errors in its place. Other texts are not repeated: they may be
/// the token. Nor is what repeats a secret.
pub fn is_said(request: &Request, response: &Response) -> bool {
    let is_object = response.body.trim_ascii_start().starts_with(b"{");
    let words = words(&response.body).filter(|_| is_object);
    words.is_some_and(|words| !request.is_repeated_in(words.as_bytes()))
}

/// The error behind an answer without a token that a registry's token server gave, and all that is known of it.
pub fn error(
    registry: &str,
    response: &Response,
    credential: Option<Credential>,
    refusal: AccessRefusal,
) -> Error {
    let status = refusal.status;
    let words = refusal.message.as_deref().unwrap_or_default();
    match credential {
        Some(credential) if is_rejected(status, words, &credential) => Error::CredentialsRejected {
            registry: refusal.repository.registry().clone(),
            host: refusal.host,
            status,
            origin: credential.origin,
            message: refusal.message,
        },
        Some(credential) if wants_a_password(status, words, &credential) => {
            Error::NoIdentityTokens {
                server: refusal.host,
                status,
                message: refusal.message,
                origin: credential.origin,
            }
        }
        _ if matches!(status, 401 | 403) => Error::Refused(Box::new(refusal)),
        _ => Error::NoTokens {
            host: registry.to_owned(),
            remedy: remedy(response, &refusal),
            server: refusal.host,
            status,
            message: refusal.message,
        },
    }
}

fn is_identity_token(credential: &Credential) -> bool {
    matches!(credential.kind, CredentialKind::IdentityToken(_))
}

/// Whether it is the credential that the token server does not take. A 403 without a word may be about the repository.
fn is_rejected(status: u16, words: &str, credential: &Credential) -> bool {
    match status {
        401 => !is_of_request(words),
        404 | 405 => false,
        // `invalid_grant` (RFC 6749, 5.2) is a 400
        400 | 403 if is_identity_token(credential) => !is_of_request(words),
        200..300 | 400..500 => is_rejection(words),
        _ => false,
    }
}

fn wants_a_password(status: u16, words: &str, credential: &Credential) -> bool {
    is_identity_token(credential) && (matches!(status, 404 | 405) || is_of_grant_type(words))
}

/// Whether it is the scope that a token server does not know. A repository `microscope` is none.
fn is_of_scope(words: &str) -> bool {
    let words = words.to_lowercase();
    let mut parts = words.split(|letter: char| !letter.is_ascii_alphanumeric());
    parts.any(|part| matches!(part, "scope" | "scopes"))
}

/// The way out, as far as status and words tell.
fn remedy(response: &Response, refusal: &AccessRefusal) -> Option<String> {
    let AccessAttempt::Token(asked) = &refusal.asked else {
        return None;
    };
    let repository = &refusal.repository;
    let words = refusal.message.as_deref().unwrap_or_default();
    match (refusal.status, &asked.login) {
        _ if is_of_scope(words) => Some(format!(
            "check the name `{}`: the scope that was asked for is `{}`",
            repository.path(),
            asked.scope
        )),
        (300..400, Some(_)) if response.headers.contains_key(header::LOCATION) => Some(
            "credentials are sent to no other place than the realm of the challenge: whoever runs the registry has \
             to name there what it redirects to"
                .to_owned(),
        ),
        (400, Some(origin)) => Some(format!(
            "the credentials from {origin} may be wrong or have expired: {}, or {WITHOUT_CREDENTIALS}",
            renewal(origin, repository.registry())
        )),
        (404 | 405 | 501, _) => Some(
            "whoever runs the registry has to correct the `realm` of its `WWW-Authenticate` header, where no token \
             server answers"
                .to_owned(),
        ),
        _ => None,
    }
}
