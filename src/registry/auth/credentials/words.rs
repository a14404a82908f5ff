//! The words of a helper that failed, as they may be shown: one line, without what looks like a secret.
//!
//! Helpers are wrappers around other programs, and some repeat in an error all that they sent.

/// The largest part that is repeated, in characters.
const SHOWN_MAX: usize = 200;
/// The length from which a word of the letters that tokens are made of is taken for one.
const TOKEN_MIN: usize = 32;
/// Words that a secret follows.
const BEFORE: [&str; 7] = [
    "authorization",
    "basic",
    "bearer",
    "password",
    "passwd",
    "secret",
    "token",
];
const MASK: &str = "***";

/// The beginning of a text in one line: what follows a line break would look like words of this program.
pub fn shown(text: &str) -> String {
    let mut before = String::new();
    let mut line = Vec::new();
    for word in text.split(|letter: char| letter.is_whitespace() || letter.is_control()) {
        line.push(if is_secret(&before, word) { MASK } else { word });
        before = word.to_ascii_lowercase();
    }
    line.retain(|word| !word.is_empty());
    line.join(" ").chars().take(SHOWN_MAX).collect()
}

fn is_secret(before: &str, word: &str) -> bool {
    let has_user = word.contains('@') && word.contains("://");
    let is_long = word.len() >= TOKEN_MIN && word.bytes().all(is_of_tokens);
    let names_one = |text: &str| {
        let text = text.trim_end_matches([':', '=']);
        BEFORE.iter().any(|name| text.ends_with(name))
    };
    let lower = word.to_ascii_lowercase();
    let gives_one = lower
        .split_once(['=', ':'])
        .is_some_and(|(name, value)| !value.is_empty() && names_one(name));
    // `the token has expired` tells of one and shows none
    let is_named = BEFORE.contains(&before.trim_end_matches([':', '=']));
    let follows =
        is_named && (before.ends_with([':', '=']) || matches!(before, "basic" | "bearer"));
    has_user || is_long || gives_one || (follows && !BEFORE.contains(&lower.as_str()))
}

fn is_of_tokens(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=._-".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_went_wrong_is_shown_in_one_line() {
        for (said, expected) in [
            ("error: no such\nuser", "error: no such user"),
            (
                "ExpiredToken: the security token has expired",
                "ExpiredToken: the security token has expired",
            ),
            (
                "GET https://ecr.example/v2/ failed",
                "GET https://ecr.example/v2/ failed",
            ),
            ("a\u{1b}[31m b", "a [31m b"),
        ] {
            assert_eq!(shown(said), expected);
        }
        assert_eq!(shown(&"word ".repeat(100)).chars().count(), 200);
    }

    #[test]
    fn what_looks_like_a_secret_is_not() {
        for said in [
            "GET https://tester:hunter2@h.example/ failed",
            "sent Authorization: Basic hunter2",
            "sent Authorization: hunter2",
            "with bearer hunter2",
            "password: hunter2",
            "password=hunter2",
            "AWS_SECRET=hunter2 is wrong",
            "refresh_token:hunter2",
            "got hunter2hunter2hunter2hunter2hunter2",
        ] {
            let shown = shown(said);
            assert!(
                !shown.contains("hunter2") && shown.contains("***"),
                "{shown}"
            );
        }
    }
}
