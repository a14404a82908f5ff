//! A template without its comments, which name no images.

use std::ops::Range;

/// The delimiters of a comment of a template engine: Go's, Jinja's, ERB's.
const COMMENTS: [(&str, &str); 5] = [
    ("{{/*", "*/"),
    ("{{- /*", "*/"),
    ("{{-/*", "*/"),
    ("{#", "#}"),
    ("<%#", "%>"),
];

/// The text with spaces in the place of comments of template engines, so that places hold.
pub(in crate::scan) fn without_engine(text: &str) -> String {
    blanked(text, comments(text))
}

/// The same, without the lines that are comments to YAML and Dockerfiles too.
pub(super) fn without(text: &str) -> String {
    without_lines(&without_engine(text))
}

/// The text with spaces in the place of lines that are comments to YAML and Dockerfiles alone.
pub(in crate::scan) fn without_lines(text: &str) -> String {
    let mut comments = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let is_comment = line.trim_start().starts_with('#');
        comments.extend(is_comment.then_some(start..start + line.len()));
        start += line.len();
    }
    blanked(text, comments)
}

fn blanked(text: &str, comments: Vec<Range<usize>>) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for comment in comments {
        let letters = bytes[comment].iter_mut();
        letters
            .filter(|byte| !matches!(byte, b'\n' | b'\r'))
            .for_each(|byte| *byte = b' ');
    }
    // Whole characters were replaced by as many spaces as they have bytes
    String::from_utf8(bytes).unwrap_or_default()
}

fn comments(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Where one is not closed, the next of its kind is not either
    let mut unclosed = [false; COMMENTS.len()];
    let mut at = 0;
    while let Some(start) = text[at..].find(['{', '<']).map(|start| at + start) {
        let here = |(begin, _): &(&str, &str)| text[start..].starts_with(begin);
        let kind = COMMENTS.iter().position(here);
        let kind = kind.filter(|kind| !unclosed[*kind]);
        at = start + 1;
        let Some(kind) = kind.filter(|_| !is_of_shell(text, start)) else {
            continue;
        };
        let (begin, end) = COMMENTS[kind];
        let behind = start + begin.len();
        match text[behind..].find(end) {
            Some(length) => {
                at = behind + length + end.len();
                found.push(start..at);
            }
            None => unclosed[kind] = true,
        }
    }
    found
}

/// Whether a brace is the one of `${#name}`, a length in a shell's script.
fn is_of_shell(text: &str, brace: usize) -> bool {
    text[..brace].ends_with('$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_become_spaces() {
        let cases = [
            ("a {{/* image: é\n */}} b", "a               \n   }} b"),
            ("{{- /* x */ -}}b", "            -}}b"),
            ("{# x #}a", "       a"),
            ("<%# x %>a", "        a"),
            ("  # image: a\r\nb # c\n", "            \r\nb # c\n"),
            ("a{{/* open\nb{{/* c", "a{{/* open\nb{{/* c"),
            ("${#a} b #}", "${#a} b #}"),
            ("{{ .a }}{% b %}<% c %>", "{{ .a }}{% b %}<% c %>"),
        ];
        for (text, expected) in cases {
            assert_eq!(without(text), expected, "{text}");
        }
    }
}
