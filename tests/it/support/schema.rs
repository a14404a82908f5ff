//! Documents of `--format json`, each held against the schema that the repository publishes.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

use super::command::Outcome;

/// The schema.
const SCHEMA: &str = include_str!("../../../docs/report.schema.json");

/// The document that a run printed: the only thing on stdout, valid, and of one mind with the exit status.
#[track_caller]
pub fn document(outcome: &Outcome) -> Value {
    let document: Value = serde_json::from_str(&outcome.stdout)
        .unwrap_or_else(|error| panic!("stdout is not one document: {error}\n{outcome}"));
    let wrong: Vec<String> = validator()
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{outcome}");
    assert_eq!(
        document["exit_status"].as_i64(),
        outcome.code.map(i64::from),
        "{outcome}"
    );
    document
}

fn validator() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        let mut schema = serde_json::from_str(SCHEMA).expect("the schema is JSON");
        close(&mut schema);
        jsonschema::validator_for(&schema).expect("the schema is one")
    })
}

/// Readers pass over fields that they do not know; a field of ours that the schema does not know is a mistake.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let is_open =
                object.get("type") == Some(&"object".into()) && object.contains_key("properties");
            object.values_mut().for_each(close);
            if is_open {
                object.entry("additionalProperties").or_insert(false.into());
            }
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}

/// The commands that the schema names.
pub fn commands() -> std::collections::BTreeSet<String> {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let commands = schema["properties"]["command"]["enum"].as_array();
    let commands = commands.expect("the schema has commands").iter();
    commands
        .map(|name| name.as_str().expect("a name").to_owned())
        .collect()
}
