//! Typed reading of TOML that goes on after a problem.

use std::borrow::Cow;
use std::ops::Range;

use super::findings::Findings;
use super::placed::{Placed, Problem};
use super::words::listed;

/// The length from which on a word with one wrong letter is a slip, and not another word.
const SLIP_MIN: usize = 3;
/// The longest number that is shown as it would be in quotes, in bytes.
const NUMBER_MAX: usize = 40;
/// The likeness of two keys, from 0 to 1, for the one to be taken for the other. At clap's 0.7 an `a` is an `image`.
const ALIKE: f64 = 0.8;

/// A table of a document, of any form.
#[derive(Debug, Clone, Copy)]
pub struct Table<'d> {
    pub(super) entries: &'d [TableEntry<'d>],
}

/// A key and its value.
#[derive(Debug)]
pub struct TableEntry<'d> {
    /// The key, without quotes.
    pub key: Cow<'d, str>,
    /// The place of the key, quotes included.
    pub key_span: Range<usize>,
    /// The place of the value: for a table below a header the header, for one made by a dotted key that key.
    pub span: Range<usize>,
    pub(super) value: TomlValue<'d>,
}

/// A value, as far as anyone here asks for it.
#[derive(Debug)]
pub(super) enum TomlValue<'t> {
    String(Cow<'t, str>),
    /// None where it is negative or huge.
    Integer(Option<u64>),
    Boolean(bool),
    Array(Vec<Placed<TomlValue<'t>>>),
    Table(Vec<TableEntry<'t>>),
    /// A number with a dot or an exponent, which no key takes.
    Float,
    /// A day, a time or both, which is read as it is written.
    Date,
}

impl TomlValue<'_> {
    /// The type of the value, with its article.
    fn name(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Float => "a float",
            Self::Boolean(_) => "a boolean",
            Self::Array(_) => "an array",
            Self::Table(_) => "a table",
            Self::Date => "a date or time",
        }
    }
}

impl<'d> Table<'d> {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&'d TableEntry<'d>> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// All entries, in the order of the text.
    pub fn entries(&self) -> &'d [TableEntry<'d>] {
        self.entries
    }

    /// The entries whose keys are none of these, in the order of the text.
    pub fn unknown(&self, known: &[&str]) -> impl Iterator<Item = &'d TableEntry<'d>> {
        let is_unknown = |entry: &&TableEntry<'_>| !known.contains(&entry.key.as_ref());
        self.entries.iter().filter(is_unknown)
    }

    /// Reports and hides every entry whose key is none of these.
    pub fn deny_unknown(&self, known: &[&str], findings: &mut Findings<'_>) {
        for entry in self.unknown(known) {
            entry.report_unknown(known, findings);
        }
    }
}

impl<'d> TableEntry<'d> {
    /// A string.
    pub fn string(&'d self, findings: &mut Findings<'_>) -> Option<Placed<&'d str>> {
        string(&self.value, &self.span, findings)
    }

    /// A string that may look like a number, as a version does. Of a number it is said how it is written as a string.
    pub fn string_of_number(&'d self, findings: &mut Findings<'_>) -> Option<Placed<&'d str>> {
        self.string_instead_of_number(in_quotes, findings)
    }

    /// A string. Of a number it is said what to write instead.
    pub fn string_instead_of_number(
        &'d self,
        instead: impl FnOnce(&str) -> String,
        findings: &mut Findings<'_>,
    ) -> Option<Placed<&'d str>> {
        let written = &findings.source().text[self.span.clone()];
        let is_part = |byte: u8| byte.is_ascii_digit() || byte == b'.';
        let is_plain = written.len() <= NUMBER_MAX && written.bytes().all(is_part);
        match &self.value {
            TomlValue::Integer(_) | TomlValue::Float if is_plain => {
                let problem = Problem::new(self.span.clone(), mismatch("a string", &self.value));
                findings.report(problem.help(instead(written)));
                None
            }
            value => string(value, &self.span, findings),
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self, findings: &mut Findings<'_>) -> Option<Placed<bool>> {
        let boolean = match self.value {
            TomlValue::Boolean(boolean) => Some(boolean),
            _ => None,
        };
        typed("true or false", boolean, &self.value, &self.span, findings)
    }

    /// An integer from 0.
    pub fn number(&self, findings: &mut Findings<'_>) -> Option<Placed<u64>> {
        let number = match self.value {
            TomlValue::Integer(None) => {
                let message = "this number is out of range";
                findings.report(Problem::new(self.span.clone(), message));
                return None;
            }
            TomlValue::Integer(number) => number,
            _ => None,
        };
        typed("a number", number, &self.value, &self.span, findings)
    }

    /// A table, of any form.
    pub fn table(&'d self, findings: &mut Findings<'_>) -> Option<Table<'d>> {
        let table = self.as_table();
        typed("a table", table, &self.value, &self.span, findings).map(|table| table.value)
    }

    /// An array of strings; elements that are none are reported and left out.
    pub fn strings(&'d self, findings: &mut Findings<'_>) -> Option<Placed<Vec<Placed<&'d str>>>> {
        let array = match &self.value {
            TomlValue::Array(array) => Some(array),
            _ => None,
        };
        let expected = "an array of strings";
        let Placed { value, span } = typed(expected, array, &self.value, &self.span, findings)?;
        let text = |item: &'d Placed<TomlValue<'d>>| string(&item.value, &item.span, findings);
        let value = value.iter().filter_map(text).collect();
        Some(Placed { value, span })
    }

    /// An array of tables; elements that are none are reported and left out.
    pub fn tables(&'d self, findings: &mut Findings<'_>) -> Option<Vec<Placed<Table<'d>>>> {
        let array = match &self.value {
            TomlValue::Array(array) => Some(array),
            _ => None,
        };
        let expected = "an array of tables";
        let array = typed(expected, array, &self.value, &self.span, findings)?.value;
        let table = |item: &'d Placed<TomlValue<'d>>| {
            typed(
                "a table",
                table(&item.value),
                &item.value,
                &item.span,
                findings,
            )
        };
        Some(array.iter().filter_map(table).collect())
    }

    /// A day, a time or both, as it is written.
    pub fn date<'s>(&self, findings: &mut Findings<'s>) -> Option<Placed<&'s str>> {
        let written = &findings.source().text[self.span.clone()];
        let date = matches!(self.value, TomlValue::Date).then_some(written);
        typed("a date", date, &self.value, &self.span, findings)
    }

    /// The key with its place.
    pub fn placed_key(&self) -> Placed<&str> {
        Placed {
            value: self.key.as_ref(),
            span: self.key_span.clone(),
        }
    }

    /// The value where it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            TomlValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value where it is a table.
    pub fn as_table(&'d self) -> Option<Table<'d>> {
        table(&self.value)
    }

    /// Whether the value is a table that a dotted key or a longer header made by the way.
    pub fn is_implicit(&self) -> bool {
        matches!(self.value, TomlValue::Table(_)) && self.span == self.key_span
    }

    /// The near one of some keys, for `did you mean`.
    pub fn near(&self, known: &[&'static str]) -> Option<&'static str> {
        near(&self.key, known)
    }

    /// Reports a key that is none of these. The value is hidden, which nobody has judged, unless the key is one of
    /// these with a mistake in it.
    pub fn report_unknown(&self, known: &[&str], findings: &mut Findings<'_>) {
        match near(&self.key, known) {
            Some(near) => self.report_instead(near, findings),
            None => {
                self.report_not_known(format!("known here: {}", listed(known)), findings);
            }
        }
    }

    /// Reports a key that stands for one that is known.
    pub fn report_instead(&self, known: &str, findings: &mut Findings<'_>) {
        findings.report(self.not_known().label(format!("did you mean `{known}`?")));
    }

    /// Reports a key that is not known, with this help. The value is hidden: anything may stand there, a password too.
    pub fn report_not_known(&self, help: String, findings: &mut Findings<'_>) {
        self.hide(findings);
        findings.report(self.not_known().help(help));
    }

    fn not_known(&self) -> Problem {
        let message = format!("`{}` is not a known key", self.key);
        Problem::new(self.key_span.clone(), message)
    }

    /// Hides the value and all that is below it.
    fn hide(&self, findings: &mut Findings<'_>) {
        match &self.value {
            // Its place is its header or key
            TomlValue::Table(entries)
                if !findings.source().text[self.span.clone()].starts_with('{') =>
            {
                entries.iter().for_each(|entry| entry.hide(findings));
            }
            _ => findings.hide(self.span.clone()),
        }
    }
}

fn table<'d>(value: &'d TomlValue<'d>) -> Option<Table<'d>> {
    match value {
        TomlValue::Table(entries) => Some(Table { entries }),
        _ => None,
    }
}

fn string<'d>(
    value: &'d TomlValue<'_>,
    span: &Range<usize>,
    findings: &mut Findings<'_>,
) -> Option<Placed<&'d str>> {
    let text = match value {
        TomlValue::String(text) => Some(text.as_ref()),
        _ => None,
    };
    typed("a string", text, value, span, findings)
}

/// The value where it has the expected type; else a problem.
fn typed<T>(
    expected: &str,
    read: Option<T>,
    value: &TomlValue<'_>,
    span: &Range<usize>,
    findings: &mut Findings<'_>,
) -> Option<Placed<T>> {
    if read.is_none() {
        findings.report(Problem::new(span.clone(), mismatch(expected, value)));
    }
    let span = span.clone();
    read.map(|value| Placed { value, span })
}

fn mismatch(expected: &str, found: &TomlValue<'_>) -> String {
    format!("expected {expected}, found {}", found.name())
}

/// How a number is written that was meant as a string: `7.10` is a version, but to TOML it is 7.1.
fn in_quotes(written: &str) -> String {
    let instead = format!("write it in quotes: `\"{written}\"`");
    match written.contains('.') && written.ends_with('0') {
        true => format!("{instead}; without them it loses its last zero"),
        false => instead,
    }
}

/// The key that was meant: by one slip of the fingers, `tga`, or what sounds alike.
fn near<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let is_slip = |known: &&&str| key.len() >= SLIP_MIN && strsim::osa_distance(key, known) == 1;
    if let Some(slip) = known.iter().find(is_slip) {
        return Some(slip);
    }
    let alike = |known: &&'k str| (strsim::jaro(key, known), *known);
    let known = known.iter().map(alike);
    let (alike, known) = known.max_by(|left, right| left.0.total_cmp(&right.0))?;
    (alike > ALIKE).then_some(known)
}
