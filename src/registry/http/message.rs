//! The words of a server about an error: JSON of the distribution specification, or one of the many other forms.

use super::Response;
use crate::registry::excerpt::JsonExcerpt;
use crate::registry::excerpt::JsonShape::{self, Fields, First, Text};

/// The fields in which servers say something.
const SHAPE: JsonShape = Fields(&[
    (
        "errors",
        First(&Fields(&[("code", Text), ("message", Text)])),
    ),
    ("message", Text),
    ("details", Text),
    ("error_description", Text),
    ("error", Text),
    ("detail", Text),
]);
/// The largest part of a server's words that is repeated, in characters.
const MESSAGE_MAX: usize = 200;

/// The words of an error's body, as they may be shown. `None` where it has none that a person could use.
pub fn said(response: &Response) -> Option<String> {
    let words = words(&response.body)?;
    let words = words.trim();
    // One line: what follows a line break would look like words of this program
    let in_line = |letter: char| if letter.is_control() { ' ' } else { letter };
    (!words.is_empty()).then(|| words.chars().take(MESSAGE_MAX).map(in_line).collect())
}

/// The words of an error's body in full, escapes of JSON resolved.
pub fn words(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    match JsonExcerpt::read(text.as_bytes(), SHAPE) {
        Some(json) => words_of(&json),
        // A page of a proxy or a portal says nothing in a line
        None if text.starts_with('<') => None,
        None => text.lines().next().map(str::to_owned),
    }
}

/// `{"errors":[{"code","message"}]}` of the specification; `message`, `details`, `error` of token servers and proxies.
fn words_of(json: &JsonExcerpt) -> Option<String> {
    let errors = json.get("errors");
    // One without words is one all the same
    if matches!(errors, JsonExcerpt::Fields(_)) {
        let part = |name: &str| errors.get(name).as_str().filter(|text| !text.is_empty());
        return match (part("code"), part("message")) {
            (Some(code), Some(message)) => Some(format!("{code}: {message}")),
            (part, None) | (None, part) => part.map(str::to_owned),
        };
    }
    ["message", "details", "error_description", "error", "detail"]
        .iter()
        .find_map(|name| json.get(name).as_str())
        .map(str::to_owned)
}
