//! What stands behind the name of a secret: the secret, or the next word of a sentence.

/// Signs that end a sentence or its part, and not a value.
const ENDS: [char; 7] = ['.', ',', ';', ':', ')', ']', '}'];
/// The words that sentences about secrets go on with.
const OF_SENTENCES: [&str; 41] = [
    "a",
    "already",
    "an",
    "bad",
    "blank",
    "cannot",
    "correct",
    "denied",
    "disabled",
    "empty",
    "expired",
    "failed",
    "forbidden",
    "for",
    "from",
    "in",
    "incorrect",
    "invalid",
    "locked",
    "malformed",
    "mismatch",
    "missing",
    "must",
    "no",
    "none",
    "not",
    "null",
    "only",
    "outdated",
    "rejected",
    "required",
    "revoked",
    "the",
    "this",
    "too",
    "unauthorized",
    "unknown",
    "unsupported",
    "weak",
    "wrong",
    "your",
];
/// The shortest secret that is told from other words by its letters alone.
const MIXED_MIN: usize = 5;

/// A word, or what stands in quotes.
#[derive(Debug)]
pub(super) struct Value<'a> {
    /// The place where it begins.
    pub(super) start: usize,
    pub(super) text: &'a str,
    pub(super) is_quoted: bool,
    /// Whether another word follows.
    pub(super) is_followed: bool,
}

impl<'a> Value<'a> {
    /// The value at the beginning of a text; `None` where there is nothing but signs.
    pub(super) fn at(text: &'a str) -> Option<Self> {
        let open = text.trim_start_matches('\\');
        let quote = open
            .chars()
            .next()
            .filter(|letter| "\"'`".contains(*letter));
        let inner = quote.map_or(text, |quote| &open[quote.len_utf8()..]);
        let start = text.len() - inner.len();
        let end = match quote {
            // A quote that is escaped ends no value that begins with one that is not
            Some(quote) => end_of_quoted(inner, quote, open.len() == text.len()),
            None => end_of_word(inner),
        };
        let (text, rest) = inner.split_at(end);
        let is_letter = |letter: char| letter.is_alphabetic();
        text.contains(char::is_alphanumeric).then_some(Self {
            start,
            text,
            is_quoted: quote.is_some(),
            is_followed: rest
                .lines()
                .next()
                .is_some_and(|rest| rest.contains(is_letter)),
        })
    }

    /// Whether it is a word as sentences have it.
    pub(super) fn is_plain(&self) -> bool {
        let is_letter = |letter: char| letter.is_ascii_lowercase() || letter == '-';
        let rest = self
            .text
            .strip_prefix(|first: char| first.is_ascii_alphabetic());
        rest.is_some_and(|rest| rest.chars().all(is_letter))
    }

    /// Whether a sentence about a secret goes on with it.
    pub(super) fn is_of_sentence(&self) -> bool {
        !self.is_quoted && OF_SENTENCES.contains(&self.text.to_ascii_lowercase().as_str())
    }

    /// Whether it has letters and digits as passwords have and words have not.
    pub(super) fn is_mixed(&self) -> bool {
        let has = |is: fn(&u8) -> bool| self.text.as_bytes().iter().any(&is);
        let is_long = self.text.len() >= MIXED_MIN && !self.text.contains("://");
        is_long && has(u8::is_ascii_digit) && has(u8::is_ascii_lowercase)
    }

    /// Whether it is one of an image, which is no secret.
    pub(super) fn is_digest(&self) -> bool {
        let hex = ["sha256:", "sha512:"]
            .iter()
            .find_map(|name| self.text.strip_prefix(name));
        hex.is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }

    /// Whether it is one of a challenge: `realm="…"`.
    pub(super) fn is_parameter(&self) -> bool {
        let name = self.text.split_once('=').map(|(name, _)| name);
        name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase()))
    }
}

fn end_of_quoted(text: &str, quote: char, has_escapes: bool) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        if letter == quote && !is_escaped {
            return text[..at].trim_end_matches('\\').len();
        }
        is_escaped = has_escapes && letter == '\\' && !is_escaped;
    }
    text.len()
}

fn end_of_word(text: &str) -> usize {
    let is_end = |letter: char| letter.is_whitespace() || "\"'`".contains(letter);
    let word = &text[..text.find(is_end).unwrap_or(text.len())];
    word.trim_end_matches(ENDS).len()
}
