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
    let field = |name: &str| json.get(name).as_str().filter(|text| !text.is_empty());
    // The code of OAuth beside its description (RFC 6749, 5.2)
    if let (Some(code), Some(description)) = (field("error"), field("error_description")) {
        return Some(format!("{code}: {description}"));
    }
    ["message", "details", "error_description", "error", "detail"]
        .into_iter()
        .find_map(field)
        .map(str::to_owned)
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
