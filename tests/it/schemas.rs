//! The schemas in `docs/`, by which editors know what may be written in `images.toml` and `config.toml`, say the same
//! as the parsers: what a parser takes is valid, and what it refuses is not, but for what no schema can tell.
#![expect(clippy::disallowed_methods, reason = "fixtures are read as they are")]

mod config;
mod images;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// A schema beside the parser that it describes.
struct Schema {
    text: &'static str,
    /// What the parser finds wrong in a text.
    problems: fn(&str) -> Vec<String>,
    /// Parts of the messages about what no schema can tell.
    beyond: &'static [&'static str],
}

impl Schema {
    /// Holds documents against both. Among them have to be some that are right, and some that are wrong.
    fn check(&self, documents: &[Value]) {
        let schema: Value = serde_json::from_str(self.text).expect("the schema is JSON");
        let schema = jsonschema::draft7::new(&schema).expect("the schema is one");
        let mut counts = [0, 0];
        let mut differing = Vec::new();
        for document in documents {
            let (is_valid, problems) = (
                schema.is_valid(document),
                (self.problems)(&toml_of(document)),
            );
            counts[usize::from(is_valid)] += 1;
            let is_right = match is_valid {
                true => problems.iter().all(|problem| self.is_beyond(problem)),
                false => !problems.is_empty(),
            };
            if !is_right {
                let words = if is_valid { "takes" } else { "refuses" };
                differing.push(format!("the schema {words} {document}: {problems:?}"));
            }
        }
        let count = differing.len();
        differing.truncate(20);
        assert!(differing.is_empty(), "{count}: {differing:#?}");
        assert!(counts.iter().all(|count| *count >= 10), "{counts:?}");
    }

    fn is_beyond(&self, problem: &str) -> bool {
        self.beyond.iter().any(|beyond| problem.contains(beyond))
    }
}

/// The files of this name in the directories of a fixture, as far as they are TOML.
fn fixtures(directory: &str, name: &str) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let directories = fs::read_dir(root).expect("it is there");
    let paths = directories.map(|it| it.expect("it can be listed").path().join(name));
    let texts = paths.map(|path| fs::read_to_string(path).expect("it is there"));
    texts
        .filter_map(|text| toml::from_str(&text).ok())
        .collect()
}

/// Objects with these keys, of which one or two others are there as well, with each of the values that are given for
/// them.
fn combined(always: &[(&str, Value)], others: &[(&str, Vec<Value>)]) -> Vec<Value> {
    let pairs: Vec<(&str, &Value)> = others
        .iter()
        .flat_map(|(key, values)| values.iter().map(move |value| (*key, value)))
        .collect();
    let object = |own: &[(&str, &Value)]| {
        let always = always
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()));
        let own = own
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).clone()));
        Value::Object(always.chain(own).collect())
    };
    let twos = pairs
        .iter()
        .flat_map(|one| pairs.iter().map(move |other| [*one, *other]))
        .filter(|[(one, _), (other, _)]| one < other);
    std::iter::once(object(&[]))
        .chain(pairs.iter().map(|pair| object(&[*pair])))
        .chain(twos.map(|two| object(&two)))
        .collect()
}

/// Values of every type, each of which is wrong for nearly all keys.
fn of_every_type() -> Vec<Value> {
    let date = json!("1979-05-27");
    vec![
        json!(1),
        json!(1.5),
        json!(true),
        json!(""),
        date,
        json!([]),
        json!([1]),
        json!({}),
    ]
}

/// A document as TOML, each key of it in one line.
fn toml_of(document: &Value) -> String {
    let pairs = document.as_object().into_iter().flatten();
    pairs
        .map(|(key, value)| format!("{} = {}\n", json!(key), inline(value)))
        .collect()
}

fn inline(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("[{}]", joined(list.iter().map(inline))),
        Value::Object(object) => {
            let pair =
                |(key, value): (&String, &Value)| format!("{} = {}", json!(key), inline(value));
            format!("{{{}}}", joined(object.iter().map(pair)))
        }
        simple => simple.to_string(),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
