//! Answers as they come in: bounded, without secrets, and told apart from those of a proxy.

use std::mem::take;
use std::net::IpAddr;

use super::address::Whereabouts;
use super::clients::ConnectionRoute;
use super::failure::{ExchangeFailure, FailureKind};
use super::message::words;
use super::proxy::ProxyFault;
use super::quota::Quota;
use super::stream::stream;
use super::tls::TlsFault;
use super::{Request, Response, coding};

/// The part of an error's body that is read, in bytes.
const ERROR_BODY_MAX: usize = 64 * 1024;
/// The words of TLS servers that are asked in plain HTTP: those written in Go, nginx, Apache, Tomcat and cheroot.
const WANTS_TLS: [&str; 5] = [
    "Client sent an HTTP request to an HTTPS server",
    "The plain HTTP request was sent to HTTPS port",
    "speaking plain HTTP to an SSL-enabled server port",
    "This combination of host and port requires TLS",
    "this server only speaks HTTPS on this port",
];

/// The answer, unless it is not the server's but the proxy's, or not to the question but about how it was asked.
fn by_whom(response: Response, route: &ConnectionRoute) -> Result<Response, ExchangeFailure> {
    let body = &response.body;
    let said = |words: &&str| {
        body.windows(words.len())
            .any(|part| part == words.as_bytes())
    };
    let Some(plain) = &route.plain else {
        return Ok(response);
    };
    let wants_tls = || FailureKind::Tls(TlsFault::Tls(plain.clone()));
    let kind = match response.status.as_u16() {
        407 if route.proxy.is_some() => FailureKind::Proxy(ProxyFault::Credentials),
        400 if WANTS_TLS.iter().any(said) => wants_tls(),
        // nginx's own status for it, where a page of its own hides the words
        497 => wants_tls(),
        _ => return Ok(response),
    };
    Err(ExchangeFailure::new(kind, route))
}

/// The body of a good answer, or the beginning of that of an error.
async fn whole(
    answer: &mut reqwest::Response,
    body_max: usize,
    route: &ConnectionRoute,
) -> Result<Vec<u8>, ExchangeFailure> {
    let is_good = answer.status().is_success();
    let max = if is_good { body_max } else { ERROR_BODY_MAX };
    let mut body = Vec::new();
    let broken = |error| ExchangeFailure::of(&error, route);
    while let Some(piece) = answer.chunk().await.map_err(broken)? {
        let room = max - body.len();
        if piece.len() > room {
            if is_good {
                return Err(ExchangeFailure::too_large(max, route));
            }
            body.extend_from_slice(&piece[..room]);
            break;
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// The body; empty where its reader has taken it.
async fn body(
    answer: &mut reqwest::Response,
    request: &Request,
    route: &ConnectionRoute,
    coding: Option<&str>,
) -> Result<Vec<u8>, ExchangeFailure> {
    let is_good = answer.status().is_success();
    match (request.reader.as_ref().filter(|_| is_good), coding) {
        (Some(_), Some(coding)) => Err(coded(coding.to_owned(), route)),
        (Some(reader), None) => {
            // In a box, for few answers are read so
            Box::pin(stream(answer, reader, request.body_max, route)).await?;
            Ok(Vec::new())
        }
        (None, _) => whole(answer, request.body_max, route).await,
    }
}

fn coded(coding: String, route: &ConnectionRoute) -> ExchangeFailure {
    ExchangeFailure::new(FailureKind::Coded(coding), route)
}

/// Whether a secret of the request stands in a body, as it is or in its words.
fn repeats_secret(body: &[u8], request: &Request) -> bool {
    let words = words(body).unwrap_or_default();
    request.is_repeated_in(body) || request.is_repeated_in(words.as_bytes())
}

/// Reads an answer of a server at this address, if it is known.
pub async fn read(
    answer: &mut reqwest::Response,
    request: &Request,
    route: &ConnectionRoute,
    address: Option<IpAddr>,
) -> Result<Response, ExchangeFailure> {
    let status = answer.status();
    let coding = coding::of(answer.headers());
    let mut body = body(answer, request, route, coding.as_deref()).await?;
    let headers = take(answer.headers_mut());
    match coding.filter(|_| !body.is_empty()) {
        Some(coding) if status.is_success() => return Err(coded(coding, route)),
        // The status says enough, and nobody can read the words
        Some(_) => body.clear(),
        // A server that repeats a secret in its error does not get to have it printed
        None if !status.is_success() && repeats_secret(&body, request) => body.clear(),
        None => {}
    }
    let quota = Quota::read(&headers, request.is_logged_in());
    let response = Response {
        status,
        headers,
        body,
        quota,
        url: request.url.clone(),
        whereabouts: Whereabouts::of(address, &request.url),
        led_by: request.led_by.clone(),
        redirected_by: None,
    };
    by_whom(response, route)
}
