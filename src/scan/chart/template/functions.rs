//! The functions of templates that have a part in the names of images (<https://helm.sh/docs/chart_template_guide/function_list/>).

use std::collections::BTreeMap;

use super::value::Value;

/// The places in a format, and what each writes around what it is given.
const PLACES: [(&str, &str); 4] = [("%s", ""), ("%v", ""), ("%d", ""), ("%q", "\"")];
/// The most that a function is given.
const ARGUMENTS_MAX: usize = 64;

/// What a function makes of what it is given.
pub(super) fn call(name: &str, arguments: Vec<Value>, origin: Option<usize>) -> Value {
    let unknown = || Value::Unknown(origin);
    if arguments.len() > ARGUMENTS_MAX {
        return unknown();
    }
    let last = || arguments.last().cloned().unwrap_or_else(unknown);
    match (name, &arguments[..]) {
        ("quote" | "squote" | "toString" | "trim" | "deepCopy" | "mustDeepCopy", [_])
        | ("required" | "indent" | "nindent", [_, _])
        | ("toYaml" | "toJson" | "compact", [_])
        | ("lower", [Value::Text(..)]) => last(),
        // What values say is read there, with what is in it
        ("tpl", [value, _]) => value.clone(),
        // An end that no reference has
        ("trimSuffix" | "trimPrefix", [Value::Text(sign, _), _]) if sign == "/" => last(),
        ("print", _) => Value::joined(arguments),
        ("printf", [Value::Text(format, _), values @ ..]) => formatted(format, values, origin),
        ("default", [otherwise, value]) => Value::fallback([value.clone(), otherwise.clone()]),
        ("default", [value]) => value.clone(),
        ("coalesce" | "or", [_, ..]) => Value::fallback(arguments),
        ("and", [_, ..]) => Value::either([Value::empty(), last()]),
        ("ternary", [first, second, _]) => Value::either([first.clone(), second.clone()]),
        ("fail", _) => Value::empty(),
        ("dict", _) => mapping(&arguments).unwrap_or_else(unknown),
        ("list" | "tuple", _) => Value::Sequence(arguments).limited(),
        ("index" | "get", [first, keys @ ..]) => {
            let step = |value: Value, key: &Value| value.field(key.text());
            keys.iter().fold(first.clone(), step)
        }
        ("first", [items]) => items.field(Some("0")),
        ("last", [Value::Sequence(items)]) => items.last().cloned().unwrap_or_else(unknown),
        ("merge" | "mustMerge", [_, ..]) => Value::fallback(arguments),
        ("mergeOverwrite" | "mustMergeOverwrite", [_, ..]) => {
            Value::fallback(arguments.into_iter().rev())
        }
        ("join", [Value::Text(sign, _), Value::Sequence(items)]) => {
            let sign = Value::Text(sign.clone(), origin);
            let with_sign = |(at, item): (usize, &Value)| {
                let sign = (at > 0).then(|| sign.clone());
                sign.into_iter().chain([item.clone()])
            };
            Value::joined(items.iter().enumerate().flat_map(with_sign))
        }
        _ => unknown(),
    }
}

/// A mapping with one more entry, or another one.
pub(super) fn with_entry(mapping: &Value, key: &Value, value: Value) -> Option<Value> {
    let (Value::Mapping(entries), Some(key)) = (mapping, key.text()) else {
        return None;
    };
    let mut entries = entries.clone();
    entries.insert(key.to_owned(), value);
    Some(Value::Mapping(entries).limited())
}

fn mapping(pairs: &[Value]) -> Option<Value> {
    let mut entries = BTreeMap::new();
    for pair in pairs.chunks(2) {
        let [key, value] = pair else {
            return None;
        };
        entries.insert(key.text()?.to_owned(), value.clone());
    }
    Some(Value::Mapping(entries).limited())
}

fn formatted(format: &str, values: &[Value], origin: Option<usize>) -> Value {
    let text = |text: &str| Value::Text(text.to_owned(), origin);
    let (mut parts, mut rest) = (Vec::new(), format);
    let mut values = values.iter();
    while let Some(at) = rest.find('%') {
        let (before, behind) = rest.split_at(at);
        let place = PLACES.iter().find(|(place, _)| behind.starts_with(place));
        let Some(((place, around), value)) = place.zip(values.next()) else {
            return Value::Unknown(origin);
        };
        parts.extend([text(before), text(around), value.clone(), text(around)]);
        rest = &behind[place.len()..];
    }
    parts.push(text(rest));
    match values.next() {
        None => Value::joined(parts),
        Some(_) => Value::Unknown(origin),
    }
}
