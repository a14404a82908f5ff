//! The flags of an instruction, `--name=value`, as buildkit's `extractBuilderFlags` cuts them.

use super::written::{JoinedText, PlacedText};
use crate::document::Problem;

pub(super) struct Flag {
    pub(super) whole: PlacedText,
    /// The text between `--` and `=`.
    pub(super) name: String,
    /// The text behind `=`, if there is a `=`.
    pub(super) value: Option<PlacedText>,
}

impl Flag {
    fn new(whole: PlacedText) -> Self {
        let (name, value) = match whole.split_once(|letter| letter == '=') {
            Some((name, value)) => (name.text().to_owned(), Some(value)),
            None => (whole.text().to_owned(), None),
        };
        Self {
            name: name.trim_start_matches("--").to_owned(),
            whole,
            value,
        }
    }

    pub(super) fn problem(&self, message: &str) -> Box<Problem> {
        Problem::at(self.whole.span(), message)
    }

    pub(super) fn required_value(&self) -> Result<&PlacedText, Box<Problem>> {
        let missing = || self.problem(&format!("`--{}` needs a value", self.name));
        self.value.as_ref().ok_or_else(missing)
    }
}

/// The flags at the beginning of what follows an instruction's name, without their quotes and escapes, and the rest.
pub(super) fn split(rest: &PlacedText, escape: char) -> (Vec<Flag>, PlacedText) {
    let mut flags = Vec::new();
    let mut at = skip_space(rest, 0);
    while rest.text()[at..].starts_with("--") {
        let (word, end) = first_word(rest, at, escape);
        at = skip_space(rest, end);
        // What follows two dashes is for the instruction
        if word.text() == "--" {
            break;
        }
        flags.push(Flag::new(word));
    }
    (flags, rest.part(at..rest.text().len()))
}

/// The source of a mount, `type=bind,from=image,target=/x`; the last one counts.
pub(super) fn mount_source(mount: &PlacedText) -> Option<PlacedText> {
    let fields = mount.split(|letter| letter == ',');
    let value = |field: &PlacedText| {
        let (key, value) = field.split_once(|letter| letter == '=')?;
        // Fields may be quoted as in CSV; nobody does it, and the quote in the value tells it
        let key = key.text().trim_start_matches('"');
        key.eq_ignore_ascii_case("from").then_some(value)
    };
    fields.iter().rev().find_map(value)
}

fn skip_space(text: &PlacedText, at: usize) -> usize {
    text.text().len() - text.text()[at..].trim_start().len()
}

/// The word at a place without its quotes and escapes, and where it ends.
fn first_word(text: &PlacedText, start: usize, escape: char) -> (PlacedText, usize) {
    let mut word = JoinedText::default();
    let mut quote = None;
    let letters = text.text()[start..].char_indices();
    let mut letters = letters.map(|(at, letter)| (start + at, letter));
    while let Some((at, letter)) = letters.next() {
        match quote {
            None if letter.is_whitespace() => return (word.finish(), at),
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            Some(open) if letter == open => quote = None,
            _ if letter == escape => {
                if let Some((at, letter)) = letters.next() {
                    word.push_part(text, at..at + letter.len_utf8());
                }
            }
            _ => word.push_part(text, at..at + letter.len_utf8()),
        }
    }
    (word.finish(), text.text().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_cut_as_docker_cuts_them() {
        let cases: [(&str, &[&str], &str); 9] = [
            ("--from=a b c", &["from:a"], "b c"),
            ("--link  --from=a /b", &["link", "from:a"], "/b"),
            ("--from=\"a b\" c", &["from:a b"], "c"),
            (
                "--mount='type=bind, from=a' c",
                &["mount:type=bind, from=a"],
                "c",
            ),
            ("--from=a\\ b c", &["from:a b"], "c"),
            ("-- --from=a", &[], "--from=a"),
            ("a --from=b", &[], "a --from=b"),
            ("\"--from=a\" b", &[], "\"--from=a\" b"),
            ("--from=", &["from:"], ""),
        ];
        for (text, expected, rest) in cases {
            let (flags, left) = split(&PlacedText::at(0, text), '\\');
            let join = |flag: &Flag| match &flag.value {
                Some(value) => format!("{}:{}", flag.name, value.text()),
                None => flag.name.clone(),
            };
            assert_eq!(
                flags.iter().map(join).collect::<Vec<_>>(),
                expected,
                "{text}"
            );
            assert_eq!(left.text(), rest, "{text}");
        }
    }

    #[test]
    fn the_last_source_of_a_mount_counts() {
        let cases = [
            ("type=bind,from=a:1,target=/x", Some("a:1")),
            ("From=a", Some("a")),
            ("from=a,from=b", Some("b")),
            ("from=", Some("")),
            ("type=cache,target=/from=a", None),
            ("from", None),
            ("\"from=a\"", Some("a\"")),
        ];
        for (mount, expected) in cases {
            let read = mount_source(&PlacedText::at(0, mount));
            assert_eq!(read.as_ref().map(PlacedText::text), expected, "{mount}");
        }
    }
}
