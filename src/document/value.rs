//! toml's tree as entries in the order of the text.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Placed};

/// Where toml puts what it makes up for a value that it could not read.
const NOWHERE: Range<usize> = 0..0;

/// A value, as far as anyone here asks for it.
#[derive(Debug)]
pub(super) enum Value<'t> {
    String(Cow<'t, str>),
    /// None where it is negative or huge.
    Integer(Option<u64>),
    Boolean(bool),
    Array(Vec<Placed<Value<'t>>>),
    Table(Vec<Entry<'t>>),
    /// What no key takes, under its name.
    Other(&'static str),
}

impl Value<'_> {
    /// What it is, with its article.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::String(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Boolean(_) => "a boolean",
            Self::Array(_) => "an array",
            Self::Table(_) => "a table",
            Self::Other(name) => name,
        }
    }
}

/// The entries of a table. What is kept of a text is the caller's choice.
pub(super) fn entries<'i, 't>(
    table: DeTable<'i>,
    keep: fn(Cow<'i, str>) -> Cow<'t, str>,
) -> Vec<Entry<'t>> {
    let mut entries: Vec<Entry<'t>> = table
        .into_iter()
        .filter(|(_, value)| value.span() != NOWHERE)
        .map(|(key, value)| Entry {
            key_span: key.span(),
            key: keep(key.into_inner()),
            span: value.span(),
            value: converted(value, keep),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

fn converted<'i, 't>(
    value: Spanned<DeValue<'i>>,
    keep: fn(Cow<'i, str>) -> Cow<'t, str>,
) -> Value<'t> {
    match value.into_inner() {
        DeValue::String(text) => Value::String(keep(text)),
        DeValue::Integer(digits) => {
            Value::Integer(u64::from_str_radix(digits.as_str(), digits.radix()).ok())
        }
        DeValue::Float(_) => Value::Other("a float"),
        DeValue::Boolean(value) => Value::Boolean(value),
        DeValue::Datetime(_) => Value::Other("a date or time"),
        DeValue::Array(array) => {
            let element = |item: Spanned<DeValue<'i>>| Placed {
                span: item.span(),
                value: converted(item, keep),
            };
            Value::Array(array.into_iter().map(element).collect())
        }
        DeValue::Table(table) => Value::Table(entries(table, keep)),
    }
}
