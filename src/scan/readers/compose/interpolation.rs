//! Variables within a text, as compose puts their values in
//! (<https://docs.docker.com/reference/compose-file/interpolation/>), where none of them is set.

use std::fmt;
use std::ops::Range;

use crate::scan::surroundings::Surroundings;

/// The depth of defaults within defaults, so that nobody's nesting ends the process.
const DEPTH_MAX: usize = 16;
/// The longest value of a file that is put in, in bytes.
const VALUE_MAX: usize = 4096;
/// The most that values of files make of a text, in bytes: so many times what is written, and so many more. No
/// reference is nearly as long, and a Dockerfile within a file is mostly text of its own.
const GROWTH_MAX: usize = 16;
const MORE_MAX: usize = 1024;

/// A text with the defaults of its variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpolated {
    /// The text with its defaults.
    pub text: String,
    /// The first variable that it has.
    pub variable: Option<String>,
    /// The first variable whose value another file sets.
    pub(super) set_elsewhere: Option<String>,
    /// Whether that variable is all of the text.
    pub(super) is_whole: bool,
    /// The bytes of the written text that are all of what it comes to: itself where it has no variable, the default
    /// where it is a variable as a whole. `None` where it is put together.
    pub literal: Option<Range<usize>>,
    /// The bytes of the written text that end what it comes to: those behind its last variable.
    pub tail: Range<usize>,
}

impl Interpolated {
    /// The value of a variable that a file sets.
    fn of_file(name: String, value: &str) -> Self {
        Self {
            text: value.to_owned(),
            variable: Some(name.clone()),
            set_elsewhere: Some(name),
            is_whole: true,
            literal: None,
            tail: 0..0,
        }
    }

    /// Takes what comes in the place of the next variable of a text.
    fn take(&mut self, variable: &InterpolatedVariable<'_>, value: Self, text: &str) {
        let is_whole = variable.place == (0..text.len());
        self.text += &value.text;
        self.literal = value.literal.filter(|_| is_whole);
        self.tail = if is_whole {
            value.tail
        } else {
            variable.place.end..text.len()
        };
        self.is_whole = is_whole && value.is_whole;
        self.variable
            .get_or_insert_with(|| variable.name.to_owned());
        self.set_elsewhere = self.set_elsewhere.take().or(value.set_elsewhere);
    }

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
    /// A variable that another file sets to what nobody can tell here.
    SetElsewhere(String),
}

impl fmt::Display for InterpolationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(out, "the variable `{name}` has no default here"),
            Self::Switch(name) => write!(out, "whether `{name}` is set decides it"),
            Self::Invalid => out.write_str("compose cannot read the variable in it"),
            Self::SetElsewhere(name) => write!(out, "`{name}` is set in another file"),
        }
    }
}

/// A variable as it is written in a text.
struct InterpolatedVariable<'t> {
    name: &'t str,
    rule: VariableRule,
    /// The bytes of the variable in the text.
    place: Range<usize>,
}

/// What comes in the place of a variable; the default by its place.
enum VariableRule {
    /// `$X`, `${X}`, `${X?message}`: its value.
    Value,
    /// `${X:?message}`: its value, which is not empty.
    Required,
    /// `${X+text}`, and `${X:+text}` where an empty value is none: the text if it is set.
    Switch(Range<usize>, EmptyValue),
    /// `${X-text}`, and `${X:-text}` where an empty value is none: its value, or the text.
    Default(Range<usize>, EmptyValue),
}

/// What an empty value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EmptyValue {
    Counts,
    IsNone,
}

/// The name of the variable that is all of a text, if nothing but its value or one default can come in its place.
pub(super) fn whole_variable(text: &str) -> Option<&str> {
    let variable = InterpolatedVariable::read(text, text.find('$')?)?;
    let is_plain = match &variable.rule {
        VariableRule::Value | VariableRule::Required => true,
        VariableRule::Default(place, _) => !text[place.clone()].contains('$'),
        VariableRule::Switch(..) => false,
    };
    (is_plain && variable.place == (0..text.len())).then_some(variable.name)
}

/// The text that compose reads where no variable is set.
///
/// # Errors
/// Where a variable has no default, brings in another text when it is set, or compose refuses the text.
pub fn interpolate(text: &str) -> Result<Interpolated, InterpolationError> {
    interpolate_around(text, &Surroundings::default())
}

/// The text that compose reads where no variable is set but by files.
///
/// # Errors
/// As above, and where a file sets a variable to what nobody can tell.
pub fn interpolate_around(
    text: &str,
    surroundings: &Surroundings,
) -> Result<Interpolated, InterpolationError> {
    let whole = TextWithVariables {
        text,
        surroundings,
        depth: 0,
    };
    whole.interpolate()
}

/// A text in which variables stand, or a default in it.
struct TextWithVariables<'t> {
    text: &'t str,
    surroundings: &'t Surroundings,
    /// How many defaults it is in.
    depth: usize,
}

impl TextWithVariables<'_> {
    fn interpolate(&self) -> Result<Interpolated, InterpolationError> {
        let text = self.text;
        let mut done = Interpolated {
            text: String::new(),
            variable: None,
            set_elsewhere: None,
            is_whole: false,
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
            let variable = InterpolatedVariable::read(text, dollar);
            let variable = variable.ok_or(InterpolationError::Invalid)?;
            let value = self.value(&variable)?;
            if done.text.len() + value.text.len() > text.len() * GROWTH_MAX + MORE_MAX {
                let name = variable.name.to_owned();
                return Err(InterpolationError::SetElsewhere(name));
            }
            at = variable.place.end;
            done.take(&variable, value, text);
        }
        done.text += &text[at..];
        Ok(done)
    }

    /// What comes in the place of a variable.
    fn value(
        &self,
        variable: &InterpolatedVariable<'_>,
    ) -> Result<Interpolated, InterpolationError> {
        let name = || variable.name.to_owned();
        let set = self.set_value(variable.name)?;
        let counted = |empty| set.filter(|value| empty == EmptyValue::Counts || !value.is_empty());
        let value = match &variable.rule {
            VariableRule::Value => set,
            VariableRule::Required => counted(EmptyValue::IsNone),
            VariableRule::Switch(..) if set.is_none() => {
                return Err(InterpolationError::Switch(name()));
            }
            VariableRule::Switch(place, empty) => {
                let is_set = counted(*empty).is_some();
                let part = self.part(if is_set { place.clone() } else { 0..0 })?;
                return Ok(Interpolated {
                    literal: None,
                    tail: 0..0,
                    set_elsewhere: Some(name()),
                    ..part
                });
            }
            VariableRule::Default(place, empty) => match counted(*empty) {
                None => return self.part(place.clone()),
                value => value,
            },
        };
        let value = value.ok_or_else(|| InterpolationError::Variable(name()))?;
        Ok(Interpolated::of_file(name(), value))
    }

    /// The value that files set a variable to, if they do.
    fn set_value(&self, name: &str) -> Result<Option<&str>, InterpolationError> {
        let Some(set) = self.surroundings.variable(name) else {
            return Ok(None);
        };
        let value = set.value.as_deref();
        match value.filter(|value| value.len() <= VALUE_MAX) {
            Some(value) => Ok(Some(value)),
            None => Err(InterpolationError::SetElsewhere(name.to_owned())),
        }
    }

    /// A part of the text that stands in the place of a variable.
    fn part(&self, place: Range<usize>) -> Result<Interpolated, InterpolationError> {
        if self.depth == DEPTH_MAX {
            return Err(InterpolationError::Invalid);
        }
        let part = TextWithVariables {
            text: &self.text[place.clone()],
            surroundings: self.surroundings,
            depth: self.depth + 1,
        };
        let value = part.interpolate()?;
        let shift = |range: Range<usize>| place.start + range.start..place.start + range.end;
        Ok(Interpolated {
            literal: value.literal.map(shift),
            tail: shift(value.tail),
            is_whole: false,
            ..value
        })
    }
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
                rule: VariableRule::Value,
                place: dollar..name_end,
            });
        }
        let close = closing(text, dollar)?;
        let rest = &text[name_end..close];
        let operator = rest.strip_prefix(':').unwrap_or(rest);
        let empty = match operator.len() == rest.len() {
            true => EmptyValue::Counts,
            false => EmptyValue::IsNone,
        };
        let behind = close + 1 - operator.len()..close;
        let rule = match operator.as_bytes().first() {
            None if rest.is_empty() => VariableRule::Value,
            Some(b'?') if empty == EmptyValue::Counts => VariableRule::Value,
            Some(b'?') => VariableRule::Required,
            Some(b'+') => VariableRule::Switch(behind, empty),
            Some(b'-') => VariableRule::Default(behind, empty),
            _ => return None,
        };
        Some(Self {
            name,
            rule,
            place: dollar..close + 1,
        })
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
mod tests;
