//! What a tag names: HEAD where that is enough, GET where it is not.
//!
//! HEAD costs no pull on Docker Hub. GET follows only where HEAD did not give a digest, or where a host is one that
//! is known to answer HEAD wrongly.

use crate::registry::http::Method;
use crate::registry::http::header::{CONTENT_TYPE, HeaderMap};

use super::index::{self, ManifestContent, ManifestError};
use crate::reference::{Digest, Repository, Tag};
use crate::registry::auth::session::{Question, Session};
use crate::registry::error::Error;
use crate::registry::host::Endpoint;
use crate::registry::http::exchange::Response;
use crate::registry::http::message::said;
use crate::registry::http::quota::Quota;

/// All that a tag may name, as one header: without the index types a registry answers with the manifest of one
/// platform, and another digest (distribution#2395).
const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
                      application/vnd.docker.distribution.manifest.list.v2+json, \
                      application/vnd.docker.distribution.manifest.v2+json";
/// How large a manifest may be, in bytes (distribution specification, "Pushing Manifests").
const MANIFEST_MAX: usize = 4 * 1024 * 1024;
/// Where registries write the digest.
const DIGEST_HEADER: &str = "docker-content-digest";

/// What a manifest is asked for by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// By tag.
    Tag(Tag),
    /// By digest.
    Digest(Digest),
}

impl Target {
    /// The last part of the manifest's path.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Tag(tag) => tag.as_str(),
            Self::Digest(digest) => digest.as_str(),
        }
    }
}

/// What a registry answered: the digest, who said so, and the body where it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    /// The digest of the manifest or index.
    pub digest: Digest,
    /// `HEAD` or `GET`.
    pub method: &'static str,
    /// The host that answered.
    pub host: String,
    /// The manifest itself, where it was asked for by GET.
    pub body: Option<Vec<u8>>,
    /// How many pulls are left, where the host said so.
    pub quota: Option<Quota>,
}

impl Descriptor {
    /// What is in its body.
    ///
    /// # Errors
    /// Where the body is no manifest and no index.
    pub fn content(&self, body: &[u8]) -> Result<ManifestContent, Error> {
        let broken = |error: ManifestError| Error::Protocol {
            host: self.host.clone(),
            cause: error.to_string(),
        };
        index::read(body).map_err(broken)
    }
}

/// Asks for the digest by HEAD, and by GET where that gives none.
///
/// # Errors
/// Where there is no such manifest, or no answer.
pub async fn head(
    session: &Session,
    canonical: &Repository,
    target: &Target,
) -> Result<Descriptor, Error> {
    let question = question(session, canonical, target, Method::HEAD);
    let response = session.ask(&question).await?;
    match response.status.as_u16() {
        200 => match digest_header(&response.headers) {
            Some(digest) if !is_schema_1(&response) && is_comparable(target, &digest) => {
                expect(&response, target, &digest)?;
                Ok(Descriptor {
                    digest,
                    method: "HEAD",
                    host: response.host(),
                    body: None,
                    quota: quota(&response),
                })
            }
            _ => get(session, canonical, target).await,
        },
        405 | 501 => get(session, canonical, target).await,
        403 | 404 if may_lie(&session.endpoint) => get(session, canonical, target).await,
        _ => Err(unusable(response, target)),
    }
}

/// Asks for the manifest itself.
///
/// # Errors
/// Where there is no such manifest, no answer, or content that is not what its digest says.
pub async fn get(
    session: &Session,
    canonical: &Repository,
    target: &Target,
) -> Result<Descriptor, Error> {
    let question = question(session, canonical, target, Method::GET);
    let response = session.ask(&question).await?;
    if response.status.as_u16() != 200 {
        return Err(unusable(response, target));
    }
    if is_schema_1(&response) {
        let cause =
            "the manifest is of schema 1, whose digest changes with every answer; push it again"
                .to_owned();
        return Err(Error::Protocol {
            host: response.host(),
            cause,
        });
    }
    let said = digest_header(&response.headers)
        .map(|said| verified(&response, said))
        .transpose()?;
    let digest = match target {
        Target::Digest(expected) => verified(&response, expected.clone())?,
        Target::Tag(_) => said.unwrap_or_else(|| Digest::sha256(&response.body)),
    };
    if !index::is_manifest(&response.body) {
        let cause = "what it sent is no manifest".to_owned();
        return Err(Error::Protocol {
            host: response.host(),
            cause,
        });
    }
    let (host, quota) = (response.host(), quota(&response));
    Ok(Descriptor {
        digest,
        method: "GET",
        host,
        body: Some(response.body),
        quota,
    })
}

/// Asks for a manifest's config, which names the platform of a single-platform image.
///
/// # Errors
/// Where it is not there, which is no answer about the image, or is not what its digest says.
pub async fn config(
    session: &Session,
    canonical: &Repository,
    digest: &Digest,
) -> Result<Vec<u8>, Error> {
    let repository = session.endpoint.repository(canonical);
    let question = Question {
        url: session.endpoint.blob_url(&repository, digest.as_str()),
        repository,
        method: Method::GET,
        accept: None,
        body_max: MANIFEST_MAX,
    };
    let response = session.ask(&question).await?;
    if response.status.as_u16() != 200 {
        let cause = format!(
            "it has a manifest and not its config: {}",
            answered(&response)
        );
        return Err(Error::Protocol {
            host: response.host(),
            cause,
        });
    }
    verified(&response, digest.clone())?;
    Ok(response.body)
}

fn quota(response: &Response) -> Option<Quota> {
    response.quota.filter(Quota::is_of_hours)
}

fn question(
    session: &Session,
    canonical: &Repository,
    target: &Target,
    method: Method,
) -> Question {
    let repository = session.endpoint.repository(canonical);
    Question {
        url: session.endpoint.manifest_url(&repository, target.as_str()),
        repository,
        method,
        accept: Some(ACCEPT),
        body_max: MANIFEST_MAX,
    }
}

/// Nexus (diun#1614) and dead registries (containerd#6684) deny by HEAD what they have. On Docker Hub, where a GET
/// is a counted pull, HEAD tells the truth.
fn may_lie(endpoint: &Endpoint) -> bool {
    !endpoint.is_docker_hub()
}

/// The digest of the header; `None` where it is missing, empty or malformed (kaniko#298), which is all the same.
fn digest_header(headers: &HeaderMap) -> Option<Digest> {
    headers
        .get(DIGEST_HEADER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// Old registries sign schema 1 anew for every answer, so that its digest means nothing (kbld#21).
fn is_schema_1(response: &Response) -> bool {
    let media_type = response
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    media_type.starts_with("application/vnd.docker.distribution.manifest.v1+")
}

/// The digest, provided that it is the body's.
fn verified(response: &Response, expected: Digest) -> Result<Digest, Error> {
    let found = expected.of_same_algorithm(&response.body);
    if found == expected {
        Ok(expected)
    } else {
        Err(Error::WrongDigest {
            host: response.host(),
            expected,
            found,
        })
    }
}

/// Whether a digest of a header can be held against what was asked for: those of two algorithms may be of one body.
fn is_comparable(target: &Target, said: &Digest) -> bool {
    match target {
        Target::Tag(_) => true,
        Target::Digest(asked) => asked.algorithm() == said.algorithm(),
    }
}

/// What was asked for by digest has that digest.
fn expect(response: &Response, target: &Target, found: &Digest) -> Result<(), Error> {
    match target {
        Target::Digest(expected) if expected != found => Err(Error::WrongDigest {
            host: response.host(),
            expected: expected.clone(),
            found: found.clone(),
        }),
        _ => Ok(()),
    }
}

fn unusable(response: Response, target: &Target) -> Error {
    let (host, message) = (response.host(), said(&response));
    match (response.status.as_u16(), target) {
        (404, Target::Tag(_)) => Error::NoSuchTag { host, message },
        (404, Target::Digest(_)) => Error::NoSuchDigest { host, message },
        _ => Error::Protocol {
            host,
            cause: answered(&response),
        },
    }
}

fn answered(response: &Response) -> String {
    let message = said(response).map(|message| format!(" ({message})"));
    format!(
        "it answered {}{}",
        response.status.as_u16(),
        message.unwrap_or_default()
    )
}
