//! The words of a server about an error: JSON of the distribution specification, or one of the many other forms.

use reqwest::header::CONTENT_TYPE;

use super::Response;
use crate::registry::excerpt::JsonExcerpt;
use crate::registry::excerpt::JsonShape::{self, Fields, First, Text, TextOrFields};
use crate::registry::words::shown;

/// The header by which a registry is known as one.
const API_VERSION: &str = "docker-distribution-api-version";

/// One error in an object: of the specification, of Google (`{"error":{"code":400,"message"}}`), or a text alone.
const ERROR: JsonShape = TextOrFields(&[("code", Text), ("message", Text), ("detail", Text)]);
/// The fields in which servers say something. Amazon's have capitals.
const SHAPE: JsonShape = Fields(&[
    ("errors", First(&ERROR)),
    ("message", Text),
    ("Message", Text),
    ("details", Text),
    ("error_description", Text),
    ("error", ERROR),
    ("detail", Text),
]);

/// The words of an error's body, as they may be shown. `None` where it has none that a person could use.
pub fn said(response: &Response) -> Option<String> {
    let words = shown(&words(&response.body)?);
    (!words.is_empty()).then_some(words)
}

/// The status of an answer that cannot be used, with its words.
pub fn answered(response: &Response) -> String {
    let message = said(response).map(|message| format!(" ({message})"));
    let (status, message) = (response.status.as_u16(), message.unwrap_or_default());
    format!("it answered {status}{message}")
}

/// Whether an answer is a web page, and has nothing that is of a registry (distribution specification, "Legacy Docker
/// support HTTP headers").
pub fn is_web_page(response: &Response) -> bool {
    let media_type = response.header(CONTENT_TYPE).unwrap_or_default();
    media_type.starts_with("text/html") && response.header(API_VERSION).is_none()
}

/// The words of an error's body in full, escapes of JSON resolved.
pub fn words(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    match JsonExcerpt::read(text.as_bytes(), SHAPE) {
        Some(json) => words_of(&json),
        // A page of a proxy or a portal says nothing in a line
        None if text.starts_with('<') => words_of_xml(text),
        None => text.lines().next().map(str::to_owned),
    }
}

/// `{"errors":[{"code","message"}]}` of the specification; `message`, `details`, `error` of token servers and proxies.
fn words_of(json: &JsonExcerpt) -> Option<String> {
    // One without words is one all the same
    match (json.get("errors"), json.get("error")) {
        (JsonExcerpt::Nothing, JsonExcerpt::Nothing | JsonExcerpt::Text(_)) => {}
        (JsonExcerpt::Nothing, error) | (error, _) => return words_of_error(error),
    }
    let field = |name: &str| json.get(name).as_str().filter(|text| !text.is_empty());
    // The code of OAuth beside its description (RFC 6749, 5.2)
    if let (Some(code), Some(description)) = (field("error"), field("error_description")) {
        return Some(format!("{code}: {description}"));
    }
    let names = [
        "message",
        "Message",
        "details",
        "error_description",
        "error",
        "detail",
    ];
    names.into_iter().find_map(field).map(str::to_owned)
}

/// Code, message, and the detail if it is a text: some say there what is the matter.
fn words_of_error(error: &JsonExcerpt) -> Option<String> {
    let part = |name: &str| error.get(name).as_str();
    let parts = [
        error.as_str(),
        part("code"),
        part("message"),
        part("detail"),
    ];
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

/// `<Error><Code>…</Code><Message>…</Message></Error>` of storage behind a registry (Amazon S3, "Error Responses").
fn words_of_xml(text: &str) -> Option<String> {
    let part = |name: &str| {
        let (_, behind) = text.split_once(&format!("<{name}>"))?;
        let (part, _) = behind.split_once(&format!("</{name}>"))?;
        Some(part.trim()).filter(|part| !part.is_empty() && !part.contains('<'))
    };
    let parts: Vec<&str> = [part("Code"), part("Message")]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}
