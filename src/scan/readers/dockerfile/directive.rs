//! Directives of the parser: comments at the top of a Dockerfile that say how it is read.

use std::ops::Range;

use crate::document::Problem;

/// The only directives there are; any other comment ends them.
const NAMES: [&str; 3] = ["syntax", "escape", "check"];

#[derive(Debug, PartialEq)]
pub(super) struct Directives {
    /// The image that reads the file in docker's place.
    pub(super) syntax: Option<Range<usize>>,
    /// The letter that joins lines and takes the meaning of others away.
    pub(super) escape: char,
}

/// Reads the directives as buildkit does (`parser/directives.go`): once each, before anything else, with nothing but
/// comments of this form before them. A line `#!…` may come first where `syntax` is looked for.
///
/// # Errors
/// Where one is given twice, or the escape is none.
pub(super) fn read(text: &str) -> Result<Directives, Box<Problem>> {
    let mut directives = Directives {
        syntax: None,
        escape: '\\',
    };
    let mut seen: Vec<String> = Vec::new();
    // A shebang is skipped by those who look for the syntax, and ends the directives for those who read the file
    let first_line = text.split_inclusive('\n').next();
    let shebang = first_line.filter(|line| line.starts_with("#!"));
    let shebang = shebang.map_or(0, str::len);
    let mut start = shebang;
    for line in text[shebang..].split_inclusive('\n') {
        let Some((name, value)) = directive(line) else {
            break;
        };
        let span = start + value.start..start + value.end;
        if seen.contains(&name) {
            let message = format!("the directive `{name}` is given twice");
            return Err(Problem::at(span, message));
        }
        match name.as_str() {
            // Where it is indented, only the parser knows it, and the parser ignores it
            "syntax" if line.starts_with('#') => directives.syntax = Some(first_word(text, span)),
            "escape" if shebang == 0 => directives.escape = escape(&text[span.clone()], span)?,
            _ => {}
        }
        seen.push(name);
        start += line.len();
    }
    Ok(directives)
}

/// The name of a directive in lower case, and where its value stands in the line.
fn directive(line: &str) -> Option<(String, Range<usize>)> {
    let comment = line.trim_start().strip_prefix('#')?;
    let (name, value) = comment.split_once('=')?;
    let name = name.trim().to_ascii_lowercase();
    let start = line.len() - value.trim_start().len();
    let value = start..start + value.trim().len();
    (NAMES.contains(&name.as_str()) && !value.is_empty()).then_some((name, value))
}

/// The value up to a space: what follows is for the image that reads the file, not its name.
fn first_word(text: &str, span: Range<usize>) -> Range<usize> {
    let length = text[span.clone()].find(' ').unwrap_or(span.len());
    span.start..span.start + length
}

fn escape(value: &str, span: Range<usize>) -> Result<char, Box<Problem>> {
    match value {
        "\\" => Ok('\\'),
        "`" => Ok('`'),
        _ => Err(Problem::at(
            span,
            "the escape must be a backslash or a backtick",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_stand_before_all_else() {
        let cases = [
            (
                "# syntax=docker/dockerfile:1\nFROM a",
                Some("docker/dockerfile:1"),
                '\\',
            ),
            (
                "#syntax = a:1 --some words \r\n# ESCAPE=`\n",
                Some("a:1"),
                '`',
            ),
            ("# escape=`\n\n# syntax=a:1", None, '`'),
            ("# a comment\n# syntax=a:1", None, '\\'),
            ("# check=skip=all\n# syntax=a:1", Some("a:1"), '\\'),
            (
                "#!/usr/bin/env a\n# syntax=a:1\n# escape=`",
                Some("a:1"),
                '\\',
            ),
            (" # syntax=a:1\n # escape=`", None, '`'),
            ("# syntax=\nFROM a", None, '\\'),
            ("FROM a\n# syntax=a:1", None, '\\'),
        ];
        for (text, syntax, escape) in cases {
            let read = read(text).unwrap();
            assert_eq!(
                (read.syntax.map(|span| &text[span]), read.escape),
                (syntax, escape),
                "{text:?}"
            );
        }
    }

    #[test]
    fn directives_that_contradict_are_refused() {
        for text in ["# syntax=a\n# syntax=b", "# escape=x", "# escape=``"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }
}
