//! `imagelock: ignore`, a comment by which a file asks to leave a place out.

use super::Mention;
use crate::document::Source;

/// What the comment says. A reason may follow.
const WORDS: &str = "imagelock: ignore";

/// Whether a comment behind a mention, or one that has the line above for itself, asks to leave it out.
pub(super) fn is_ignored(source: &Source, mention: &Mention) -> bool {
    let text = &source.text;
    let start = text[..mention.span.start].rfind('\n').map_or(0, |end| end + 1);
    let place = &text[mention.span.clone()];
    // A block ends with the lines behind it, whose comments are those of what follows
    let end = mention.span.start + place.find('\n').unwrap_or(place.len());
    let behind = text[end..].lines().next().unwrap_or_default();
    let above = text[..start].lines().next_back().unwrap_or_default();
    let is_behind = behind.match_indices(['#', '/']).any(|(at, _)| says_it(&behind[at..]));
    is_behind || says_it(above.trim_start())
}

fn says_it(comment: &str) -> bool {
    let words = comment.strip_prefix("//").or_else(|| comment.strip_prefix('#')).map(str::trim_start);
    let rest = words.and_then(|words| words.strip_prefix(WORDS));
    rest.is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_behind_or_above_leaves_a_place_out() {
        let cases = [
            ("image: nginx # imagelock: ignore", true),
            ("image: nginx #imagelock: ignore, built by CI", true),
            ("image: nginx # TODO # imagelock: ignore", true),
            ("x = \"nginx\" // imagelock: ignore", true),
            ("# imagelock: ignore\nFROM nginx", true),
            ("  # imagelock: ignore (built here)\r\n  image: nginx\r\n", true),
            ("- image: >-\n    nginx\n  # imagelock: ignore\n- image: other", false),
            ("image: nginx # imagelock: ignored", false),
            ("image: nginx imagelock: ignore", false),
            ("# imagelock: ignore\n\nimage: nginx", false),
            ("a: b # imagelock: ignore\nimage: nginx", false),
            ("image: nginx\n# imagelock: ignore\n", false),
        ];
        for (text, expected) in cases {
            let source = Source::new("x", text);
            let at = source.text.find("nginx").unwrap();
            let block =
                source.text.find(">-").map(|start| start..source.text.find("- image: other").unwrap());
            let span = block.unwrap_or(at..at + 5);
            assert_eq!(
                is_ignored(&source, &Mention { span, ..Mention::whole(&source, at..at + 5) }),
                expected,
                "{text:?}"
            );
        }
    }
}
