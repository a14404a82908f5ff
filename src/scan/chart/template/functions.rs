//! The functions of templates that have a part in the names of images
//! (<https://helm.sh/docs/chart_template_guide/function_list/>).

use std::collections::BTreeMap;

use super::value::TemplateValue;

/// The places in a format, and what each writes around what it is given.
const PLACES: [(&str, &str); 4] = [("%s", ""), ("%v", ""), ("%d", ""), ("%q", "\"")];
/// The most that a function is given.
const ARGUMENTS_MAX: usize = 64;

/// What a function makes of what it is given.
pub(super) fn call(
    name: &str,
    arguments: Vec<TemplateValue>,
    origin: Option<usize>,
) -> TemplateValue {
    let unknown = || TemplateValue::Unknown(origin);
    if arguments.len() > ARGUMENTS_MAX {
        return unknown();
    }
    let last = || arguments.last().cloned().unwrap_or_else(unknown);
    match (name, &arguments[..]) {
        ("quote" | "squote" | "toString" | "trim" | "deepCopy" | "mustDeepCopy", [_])
        | ("required" | "indent" | "nindent", [_, _])
        | ("toYaml" | "toJson" | "compact", [_])
        | ("lower", [TemplateValue::Text(..)]) => last(),
        // What values say is read there, with what is in it
        ("tpl", [value, _]) => value.clone(),
        // An end that no reference has
        ("trimSuffix" | "trimPrefix", [TemplateValue::Text(sign, _), _]) if sign == "/" => last(),
        ("print", _) => TemplateValue::joined(arguments),
        ("printf", [TemplateValue::Text(format, _), values @ ..]) => {
            formatted(format, values, origin)
        }
        ("default", [otherwise, value]) => {
            TemplateValue::fallback([value.clone(), otherwise.clone()])
        }
        ("default", [value]) => value.clone(),
        ("coalesce" | "or", [_, ..]) => TemplateValue::fallback(arguments),
        ("and", [_, ..]) => TemplateValue::either([TemplateValue::empty(), last()]),
        ("ternary", [first, second, _]) => TemplateValue::either([first.clone(), second.clone()]),
        ("fail", _) => TemplateValue::empty(),
        ("dict", _) => mapping(&arguments).unwrap_or_else(unknown),
        ("list" | "tuple", _) => TemplateValue::Sequence(arguments).limited(),
        ("index" | "get", [first, keys @ ..]) => {
            let step = |value: TemplateValue, key: &TemplateValue| value.field(key.text());
            keys.iter().fold(first.clone(), step)
        }
        ("first", [items]) => items.field(Some("0")),
        ("last", [TemplateValue::Sequence(items)]) => items.last().cloned().unwrap_or_else(unknown),
        ("merge" | "mustMerge", [_, ..]) => TemplateValue::fallback(arguments),
        ("mergeOverwrite" | "mustMergeOverwrite", [_, ..]) => {
            TemplateValue::fallback(arguments.into_iter().rev())
        }
        ("join", [TemplateValue::Text(sign, _), TemplateValue::Sequence(items)]) => {
            let sign = TemplateValue::Text(sign.clone(), origin);
            let with_sign = |(at, item): (usize, &TemplateValue)| {
                let sign = (at > 0).then(|| sign.clone());
                sign.into_iter().chain([item.clone()])
            };
            TemplateValue::joined(items.iter().enumerate().flat_map(with_sign))
        }
        _ => unknown(),
    }
}

/// A mapping with one more entry, or another one.
pub(super) fn with_entry(
    mapping: &TemplateValue,
    key: &TemplateValue,
    value: TemplateValue,
) -> Option<TemplateValue> {
    let (TemplateValue::Mapping(entries), Some(key)) = (mapping, key.text()) else {
        return None;
    };
    let mut entries = entries.clone();
    entries.insert(key.to_owned(), value);
    Some(TemplateValue::Mapping(entries).limited())
}

fn mapping(pairs: &[TemplateValue]) -> Option<TemplateValue> {
    let mut entries = BTreeMap::new();
    for pair in pairs.chunks(2) {
        let [key, value] = pair else {
            return None;
        };
        entries.insert(key.text()?.to_owned(), value.clone());
    }
    Some(TemplateValue::Mapping(entries).limited())
}

fn formatted(format: &str, values: &[TemplateValue], origin: Option<usize>) -> TemplateValue {
    let text = |text: &str| TemplateValue::Text(text.to_owned(), origin);
    let (mut parts, mut rest) = (Vec::new(), format);
    let mut values = values.iter();
    while let Some(at) = rest.find('%') {
        let (before, behind) = rest.split_at(at);
        let place = PLACES.iter().find(|(place, _)| behind.starts_with(place));
        let Some(((place, around), value)) = place.zip(values.next()) else {
            return TemplateValue::Unknown(origin);
        };
        parts.extend([text(before), text(around), value.clone(), text(around)]);
        rest = &behind[place.len()..];
    }
    parts.push(text(rest));
    match values.next() {
        None => TemplateValue::joined(parts),
        Some(_) => TemplateValue::Unknown(origin),
    }
}
