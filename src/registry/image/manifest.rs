//! Manifests and configs, fetched in a conversation: HEAD where that is enough, GET where it is not.
//!
//! HEAD costs no pull on Docker Hub. GET follows only where HEAD did not give a digest, or where a host is one that
//! is known to answer HEAD wrongly.

use super::descriptor::{Descriptor, Target};
use super::index;
use crate::day::Day;
use crate::reference::{Digest, Repository};
use crate::registry::auth::session::Session;
use crate::registry::error::Error;
use crate::registry::http::header::{AGE, CONTENT_TYPE, DATE, HeaderValue};
use crate::registry::http::quota::Quota;
use crate::registry::http::{Method, Request, Response, answered, is_web_page, said};

/// All that a tag may name, as one header: without the index types a registry answers with the manifest of one
/// platform, and another digest (distribution#2395).
static ACCEPT: HeaderValue = HeaderValue::from_static(
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json, \
     application/vnd.docker.distribution.manifest.v2+json",
);
/// The largest manifest, in bytes (distribution specification, "Pushing Manifests").
pub const MANIFEST_MAX: usize = 4 * 1024 * 1024;

/// Asks for the digest by HEAD, and by GET where that gives none.
pub async fn fetch_digest(
    session: &Session,
    canonical: &Repository,
    target: &Target,
) -> Result<Descriptor, Error> {
    let response = fetch(session, canonical, target, Method::HEAD).await?;
    match response.status.as_u16() {
        200 => match response.digest() {
            Some(digest) if !is_schema_1(&response) && is_comparable(target, &digest) => {
                if let Target::Digest(expected) = target {
                    expect(&response, expected, &digest)?;
                }
                Ok(descriptor(response, "HEAD", digest))
            }
            _ => fetch_manifest(session, canonical, target).await,
        },
        405 | 501 => fetch_manifest(session, canonical, target).await,
        // On Docker Hub, where a GET is a counted pull, HEAD tells the truth
        _ if session.endpoint().registry.is_docker_hub() => Err(unusable(response, target)),
        // Whether a login has expired stands in the words (oras-go#1227), which an answer to HEAD has none of
        400 if session.is_challenged() && !response.is_redirected() => {
            fetch_manifest(session, canonical, target).await
        }
        // Nexus (diun#1614) and dead registries (containerd#6684) deny by HEAD what they have
        403 | 404 => fetch_manifest(session, canonical, target).await,
        _ => Err(unusable(response, target)),
    }
}

pub async fn fetch_manifest(
    session: &Session,
    canonical: &Repository,
    target: &Target,
) -> Result<Descriptor, Error> {
    let response = fetch(session, canonical, target, Method::GET).await?;
    if response.status.as_u16() != 200 {
        return Err(unusable(response, target));
    }
    if is_schema_1(&response) {
        let cause = "the manifest has schema 1, whose digest changes with every answer; push the image again";
        return Err(Error::protocol(response.host(), cause));
    }
    let is_manifest = index::is_manifest(&response.body);
    let verified = |digest| match verified(&response, digest) {
        // A portal's page, or a manifest that was cut off on the way, is no other manifest
        Err(Error::WrongDigest { .. }) if !is_manifest => Err(no_manifest(&response)),
        verified => verified,
    };
    let said = response.digest().map(verified).transpose()?;
    let digest = match target {
        Target::Digest(expected) => verified(expected.clone())?,
        Target::Tag(_) => said.unwrap_or_else(|| Digest::sha256(&response.body)),
    };
    if !is_manifest {
        return Err(no_manifest(&response));
    }
    Ok(descriptor(response, "GET", digest))
}

fn no_manifest(response: &Response) -> Error {
    Error::protocol(response.host(), "its answer is not a manifest")
}

/// Asks for a manifest's config, which names the platform of a single-platform image.
///
/// # Errors
/// Where it is not there, which is no answer about the image, or is not what its digest says.
pub async fn fetch_config(
    session: &Session,
    canonical: &Repository,
    digest: &Digest,
) -> Result<Vec<u8>, Error> {
    let endpoint = session.endpoint();
    let repository = endpoint.repository(canonical);
    let url = endpoint.blob_url(&repository, digest.as_str());
    let request = Request::get(url, MANIFEST_MAX);
    let response = session.fetch(&repository, &request).await?;
    if response.status.as_u16() != 200 {
        let answered = answered(&response);
        let cause = format!("it has the manifest, but not its config: {answered}");
        return Err(Error::protocol(response.host(), cause));
    }
    match verified(&response, digest.clone()) {
        Err(Error::WrongDigest { .. }) if !response.body.trim_ascii_start().starts_with(b"{") => {
            let cause = "its answer is not the config of an image";
            Err(Error::protocol(response.host(), cause))
        }
        verified => verified.map(|_| response.body),
    }
}

fn descriptor(response: Response, method: &'static str, digest: Digest) -> Descriptor {
    Descriptor {
        digest,
        method,
        host: response.host(),
        is_index: is_index(&response),
        day: day(&response),
        quota: response.quota.filter(Quota::is_of_hours),
        body: (method == "GET").then_some(response.body),
    }
}

async fn fetch(
    session: &Session,
    canonical: &Repository,
    target: &Target,
    method: Method,
) -> Result<Response, Error> {
    let endpoint = session.endpoint();
    let repository = endpoint.repository(canonical);
    let url = endpoint.manifest_url(&repository, target.as_str());
    let request = Request {
        method,
        accept: Some(&ACCEPT),
        ..Request::get(url, MANIFEST_MAX)
    };
    session.fetch(&repository, &request).await
}

/// The day of an answer's `Date` (RFC 9110, 6.6.1). A cache has an older one, and says so by `Age` (RFC 9111, 5.1).
fn day(response: &Response) -> Option<Day> {
    let date = response
        .header(DATE)
        .filter(|_| response.header(AGE).is_none());
    httpdate::parse_http_date(date?).ok().map(Day::of)
}

/// The media types of an index, OCI's and Docker's.
fn is_index(response: &Response) -> bool {
    let media_type = response.header(CONTENT_TYPE).unwrap_or_default();
    let types = [
        "application/vnd.oci.image.index.",
        "application/vnd.docker.distribution.manifest.list.",
    ];
    types.iter().any(|start| media_type.starts_with(start))
}

/// Old registries sign schema 1 anew for every answer, so that its digest means nothing (kbld#21).
fn is_schema_1(response: &Response) -> bool {
    let media_type = response.header(CONTENT_TYPE).unwrap_or_default();
    media_type.starts_with("application/vnd.docker.distribution.manifest.v1+")
}

/// The digest, provided that it is the body's.
fn verified(response: &Response, expected: Digest) -> Result<Digest, Error> {
    let found = expected.of_same_algorithm(&response.body);
    expect(response, &expected, &found)?;
    Ok(expected)
}

/// Whether a digest of a header can be held against what was asked for: those of two algorithms may be of one body.
fn is_comparable(target: &Target, said: &Digest) -> bool {
    match target {
        Target::Tag(_) => true,
        Target::Digest(asked) => asked.algorithm() == said.algorithm(),
    }
}

fn expect(response: &Response, expected: &Digest, found: &Digest) -> Result<(), Error> {
    if expected == found {
        return Ok(());
    }
    Err(Error::WrongDigest {
        host: response.host(),
        expected: expected.clone(),
        found: found.clone(),
    })
}

fn unusable(response: Response, target: &Target) -> Error {
    let (host, message) = (response.host(), said(&response));
    match (response.status.as_u16(), target) {
        (404, Target::Tag(_)) => Error::NoSuchTag {
            host,
            message,
            is_web_page: is_web_page(&response),
        },
        (404, Target::Digest(_)) => Error::NoSuchDigest { host, message },
        _ => Error::protocol(host, answered(&response)),
    }
}
