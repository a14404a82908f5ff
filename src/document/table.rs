//! Typed reading of TOML that goes on after a problem.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Findings, Problem, syntax};

/// How alike two keys are, from 0 to 1, for the one to be taken for the other (as clap's and cargo's).
const ALIKE: f64 = 0.7;

/// A parsed text.
#[derive(Debug)]
pub struct Document<'s> {
    root: DeTable<'s>,
}

/// Something that was read, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// What was read.
    pub value: T,
    /// The place of the value, quotes and brackets included.
    pub span: Range<usize>,
}

/// A table of a document. For what stands below a header, its entries alone.
#[derive(Debug, Clone, Copy)]
pub struct Table<'d> {
    map: &'d DeTable<'d>,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry<'d> {
    /// The key, without quotes.
    pub key: &'d str,
    /// The place of the key, quotes included.
    pub key_span: Range<usize>,
    /// The place of the value: for a table below a header the header, for one made by a dotted key that key.
    pub span: Range<usize>,
    value: &'d DeValue<'d>,
}

impl<'s> Document<'s> {
    /// Parses the source of the findings, which get all errors of its syntax at once. What could be read stands.
    pub fn parse(findings: &mut Findings<'s>) -> Self {
        let (root, errors) = DeTable::parse_recoverable(&findings.source().text);
        syntax::report(findings, &errors);
        Self { root: root.into_inner() }
    }

    /// The table of the whole text.
    pub fn root(&self) -> Table<'_> {
        Table { map: &self.root }
    }
}

impl<'d> Table<'d> {
    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<Entry<'d>> {
        self.map.get_key_value(key).map(Entry::new)
    }

    /// All entries, in the order of the text.
    pub fn entries(&self) -> Vec<Entry<'d>> {
        let mut entries: Vec<Entry<'d>> = self.map.iter().map(Entry::new).collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        entries
    }

    /// The entries whose keys are none of these, in the order of the text.
    pub fn unknown(&self, known: &[&str]) -> Vec<Entry<'d>> {
        self.entries().into_iter().filter(|entry| !known.contains(&entry.key)).collect()
    }

    /// Reports and hides every entry whose key is none of these.
    pub fn deny_unknown(&self, known: &[&str], findings: &mut Findings<'_>) {
        for entry in self.unknown(known) {
            entry.report_unknown(known, findings);
        }
    }
}

impl<'d> Entry<'d> {
    fn new((key, value): (&'d Spanned<DeString<'d>>, &'d Spanned<DeValue<'d>>)) -> Self {
        Self { key: key.get_ref(), key_span: key.span(), span: value.span(), value: value.get_ref() }
    }

    /// A string.
    pub fn string(&self, findings: &mut Findings<'_>) -> Option<Placed<&'d str>> {
        self.typed("a string", self.value.as_str(), findings)
    }

    /// `true` or `false`.
    pub fn boolean(&self, findings: &mut Findings<'_>) -> Option<Placed<bool>> {
        self.typed("true or false", self.value.as_bool(), findings)
    }

    /// An integer from 0.
    pub fn number(&self, findings: &mut Findings<'_>) -> Option<Placed<u64>> {
        let integer = self.value.as_integer();
        let number = integer.and_then(|integer| u64::from_str_radix(integer.as_str(), integer.radix()).ok());
        if integer.is_some() && number.is_none() {
            findings.report(Problem::new(self.span.clone(), "expected a number from 0 that is not huge"));
            return None;
        }
        self.typed("a number", number, findings)
    }

    /// A table, of any form.
    pub fn table(&self, findings: &mut Findings<'_>) -> Option<Table<'d>> {
        self.typed("a table", self.as_table(), findings).map(|table| table.value)
    }

    /// An array of strings; elements that are none are reported and left out.
    pub fn strings(&self, findings: &mut Findings<'_>) -> Option<Placed<Vec<Placed<&'d str>>>> {
        let array = self.typed("an array of strings", self.value.as_array(), findings)?;
        let element = |item: &'d Spanned<DeValue<'d>>| Self {
            span: item.span(),
            value: item.get_ref(),
            ..self.clone()
        };
        let value = array.value.iter().filter_map(|item| element(item).string(findings)).collect();
        Some(Placed { value, span: array.span })
    }

    /// The value where it is a string.
    pub fn as_str(&self) -> Option<&'d str> {
        self.value.as_str()
    }

    /// The value where it is a table.
    pub fn as_table(&self) -> Option<Table<'d>> {
        self.value.as_table().map(|map| Table { map })
    }

    /// Whether the value is a table that a dotted key or a longer header made by the way.
    pub fn is_implicit(&self) -> bool {
        self.value.is_table() && self.span == self.key_span
    }

    /// The near one of some keys, for `did you mean`.
    pub fn near(&self, known: &[&'static str]) -> Option<&'static str> {
        near(self.key, known)
    }

    /// Reports a key that is none of these, and hides its value, which nobody has judged.
    pub fn report_unknown(&self, known: &[&str], findings: &mut Findings<'_>) {
        self.hide(findings);
        let problem = Problem::new(self.key_span.clone(), format!("`{}` is not a known key", self.key));
        findings.report(match near(self.key, known) {
            Some(near) => problem.label(format!("did you mean `{near}`?")),
            None => problem.help(format!("known here: {}", listed(known))),
        });
    }

    /// Hides the value and all that is below it.
    fn hide(&self, findings: &mut Findings<'_>) {
        match self.as_table() {
            Some(table) if !self.value_is_in_place(findings) => {
                table.map.iter().for_each(|entry| Entry::new(entry).hide(findings));
            }
            _ => findings.hide(self.span.clone()),
        }
    }

    /// Whether the value stands behind the key, and not as lines below a header.
    fn value_is_in_place(&self, findings: &Findings<'_>) -> bool {
        findings.source().text[self.span.clone()].starts_with('{')
    }

    fn typed<T>(&self, expected: &str, value: Option<T>, findings: &mut Findings<'_>) -> Option<Placed<T>> {
        let span = self.span.clone();
        if value.is_none() {
            let found = named(self.value);
            findings.report(Problem::new(span.clone(), format!("expected {expected}, found {found}")));
        }
        value.map(|value| Placed { value, span })
    }
}

fn named(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

fn near<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let alike = |known: &&'k str| (strsim::jaro(key, known), *known);
    let best = known.iter().map(alike).max_by(|left, right| left.0.total_cmp(&right.0));
    best.filter(|(alike, _)| *alike > ALIKE).map(|(_, known)| known)
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
