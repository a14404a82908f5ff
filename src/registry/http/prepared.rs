//! Requests in the words of the HTTP client.

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, RequestBuilder};

use super::Request;

/// A request as it goes out.
pub fn prepared(client: &Client, request: &Request) -> RequestBuilder {
    let builder = client.request(request.method.clone(), request.url.clone());
    // A digest is of the body as the registry has it: some proxies compress what does not forbid it
    let mut builder = builder.header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some(accept) = request.accept {
        builder = builder.header(ACCEPT, accept.clone());
    }
    if let Some(authorization) = &request.authorization {
        builder = builder.header(AUTHORIZATION, authorization.header());
    }
    if let Some(form) = &request.form {
        let body = form.body.expose().to_owned();
        builder = builder
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
    }
    builder
}
