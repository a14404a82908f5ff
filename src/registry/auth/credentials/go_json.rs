//! JSON as Go's `encoding/json` decodes it: docker, podman and their helpers are written in Go, and what they take is
//! what people have.
//!
//! The first value counts, and what follows it is not looked at. A field of a struct has its name in any case, its last
//! value counts, and `null` leaves it as it is. Maps of the same name are merged, and `null` empties them. A key of a
//! map is itself to the letter, and its last value counts. What is deeper than anybody looks may be as deep as it
//! likes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Deserializer, Error};

/// The objects in one another that are looked into: `auths`, an entry of it, and the file itself.
const DEPTH: usize = 3;

/// A JSON value, as far as it is looked into.
#[derive(Debug)]
pub enum GoValue {
    Null,
    Text(String),
    Object(GoObject),
    /// A number, a truth value, an array, or an object that is too deep.
    Other,
}

/// A JSON object with all its keys, in their order.
#[derive(Debug, Default)]
pub struct GoObject(Vec<(String, GoValue)>);

/// The values of a map, by its keys.
pub type GoMap<'a> = BTreeMap<&'a str, &'a GoValue>;

/// Reads the first value of a text.
pub fn read(text: &str) -> Result<GoValue, Error> {
    let first = <&RawValue>::deserialize(&mut Deserializer::from_str(text))?;
    GoValue::of(first, DEPTH)
}

impl GoValue {
    /// A value with this many objects in one another.
    fn of(raw: &RawValue, depth: usize) -> Result<Self, Error> {
        let text = raw.get();
        // It has been found valid: its first byte tells what it is
        Ok(match (text.as_bytes().first(), depth.checked_sub(1)) {
            (Some(b'n'), _) => Self::Null,
            (Some(b'"'), _) => Self::Text(serde_json::from_str::<GoText>(text)?.decoded()),
            (Some(b'{'), Some(depth)) => {
                let pairs = Deserializer::from_str(text).deserialize_map(Pairs)?;
                let pairs = pairs
                    .into_iter()
                    .map(|(key, value)| Ok((key.decoded(), Self::of(value, depth)?)));
                Self::Object(GoObject(pairs.collect::<Result<_, Error>>()?))
            }
            (Some(_) | None, _) => Self::Other,
        })
    }
}

impl GoObject {
    /// A field that is a string, empty where there is none; `None` where it is something else.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values(name).try_fold("", |before, value| match value {
            GoValue::Null => Some(before),
            GoValue::Text(text) => Some(text.as_str()),
            GoValue::Object(_) | GoValue::Other => None,
        })
    }

    /// A field that is a map, empty where there is none; `None` where it is something else.
    pub fn map(&self, name: &str) -> Option<GoMap<'_>> {
        let mut map = GoMap::new();
        for value in self.values(name) {
            match value {
                GoValue::Null => map.clear(),
                GoValue::Object(GoObject(pairs)) => {
                    map.extend(pairs.iter().map(|(key, value)| (key.as_str(), value)));
                }
                GoValue::Text(_) | GoValue::Other => return None,
            }
        }
        Some(map)
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &GoValue> {
        let is_named = move |(key, _): &&(String, GoValue)| key.eq_ignore_ascii_case(name);
        self.0.iter().filter(is_named).map(|(_, value)| value)
    }
}

/// A string, in which half a surrogate pair is allowed.
#[derive(Deserialize)]
struct GoText<'a>(#[serde(borrow)] Cow<'a, [u8]>);

impl GoText<'_> {
    /// The text with U+FFFD in the place of half a pair, which is three bytes that are no UTF-8.
    fn decoded(&self) -> String {
        let mut text = String::new();
        for chunk in self.0.utf8_chunks() {
            text.push_str(chunk.valid());
            if chunk.invalid().first() == Some(&0xed) {
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        text
    }
}

/// Reads an object with all its keys, in their order.
struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(GoText<'de>, &'de RawValue)>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_surrogate_pair_and_numbers_out_of_range_are_taken() {
        for (json, expected) in [
            (r#"{"a":"\ud800"}"#, "\u{fffd}"),
            (
                r#"{"a":"\udc00\ud800x\ud83d\ude00"}"#,
                "\u{fffd}\u{fffd}x😀",
            ),
            (
                r#"{"a":"\ud800\u0041\ud800\ud83d\ude00"}"#,
                "\u{fffd}A\u{fffd}😀",
            ),
            (r#"{"a":"\\ud800 1e400"}"#, r"\ud800 1e400"),
            (
                r#"{"b":1e400,"c":[-2.5E-7,12345678901234567890123.5],"a":"x"}"#,
                "x",
            ),
            (r#"{"b":{"\ud800":{}},"\u0061":"x"}"#, "x"),
        ] {
            let Ok(GoValue::Object(object)) = read(json) else {
                panic!("{json}")
            };
            assert_eq!(object.text("a"), Some(expected), "{json}");
        }
    }

    #[test]
    fn what_is_no_json_is_told_by_its_place() {
        for json in [
            "[true, 1e]",
            "[1.e5]",
            "{\"a\":00e1}",
            "\"\\",
            "\"\\u12",
            "{\"a\":{\"b\"}}",
        ] {
            let error = read(json).unwrap_err();
            assert_eq!(error.line(), 1, "{json}");
        }
    }
}
