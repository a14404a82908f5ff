//! Text from outside, as it may stand in Markdown that hosts render: it is text, and nothing else.
//!
//! Hosts look for mentions, references and links in what is rendered as well, so that an entity is not enough for
//! these: a space of no width stands behind their marks, and within `code` nobody looks for them.

use std::fmt::Write as _;

use crate::report::plain::plain_line;

/// A space of no width, which keeps a mark from what it marks.
const NOTHING: &str = "&#8203;";
/// Punctuation that means nothing within a sentence.
const PLAIN: &str = "-.,:;/'\"=?()";
/// The beginnings of what hosts make links of.
const LINKS: [(&str, &str); 5] = [
    ("://", "&#58;//"),
    ("www.", "www&#46;"),
    ("WWW.", "WWW&#46;"),
    ("GH-", "GH&#45;"),
    ("gh-", "gh&#45;"),
];
/// The marks that mention and refer: `@`, `#`, `!`, `~`, `$`, `%`, `&`, and what links were made of.
const MARKS: [&str; 10] = [
    "&#64;", "&#35;", "&#33;", "&#126;", "&#36;", "&#37;", "&#38;", "&#58;", "&#46;", "&#45;",
];

/// A short text of a machine: a name, a tag, a digest, a label.
pub(super) fn code(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._/:+-=@ ".contains(letter);
    let text = plain_line(text);
    if !text.is_empty() && text.trim() == text && text.chars().all(is_plain) {
        return format!("`{text}`");
    }
    format!("<code>{}</code>", entities(&text))
}

/// A sentence that may quote what somebody else said. What stands in backticks is code, whoever wrote them.
pub(super) fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return words(text);
    }
    let part = |(index, part): (usize, &&str)| {
        if index % 2 == 0 {
            words(part)
        } else {
            code(part)
        }
    };
    parts.iter().enumerate().map(part).collect()
}

fn words(text: &str) -> String {
    MARKS
        .iter()
        .fold(entities(&plain_line(text)), |text, mark| {
            text.replace(mark, &format!("{mark}{NOTHING}"))
        })
}

/// All that Markdown or HTML could take for something is written as an entity, and so is what makes a link of a word.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_punctuation() && !PLAIN.contains(letter) {
            let _ = write!(out, "&#{};", u32::from(letter));
        } else {
            out.push(letter);
        }
    }
    LINKS
        .iter()
        .fold(out, |text, (link, words)| text.replace(link, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_code_as_it_is() {
        for text in [
            "web",
            "1.27-alpine",
            "docker.io/library/nginx:1.27@sha256:0f",
        ] {
            assert_eq!(code(text), format!("`{text}`"));
        }
    }

    #[test]
    fn what_is_not_plain_is_code_all_the_same() {
        assert_eq!(code("a`|<img>"), "<code>a&#96;&#124;&#60;img&#62;</code>");
        assert_eq!(code(""), "<code></code>");
        assert_eq!(code(" a"), "<code> a</code>");
        assert_eq!(code("a\nb\u{1b}[1m\u{202e}"), "<code>a b&#91;1m</code>");
    }

    #[test]
    fn prose_mentions_links_and_refers_to_nobody() {
        let text = prose(
            "@all see #1, !2, ~l, https://evil.example, www.evil.example, GH-3 [a](b) `c` <b> a|b",
        );
        for harmful in [
            "@", " #1", "!2", "~", "://e", "www.", "GH-3", "[", "](", "<", ">", "|",
        ] {
            assert!(!text.contains(harmful), "{harmful} in {text}");
        }
        assert!(text.contains(" `c` "), "{text}");
        assert!(prose("one ` alone").contains("&#96;"));
        assert_eq!(prose("`a|b`"), "<code>a&#124;b</code>");
        assert!(
            text.starts_with("&#64;&#8203;all see &#35;&#8203;1"),
            "{text}"
        );
    }
}
