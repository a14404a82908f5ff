//! Variables within a text, as compose puts their values in
//! (<https://docs.docker.com/reference/compose-file/interpolation/>), where none of them is set.

use std::fmt;
use std::ops::Range;

/// The depth of defaults within defaults, so that nobody's nesting ends the process.
const DEPTH_MAX: usize = 16;

/// A text with the defaults of its variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpolated {
    /// The text with its defaults.
    pub text: String,
    /// The first variable that it has.
    pub variable: Option<String>,
    /// The bytes of the written text that are all of what it comes to: itself where it has no variable, the default
    /// where it is a variable as a whole. `None` where it is put together.
    pub literal: Option<Range<usize>>,
    /// The bytes of the written text that end what it comes to: those behind its last variable.
    pub tail: Range<usize>,
}

impl Interpolated {
    /// The same without what it begins with.
    pub(super) fn behind(mut self, prefix: &str) -> Self {
        if self.text.starts_with(prefix) {
            self.text.drain(..prefix.len());
            let behind = |it: Range<usize>| it.start + prefix.len()..it.end;
            self.literal = self.literal.map(behind);
        }
        self
    }
}

/// The reason why nobody can tell what a text comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InterpolationError {
    /// A variable without a default.
    Variable(String),
    /// A variable that, where it is set, brings in another text than its own: `${X:+text}`.
    Switch(String),
    /// A text that compose refuses: `${`, `${1}`, `$1`.
    Invalid,
}

impl fmt::Display for InterpolationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(out, "the variable `{name}` has no default here"),
            Self::Switch(name) => write!(out, "whether `{name}` is set decides it"),
            Self::Invalid => out.write_str("compose cannot read the variable in it"),
        }
    }
}

/// A variable as it is written in a text.
struct InterpolatedVariable<'t> {
    name: &'t str,
    otherwise: VariableDefault,
    /// The end of the variable in the text.
    end: usize,
}

/// The text in the place of a variable that is not set.
enum VariableDefault {
    /// `$X`, `${X}`, `${X:?message}`.
    Nothing,
    /// `${X:+text}`: nothing, but the text that stands there for one that is set is meant to be read by someone.
    Switch,
    /// `${X:-text}`, by the place of the text.
    Default(Range<usize>),
}

/// The text that compose reads where no variable is set.
///
/// # Errors
/// Where a variable has no default, brings in another text when it is set, or compose refuses the text.
pub fn interpolate(text: &str) -> Result<Interpolated, InterpolationError> {
    within(text, 0)
}

fn within(text: &str, depth: usize) -> Result<Interpolated, InterpolationError> {
    let mut done = Interpolated {
        text: String::new(),
        variable: None,
        literal: Some(0..text.len()),
        tail: 0..text.len(),
    };
    let mut at = 0;
    while let Some(dollar) = text[at..].find('$').map(|found| at + found) {
        done.text += &text[at..dollar];
        if text[dollar + 1..].starts_with('$') {
            done.text.push('$');
            done.literal = None;
            at = dollar + 2;
            done.tail.start = at;
            continue;
        }
        let variable =
            InterpolatedVariable::read(text, dollar).ok_or(InterpolationError::Invalid)?;
        let value = variable.value(text, depth)?;
        let is_whole = dollar == 0 && variable.end == text.len();
        done.text += &value.text;
        done.literal = value.literal.filter(|_| is_whole);
        done.tail = if is_whole {
            value.tail
        } else {
            variable.end..text.len()
        };
        done.variable
            .get_or_insert_with(|| variable.name.to_owned());
        at = variable.end;
    }
    done.text += &text[at..];
    Ok(done)
}

impl<'t> InterpolatedVariable<'t> {
    /// The variable that a dollar begins; `None` where it begins none.
    fn read(text: &'t str, dollar: usize) -> Option<Self> {
        let is_braced = text[dollar + 1..].starts_with('{');
        let start = dollar + 1 + usize::from(is_braced);
        let name = name(&text[start..])?;
        let name_end = start + name.len();
        if !is_braced {
            return Some(Self {
                name,
                otherwise: VariableDefault::Nothing,
                end: name_end,
            });
        }
        let close = closing(text, dollar)?;
        let rest = &text[name_end..close];
        let operator = rest.strip_prefix(':').unwrap_or(rest);
        let otherwise = match operator.as_bytes().first() {
            None if rest.is_empty() => VariableDefault::Nothing,
            Some(b'?') => VariableDefault::Nothing,
            Some(b'+') => VariableDefault::Switch,
            Some(b'-') => VariableDefault::Default(close + 1 - operator.len()..close),
            _ => return None,
        };
        Some(Self {
            name,
            otherwise,
            end: close + 1,
        })
    }

    fn value(&self, text: &str, depth: usize) -> Result<Interpolated, InterpolationError> {
        match &self.otherwise {
            VariableDefault::Nothing => Err(InterpolationError::Variable(self.name.to_owned())),
            VariableDefault::Switch => Err(InterpolationError::Switch(self.name.to_owned())),
            VariableDefault::Default(_) if depth == DEPTH_MAX => Err(InterpolationError::Invalid),
            VariableDefault::Default(place) => {
                let value = within(&text[place.clone()], depth + 1)?;
                let shift =
                    |range: Range<usize>| place.start + range.start..place.start + range.end;
                Ok(Interpolated {
                    literal: value.literal.map(shift),
                    tail: shift(value.tail),
                    ..value
                })
            }
        }
    }
}

/// The name of a variable at the start of a text.
fn name(text: &str) -> Option<&str> {
    let is_part = |letter: char| letter == '_' || letter.is_ascii_alphanumeric();
    let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
    let is_name = end > 0 && !text.starts_with(|letter: char| letter.is_ascii_digit());
    is_name.then_some(&text[..end])
}

/// The brace that closes the first one behind a place. Braces within count, whoever they belong to.
fn closing(text: &str, from: usize) -> Option<usize> {
    let mut open = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        match byte {
            b'{' => open += 1,
            b'}' if open <= 1 => return Some(at),
            b'}' => open -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The text with its defaults, and the part of the written text that is all of that.
    fn read(text: &str) -> Result<(String, Option<&str>), InterpolationError> {
        let read = interpolate(text)?;
        Ok((read.text, read.literal.map(|literal| &text[literal])))
    }

    #[test]
    fn a_variable_comes_to_its_default() {
        let cases = [
            ("nginx:1.27", "nginx:1.27", Some("nginx:1.27")),
            ("${IMAGE:-nginx:1.27}", "nginx:1.27", Some("nginx:1.27")),
            ("${IMAGE-nginx:1.27}", "nginx:1.27", Some("nginx:1.27")),
            (
                "${image:-nginx-unprivileged:1.27}",
                "nginx-unprivileged:1.27",
                Some("nginx-unprivileged:1.27"),
            ),
            ("${A:-${B:-nginx}}", "nginx", Some("nginx")),
            ("${A:-${B-nginx}:${C:-1.27}}", "nginx:1.27", None),
            ("nginx:${TAG:-1.27}", "nginx:1.27", None),
            ("${R:-docker.io}/${N:-nginx}", "docker.io/nginx", None),
            ("nginx:${TAG:-}", "nginx:", None),
            ("${A:-}", "", Some("")),
            ("a$$b", "a$b", None),
            ("$${A}", "${A}", None),
            ("${A:-$$B}", "$B", None),
            ("${A:-{x}}", "{x}", Some("{x}")),
            ("${A:-a?b+c-d}", "a?b+c-d", Some("a?b+c-d")),
            ("${A-a:-b}", "a:-b", Some("a:-b")),
        ];
        for (text, expected, literal) in cases {
            assert_eq!(read(text), Ok((expected.to_owned(), literal)), "{text}");
        }
    }

    #[test]
    fn a_variable_without_a_default_is_told_by_its_name() {
        let cases = [
            ("$IMAGE", "IMAGE"),
            ("${IMAGE}", "IMAGE"),
            ("nginx:$TAG-alpine", "TAG"),
            ("nginx:${TAG:?set it}", "TAG"),
            ("nginx:${TAG?set it}", "TAG"),
            ("${A:-${B}}", "B"),
            ("${A:-nginx}:${_b1}", "_b1"),
        ];
        for (text, name) in cases {
            assert_eq!(
                read(text),
                Err(InterpolationError::Variable(name.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn a_variable_that_brings_in_another_text_when_it_is_set_is_told() {
        let cases = [
            ("nginx:1.27${SUFFIX:+-alpine}", "SUFFIX"),
            ("nginx:1.27${SUFFIX+-alpine}", "SUFFIX"),
            ("${A:+nginx}", "A"),
            ("${A:-${B+nginx}}", "B"),
            ("${A:+}", "A"),
        ];
        for (text, name) in cases {
            assert_eq!(
                read(text),
                Err(InterpolationError::Switch(name.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn what_compose_refuses_is_unknown() {
        let deep = "${A:-".repeat(100_000) + &"}".repeat(100_000);
        for text in [
            "${", "${}", "${1}", "$1", "a$", "${A", "${A:-b", "${A b}", "${A:}", "$(A)", &deep,
        ] {
            assert_eq!(read(text), Err(InterpolationError::Invalid), "{text:.20}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_what_is_literal_is_all(text in "[$A{}:\\-+?é1]{0,24}") {
            if let Ok((text, Some(literal))) = read(&text) {
                prop_assert_eq!(text, literal);
            }
        }
    }
}
