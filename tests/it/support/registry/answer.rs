//! An answer before it is sent, which a scripted fault may still alter.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Response, StatusCode};
use serde_json::{Value, json};

/// Status, headers and body.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// An answer without headers and body.
    pub(super) fn new(status: u16) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    /// An answer in JSON.
    pub(super) fn json(status: u16, body: &Value) -> Self {
        let mut answer = Self::new(status).with("content-type", "application/json; charset=utf-8");
        answer.body = body.to_string().into_bytes();
        answer
    }

    /// The error body of the distribution specification.
    pub(super) fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(
            status,
            &json!({ "errors": [{ "code": code, "message": message, "detail": null }] }),
        )
    }

    /// The same with one header more.
    pub(super) fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers
            .append(header_name(name), header_value(value.as_ref()));
        self
    }

    /// The same with this body.
    pub(super) fn with_body(mut self, media_type: &str, body: &[u8]) -> Self {
        self.headers
            .insert(CONTENT_TYPE, header_value(media_type.as_bytes()));
        self.body = body.to_vec();
        self
    }

    /// What hyper sends. An answer to HEAD has the length of the body, and no body.
    pub(super) fn into_response(self, method: &Method) -> Response<Full<Bytes>> {
        let length = HeaderValue::from(self.body.len());
        let body = if method == Method::HEAD {
            Bytes::new()
        } else {
            Bytes::from(self.body)
        };
        let mut response = Response::new(Full::new(body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).expect("a status has three digits");
        *response.headers_mut() = self.headers;
        response
            .headers_mut()
            .entry(CONTENT_LENGTH)
            .or_insert(length);
        response
    }
}

/// A header's name out of a test's text.
pub(super) fn header_name(name: &str) -> HeaderName {
    name.parse()
        .unwrap_or_else(|_| panic!("`{name}` is no name of a header"))
}

/// A header's value out of a test's bytes, which need not be ASCII.
pub(super) fn header_value(value: &[u8]) -> HeaderValue {
    HeaderValue::from_bytes(value).unwrap_or_else(|_| panic!("no value of a header: {value:?}"))
}
