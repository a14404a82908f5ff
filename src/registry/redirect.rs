//! Where an answer sends to.

use reqwest::header::LOCATION;
use url::Url;

use super::error::Error;
use super::exchange::Response;

/// Where an answer sends to, if it does. Never from HTTPS to HTTP, never to credentials in a URL.
///
/// # Errors
/// Where it says so, and the place is none to go to.
pub fn redirect(response: &Response) -> Result<Option<Url>, Error> {
    if !matches!(response.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let refuse = |cause: &str| Error::Protocol { host: response.host(), cause: cause.to_owned() };
    let location = response.headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let location = location.ok_or_else(|| refuse("it redirects and does not say where to"))?;
    let next = response.url.join(location).map_err(|_| refuse("it redirects to what is no URL"))?;
    match (response.url.scheme(), next.scheme()) {
        (_, "https") | ("http", "http") => {}
        _ => return Err(refuse("it redirects to an insecure place")),
    }
    if !next.username().is_empty() || next.password().is_some() {
        return Err(refuse("it redirects to a URL with credentials"));
    }
    Ok(Some(next))
}
