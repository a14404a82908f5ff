//! Files of variables such as `.env`, as compose reads them
//! (<https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax>, and the
//! package `dotenv` of compose-go).
//!
//! Owns which variable has which value, and where that stands. Such files have secrets in them: nothing here is ever
//! put into a message.

use std::collections::HashMap;
use std::ops::Range;

use super::variables::SetValue;

/// The longest value that variables make or have a part in: a few of them could double it often.
const EXPANDED_MAX: usize = 1024;
/// The most assignments that are read: many times what anybody writes.
const ASSIGNMENTS_MAX: usize = 10_000;

/// A variable with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Assignment<'t> {
    pub(super) name: &'t str,
    pub(super) value: AssignedValue,
}

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AssignedValue {
    /// These bytes of the file, as they stand there.
    Verbatim(Range<usize>),
    /// What it comes to by variables that are set before it in the file, if the environment sets none of these.
    Expanded(SetValue),
    /// Something that escapes, other variables or the environment decide.
    Unknown,
}

/// The assignments of a file, in their order; `None` where compose would refuse the file.
pub(super) fn assignments(text: &str) -> Option<Vec<Assignment<'_>>> {
    let mut reader = DotenvReader {
        text,
        at: 0,
        known: HashMap::new(),
    };
    let mut found = Vec::new();
    while let Some(assignment) = reader.assignment()? {
        if found.len() == ASSIGNMENTS_MAX {
            return None;
        }
        found.push(assignment);
    }
    Some(found)
}

struct DotenvReader<'t> {
    text: &'t str,
    at: usize,
    /// The values so far, as far as they are known.
    known: HashMap<&'t str, Option<String>>,
}

impl<'t> DotenvReader<'t> {
    /// The next assignment; `Some(None)` at the end.
    #[expect(
        clippy::option_option,
        reason = "a file may be refused, and it may end"
    )]
    fn assignment(&mut self) -> Option<Option<Assignment<'t>>> {
        self.skip(char::is_whitespace);
        while self.rest().starts_with('#') {
            self.skip(|letter| letter != '\n');
            self.skip(char::is_whitespace);
        }
        if self.rest().is_empty() {
            return Some(None);
        }
        if let Some(behind) = self.rest().strip_prefix("export")
            && behind.starts_with(is_space)
        {
            self.at += "export".len();
            self.skip(is_space);
        }
        let start = self.at;
        let is_part = |letter: char| is_space(letter) || is_of_name(letter);
        self.skip(is_part);
        let name = self.text[start..self.at].trim();
        if name.is_empty() || name.contains(is_space) {
            return None;
        }
        let value = match self.rest().chars().next() {
            Some('=' | ':') => {
                self.at += 1;
                self.skip(is_space);
                self.value()?
            }
            // The value is that of the environment
            Some('\n') | None => AssignedValue::Unknown,
            Some(_) => return None,
        };
        let known = match &value {
            AssignedValue::Verbatim(place) => Some(self.text[place.clone()].to_owned()),
            AssignedValue::Expanded(text) => Some(text.to_string()),
            AssignedValue::Unknown => None,
        };
        let known = known.filter(|text| text.len() <= EXPANDED_MAX);
        self.known.insert(name, known);
        Some(Some(Assignment { name, value }))
    }

    /// The value that begins here; `None` where its quote is not closed.
    fn value(&mut self) -> Option<AssignedValue> {
        let quote = self.rest().chars().next();
        match quote.filter(|letter| matches!(letter, '"' | '\'')) {
            Some(quote) => self.quoted(quote),
            None => Some(self.plain()),
        }
    }

    fn plain(&mut self) -> AssignedValue {
        let start = self.at;
        self.skip(|letter| letter != '\n');
        let line = &self.text[start..self.at];
        let value = line.split_once(" #").map_or(line, |(value, _)| value);
        let value = value.trim_end();
        match value.contains('$') {
            true => self.expanded(value),
            false => AssignedValue::Verbatim(start..start + value.len()),
        }
    }

    /// A value with what variables are set to before it in the file: `$NAME` and `${NAME}`. Others are not followed.
    fn expanded(&self, value: &str) -> AssignedValue {
        let expanded = self.expand(value);
        expanded.map_or(AssignedValue::Unknown, |it| {
            AssignedValue::Expanded(SetValue::from(&*it))
        })
    }

    fn expand(&self, value: &str) -> Option<String> {
        if value.contains('\\') {
            return None;
        }
        let mut parts = value.split('$');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_';
            let (name, behind) = match part.strip_prefix('{') {
                Some(inner) => inner.split_once('}')?,
                None => part.split_at(part.find(|it| !is_part(it)).unwrap_or(part.len())),
            };
            text += self.known.get(name)?.as_deref()?;
            text += behind;
            if text.len() > EXPANDED_MAX {
                return None;
            }
        }
        Some(text)
    }

    fn quoted(&mut self, quote: char) -> Option<AssignedValue> {
        let start = self.at + quote.len_utf8();
        let mut is_escaped = false;
        let end = self.text[start..].find(|letter| {
            let ends = letter == quote && !is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            ends
        })?;
        let value = &self.text[start..start + end];
        self.at = start + end + quote.len_utf8();
        let has_variables = quote == '"' && value.contains('$');
        Some(match value.contains('\\') {
            true => AssignedValue::Unknown,
            false if has_variables => self.expanded(value),
            false => AssignedValue::Verbatim(start..start + end),
        })
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        let rest = self.rest();
        let end = rest.find(|letter| !is_skipped(letter));
        self.at += end.unwrap_or(rest.len());
    }
}

/// White space that ends no line.
fn is_space(letter: char) -> bool {
    letter != '\n' && letter.is_whitespace()
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-' | '[' | ']')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The variables of a file with their values, `?` where that is unknown.
    fn read(text: &str) -> Option<Vec<(&str, String)>> {
        let value = |value| match value {
            AssignedValue::Verbatim(place) => text[place].to_owned(),
            AssignedValue::Expanded(text) => text.to_string(),
            AssignedValue::Unknown => "?".to_owned(),
        };
        let all = assignments(text)?.into_iter();
        Some(all.map(|it| (it.name, value(it.value))).collect())
    }

    #[test]
    fn assignments_are_read_as_compose_reads_them() {
        let cases = [
            ("A=nginx:1.27\nB=1\n", vec![("A", "nginx:1.27"), ("B", "1")]),
            ("A=nginx:1.27\r\nB=1", vec![("A", "nginx:1.27"), ("B", "1")]),
            ("# A=b\n\n  # c\nexport A = b # c\n", vec![("A", "b")]),
            (
                "A=b#c\nD=\"e # f\" # g\n",
                vec![("A", "b#c"), ("D", "e # f")],
            ),
            ("A: b\nC='$d'\n", vec![("A", "b"), ("C", "$d")]),
            (
                "A=$B\nC=\"${D}\"\nE=\"f\\n\"\n",
                vec![("A", "?"), ("C", "?"), ("E", "?")],
            ),
            (
                "T=1\nA=b:$T\nC=\"${A}-${T}x\"\nD='$T'\nE=${T:-2}\nF=\\$T",
                vec![
                    ("T", "1"),
                    ("A", "b:1"),
                    ("C", "b:1-1x"),
                    ("D", "$T"),
                    ("E", "?"),
                    ("F", "?"),
                ],
            ),
            ("A\nB=c", vec![("A", "?"), ("B", "c")]),
            ("A=\nB=c", vec![("A", ""), ("B", "c")]),
            ("A=b\nA=c", vec![("A", "b"), ("A", "c")]),
            ("A='b\nB=c'\nD=e", vec![("A", "b\nB=c"), ("D", "e")]),
            ("exported=a", vec![("exported", "a")]),
        ];
        for (text, expected) in cases {
            let expected = expected.into_iter();
            let expected = expected.map(|(name, value)| (name, value.to_owned()));
            assert_eq!(read(text), Some(expected.collect()), "{text:?}");
        }
    }

    #[test]
    fn a_file_that_compose_refuses_says_nothing() {
        for text in [
            "A=\"b\n",
            "A=b\nC d=e\n",
            "=a",
            "A=b\n$C=d\n",
            "<<<<<<< A\n",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
