//! The words of a server about an error: JSON of the distribution specification, or one of the many other forms.

use super::Response;
use crate::registry::excerpt::JsonExcerpt;
use crate::registry::excerpt::JsonShape::{self, Fields, First, Text, TextOrFields};

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
/// The largest part of a server's words that is repeated, in characters.
const MESSAGE_MAX: usize = 200;
/// The shortest word that may be a token, in bytes.
const TOKEN_MIN: usize = 16;
/// What stands in the place of one.
const MASK: &str = "***";

/// The words of an error's body, as they may be shown. `None` where it has none that a person could use.
pub fn said(response: &Response) -> Option<String> {
    let words = words(&response.body)?;
    let words = words.trim();
    // One line: what follows a line break would look like words of this program
    let in_line = |letter: char| if letter.is_control() { ' ' } else { letter };
    let shown = || {
        without_tokens(words)
            .chars()
            .take(MESSAGE_MAX)
            .map(in_line)
            .collect()
    };
    (!words.is_empty()).then(shown)
}

/// The same words without tokens of other people, which are JSON in base64 (RFC 7519, 3).
fn without_tokens(words: &str) -> String {
    let is_of_token = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let shown = |part: &str| {
        let word = part.trim_end_matches(|letter| !is_of_token(letter));
        let is_token = word.starts_with("eyJ") && word.len() >= TOKEN_MIN;
        if is_token {
            part.replacen(word, MASK, 1)
        } else {
            part.to_owned()
        }
    };
    words
        .split_inclusive(|letter| !is_of_token(letter))
        .map(shown)
        .collect()
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

#[cfg(test)]
mod tests {
    use super::without_tokens;

    #[test]
    fn a_token_that_a_server_repeats_is_not_shown() {
        for (words, expected) in [
            (
                "the token 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIi.x-_y' has expired",
                "the token '***' has expired",
            ),
            ("access_token=eyJhbGciOiJSUzI1NiJ9", "access_token=***"),
            ("eyJhbGciOiJSUzI1NiJ9", "***"),
            (
                "éyJ eyJ team/app:1 is not there",
                "éyJ eyJ team/app:1 is not there",
            ),
        ] {
            assert_eq!(without_tokens(words), expected);
        }
    }
}
