//! Keys and strings of YAML, as all its versions read them.

/// Words that YAML 1.1 takes for something else than a string, in small letters (yaml.org/type/bool, /null).
const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// A key: bare where it is a plain word.
pub(super) fn key(text: &str) -> String {
    let starts = text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_word = WORDS.contains(&text.to_ascii_lowercase().as_str());
    if starts && text.bytes().all(is_plain) && !is_word {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A string in double quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_no_plain_word_is_quoted() {
        for plain in ["image", "_a", "front-end2"] {
            assert_eq!(key(plain), plain);
        }
        for other in ["7", "on", "True", "NULL", "a/b", "-a", ""] {
            assert_eq!(key(other), format!("\"{other}\""));
        }
    }
}
