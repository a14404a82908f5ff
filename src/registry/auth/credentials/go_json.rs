//! JSON as Go's `encoding/json` decodes it: docker, podman and their helpers are written in Go, and what they take is what
//! people have.
//!
//! The first value counts, and what follows it is not looked at. A field of a struct has its name in any case, its last
//! value counts, and `null` leaves it as it is. Maps of the same name are merged, and `null` empties them. A key of a map
//! is itself to the letter, and its last value counts. What is deeper than anybody looks may be as deep as it likes.

mod tolerance;

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use tolerance::tolerated;

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
pub fn read(text: &str) -> Result<GoValue, serde_json::Error> {
    let text = tolerated(text);
    GoReader(DEPTH).deserialize(&mut serde_json::Deserializer::from_str(&text))
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

/// Reads a value with this many objects in one another.
#[derive(Debug, Clone, Copy)]
struct GoReader(usize);

impl<'de> DeserializeSeed<'de> for GoReader {
    type Value = GoValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<GoValue, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for GoReader {
    type Value = GoValue;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<GoValue, E> {
        Ok(GoValue::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<GoValue, E> {
        Ok(GoValue::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<GoValue, A::Error> {
        let Some(depth) = self.0.checked_sub(1) else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(GoValue::Other);
        };
        let mut pairs = Vec::new();
        while let Some(key) = map.next_key()? {
            pairs.push((key, map.next_value_seed(Self(depth))?));
        }
        Ok(GoValue::Object(GoObject(pairs)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<GoValue, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(GoValue::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<GoValue, E> {
        Ok(GoValue::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<GoValue, E> {
        Ok(GoValue::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<GoValue, E> {
        Ok(GoValue::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<GoValue, E> {
        Ok(GoValue::Other)
    }
}
