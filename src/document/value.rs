//! toml's tree as entries in the order of the text.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::placed::Placed;
use super::table::{TableEntry, TomlValue};

/// The place of what toml makes up for a value that it could not read.
const NOWHERE: Range<usize> = 0..0;

/// The entries of a table. What is kept of a text is the caller's choice.
pub(super) fn entries<'i, 't>(
    table: DeTable<'i>,
    keep: fn(Cow<'i, str>) -> Cow<'t, str>,
) -> Vec<TableEntry<'t>> {
    let mut entries: Vec<TableEntry<'t>> = table
        .into_iter()
        .filter(|(_, value)| value.span() != NOWHERE)
        .map(|(key, value)| TableEntry {
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
) -> TomlValue<'t> {
    match value.into_inner() {
        DeValue::String(text) => TomlValue::String(keep(text)),
        DeValue::Integer(digits) => {
            TomlValue::Integer(u64::from_str_radix(digits.as_str(), digits.radix()).ok())
        }
        DeValue::Float(_) => TomlValue::Float,
        DeValue::Boolean(value) => TomlValue::Boolean(value),
        DeValue::Datetime(_) => TomlValue::Date,
        DeValue::Array(array) => {
            let element = |item: Spanned<DeValue<'i>>| Placed {
                span: item.span(),
                value: converted(item, keep),
            };
            TomlValue::Array(array.into_iter().map(element).collect())
        }
        DeValue::Table(table) => TomlValue::Table(entries(table, keep)),
    }
}
