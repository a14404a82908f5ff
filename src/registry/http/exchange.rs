//! One exchange over HTTP as values: what is asked, and what is answered.

use reqwest::header::{AsHeaderName, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use url::{Position, Url};

use super::address::Whereabouts;
use super::body::BodyReader;
use super::quota::Quota;
use super::{Authorization, Guess, Secret};
use crate::reference::Digest;

/// The header in which registries write the digest of a manifest.
const DIGEST_HEADER: &str = "docker-content-digest";

#[derive(Debug, Clone)]
pub struct Request {
    /// `HEAD`, `GET`, or `POST` with a form.
    pub method: Method,
    pub url: Url,
    /// The media types that are understood, as one header.
    pub accept: Option<&'static HeaderValue>,
    /// For this host, port and scheme alone.
    pub authorization: Option<Authorization>,
    /// The body of a `POST`. Goes to this URL alone: a request that has one follows no redirect.
    pub form: Option<SecretForm>,
    /// Whether it asks for a token.
    pub is_for_token: bool,
    /// The grounds on which it is sent, if it may be that nobody is to be asked this at all, or not with this token.
    pub guess: Option<Guess>,
    pub body_max: usize,
    /// Reads the body of a good answer as it comes, instead of keeping it.
    pub reader: Option<BodyReader>,
    /// Whether a server may fail for want of time or memory since so much is asked for. It is not asked for as much
    /// again.
    pub asks_for_much: bool,
    /// The host that a redirect led here from. Near addresses are not for its clients.
    pub led_by: Option<Leader>,
}

/// A host that led to another one by a redirect, and is not known to be near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leader {
    pub host: String,
    pub whereabouts: Whereabouts,
}

/// A form with a secret in it (`application/x-www-form-urlencoded`).
#[derive(Debug, Clone)]
pub struct SecretForm {
    pub body: Secret,
    pub secret: Secret,
}

impl SecretForm {
    fn is_repeated_in(&self, text: &[u8]) -> bool {
        self.secret.is_in(text)
    }
}

impl Request {
    /// A `GET` that presents nothing and takes any media type.
    pub fn get(url: Url, body_max: usize) -> Self {
        Self {
            method: Method::GET,
            url,
            accept: None,
            authorization: None,
            form: None,
            is_for_token: false,
            guess: None,
            body_max,
            reader: None,
            asks_for_much: false,
            led_by: None,
        }
    }

    /// Whether it may be the wrong server that it is sent to.
    pub fn is_to_guessed_server(&self) -> bool {
        self.guess.as_ref().is_some_and(|guess| guess.is_of_server)
    }

    pub fn is_logged_in(&self) -> bool {
        let authorization = self.authorization.as_ref();
        self.form.is_some() || authorization.is_some_and(|it| it.is_logged_in)
    }

    /// Whether a text repeats a secret of it, as some servers do in their error messages.
    pub fn is_repeated_in(&self, text: &[u8]) -> bool {
        let (authorization, form) = (self.authorization.as_ref(), self.form.as_ref());
        authorization.is_some_and(|it| it.is_repeated_in(text))
            || form.is_some_and(|it| it.is_repeated_in(text))
    }
}

#[derive(Debug, Clone)]
pub struct Response {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// The whole body, unless the request has a reader; of an error, its beginning.
    pub body: Vec<u8>,
    pub quota: Option<Quota>,
    /// The URL that the answer came from, redirects followed.
    pub url: Url,
    /// The place of whoever answered.
    pub whereabouts: Whereabouts,
    /// The host whose redirect led there.
    pub led_by: Option<Leader>,
    /// The host that was asked, where redirects led to another host, port or scheme.
    pub redirected_by: Option<String>,
}

impl Response {
    /// The host and port that answered, and by whose redirect.
    pub fn host(&self) -> String {
        let host = authority(&self.url);
        match &self.redirected_by {
            Some(asked) => format!("{host} (redirected from {asked})"),
            None => host,
        }
    }

    /// The value of a header, where it is a text.
    pub fn header(&self, name: impl AsHeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The digest of its header; `None` where that is missing, empty or malformed (kaniko#298), which is all the same.
    pub fn digest(&self) -> Option<Digest> {
        self.header(DIGEST_HEADER)?.trim().parse().ok()
    }

    /// Whether redirects led to another host, port or scheme than was asked.
    pub fn is_redirected(&self) -> bool {
        self.redirected_by.is_some()
    }
}

/// Whether two URLs of HTTP lead to one server, by host, port and scheme (RFC 6454, 5).
pub fn is_same_origin(one: &Url, other: &Url) -> bool {
    let port = Url::port_or_known_default;
    one.scheme() == other.scheme() && one.host_str() == other.host_str() && port(one) == port(other)
}

/// The host, with the port where it is not the scheme's own.
pub fn authority(url: &Url) -> String {
    url[Position::BeforeHost..Position::AfterPort].to_owned()
}
