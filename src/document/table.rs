//! Typed reading of TOML that goes on after a problem.

use std::borrow::Cow;
use std::ops::Range;

use super::value::TomlValue;
use super::{Findings, Problem, listed, survey, syntax};

/// How long a word is at least in which one wrong letter is a slip, and not another word.
const SLIP_MIN: usize = 3;
/// How alike two keys are, from 0 to 1, for the one to be taken for the other. At clap's 0.7 an `a` is an `image`.
const ALIKE: f64 = 0.8;

/// A parsed text.
#[derive(Debug)]
pub struct TomlDocument<'s> {
    root: Vec<TableEntry<'s>>,
}

/// Something that was read, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// What was read.
    pub value: T,
    /// The place of the value, quotes and brackets included.
    pub span: Range<usize>,
}

/// A table of a document, of any form.
#[derive(Debug, Clone, Copy)]
pub struct Table<'d> {
    entries: &'d [TableEntry<'d>],
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

impl<'s> TomlDocument<'s> {
    /// Parses the source of the findings, which get all errors of its syntax at once. What could be read stands.
    pub fn parse(findings: &mut Findings<'s>) -> Self {
        let Some(readable) = survey::readable(&findings.source().text) else {
            let message = format!(
                "there are more than {} words and marks here, and none is read",
                survey::TOKENS_MAX
            );
            findings.report_syntax(Problem::new(0..0, message), Some(0..usize::MAX));
            return Self { root: Vec::new() };
        };
        let (root, mut errors) = syntax::parse(readable.text);
        // Where the beginning of a text ends, what is open there is closed later
        let is_cut = readable.broken_lines_behind > 0;
        errors.retain(|error| {
            !is_cut
                || error
                    .span()
                    .is_some_and(|span| span.start < readable.text.len())
        });
        syntax::report(findings, &errors);
        findings.leave_out(readable.broken_lines_behind);
        Self { root }
    }

    /// The table of the whole text.
    pub fn root(&self) -> Table<'_> {
        Table {
            entries: &self.root,
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
        self.entries
            .iter()
            .filter(|entry| !known.contains(&entry.key.as_ref()))
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

    /// `true` or `false`.
    pub fn boolean(&self, findings: &mut Findings<'_>) -> Option<Placed<bool>> {
        let boolean = if let TomlValue::Boolean(boolean) = self.value {
            Some(boolean)
        } else {
            None
        };
        typed("true or false", boolean, &self.value, &self.span, findings)
    }

    /// An integer from 0.
    pub fn number(&self, findings: &mut Findings<'_>) -> Option<Placed<u64>> {
        if let TomlValue::Integer(None) = self.value {
            findings.report(Problem::new(
                self.span.clone(),
                "this number is out of range",
            ));
            return None;
        }
        let number = if let TomlValue::Integer(number) = self.value {
            number
        } else {
            None
        };
        typed("a number", number, &self.value, &self.span, findings)
    }

    /// A table, of any form.
    pub fn table(&'d self, findings: &mut Findings<'_>) -> Option<Table<'d>> {
        typed(
            "a table",
            self.as_table(),
            &self.value,
            &self.span,
            findings,
        )
        .map(|table| table.value)
    }

    /// An array of strings; elements that are none are reported and left out.
    pub fn strings(&'d self, findings: &mut Findings<'_>) -> Option<Placed<Vec<Placed<&'d str>>>> {
        let array = if let TomlValue::Array(array) = &self.value {
            Some(array)
        } else {
            None
        };
        let Placed { value, span } = typed(
            "an array of strings",
            array,
            &self.value,
            &self.span,
            findings,
        )?;
        let value = value
            .iter()
            .filter_map(|item| string(&item.value, &item.span, findings))
            .collect();
        Some(Placed { value, span })
    }

    /// The value where it is a string.
    pub fn as_str(&self) -> Option<&str> {
        if let TomlValue::String(text) = &self.value {
            Some(text)
        } else {
            None
        }
    }

    /// The value where it is a table.
    pub fn as_table(&'d self) -> Option<Table<'d>> {
        if let TomlValue::Table(entries) = &self.value {
            Some(Table { entries })
        } else {
            None
        }
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
        let problem = Problem::new(
            self.key_span.clone(),
            format!("`{}` is not a known key", self.key),
        );
        match near(&self.key, known) {
            Some(near) => findings.report(problem.label(format!("did you mean `{near}`?"))),
            // Anything may stand there, a password too
            None => {
                self.hide(findings);
                findings.report(problem.help(format!("known here: {}", listed(known))));
            }
        }
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

fn string<'d>(
    value: &'d TomlValue<'_>,
    span: &Range<usize>,
    findings: &mut Findings<'_>,
) -> Option<Placed<&'d str>> {
    let text = if let TomlValue::String(text) = value {
        Some(text.as_ref())
    } else {
        None
    };
    typed("a string", text, value, span, findings)
}

/// What was read where it has the expected type; else a problem.
fn typed<T>(
    expected: &str,
    read: Option<T>,
    value: &TomlValue<'_>,
    span: &Range<usize>,
    findings: &mut Findings<'_>,
) -> Option<Placed<T>> {
    if read.is_none() {
        let message = format!("expected {expected}, found {}", value.name());
        findings.report(Problem::new(span.clone(), message));
    }
    read.map(|value| Placed {
        value,
        span: span.clone(),
    })
}

/// One slip of the fingers, `tga`, or what sounds alike.
fn near<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let is_slip = |known: &&&str| key.len() >= SLIP_MIN && strsim::osa_distance(key, known) == 1;
    if let Some(slip) = known.iter().find(is_slip) {
        return Some(slip);
    }
    let alike = |known: &&'k str| (strsim::jaro(key, known), *known);
    let best = known
        .iter()
        .map(alike)
        .max_by(|left, right| left.0.total_cmp(&right.0));
    best.filter(|(alike, _)| *alike > ALIKE)
        .map(|(_, known)| known)
}
