//! Some texts out of a JSON document, and nothing else of it: whoever writes one decides how large it is, and as a tree
//! it would take a hundred times its bytes.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The part of a value that is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) enum JsonShape {
    Text,
    Fields(&'static [(&'static str, JsonShape)]),
    /// Fields, or a text in their place.
    TextOrFields(&'static [(&'static str, JsonShape)]),
    First(&'static JsonShape),
}

/// The part of a value that was found: nothing where it is of another type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum JsonExcerpt {
    #[default]
    Nothing,
    Text(String),
    Fields(Vec<(&'static str, JsonExcerpt)>),
}

impl JsonExcerpt {
    /// Reads the excerpt of a document; `None` where that is no JSON.
    pub(super) fn read(document: &[u8], shape: JsonShape) -> Option<Self> {
        let mut reader = serde_json::Deserializer::from_slice(document);
        let excerpt = shape.deserialize(&mut reader).ok()?;
        reader.end().ok().map(|()| excerpt)
    }

    /// A field, where this is an object that has it.
    pub(super) fn get(&self, name: &str) -> &Self {
        const NOTHING: &JsonExcerpt = &JsonExcerpt::Nothing;
        let Self::Fields(fields) = self else {
            return NOTHING;
        };
        let field = fields.iter().find(|(field, _)| *field == name);
        field.map_or(NOTHING, |(_, excerpt)| excerpt)
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }
}

impl<'de> DeserializeSeed<'de> for JsonShape {
    type Value = JsonExcerpt;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<JsonExcerpt, D::Error> {
        reader.deserialize_any(self)
    }
}

/// Takes every value, since what has another type is there for somebody else.
impl<'de> Visitor<'de> for JsonShape {
    type Value = JsonExcerpt;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<JsonExcerpt, E> {
        let wanted = matches!(self, Self::Text | Self::TextOrFields(_))
            .then(|| JsonExcerpt::Text(text.to_owned()));
        Ok(wanted.unwrap_or_default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonExcerpt, A::Error> {
        let wanted = match self {
            Self::Fields(wanted) | Self::TextOrFields(wanted) => Some(wanted),
            Self::Text | Self::First(_) => None,
        };
        let is_wanted = wanted.is_some();
        let wanted = wanted.unwrap_or_default();
        let mut fields: Vec<(&'static str, JsonExcerpt)> = Vec::new();
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            let Some((name, shape)) = wanted.iter().find(|(name, _)| *name == key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = map.next_value_seed(*shape)?;
            // The last one of a name counts
            fields.retain(|(field, _)| field != name);
            fields.push((name, value));
        }
        let excerpt = is_wanted.then_some(JsonExcerpt::Fields(fields));
        Ok(excerpt.unwrap_or_default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<JsonExcerpt, A::Error> {
        let first = match self {
            Self::First(shape) => list.next_element_seed(*shape)?,
            Self::Text | Self::Fields(_) | Self::TextOrFields(_) => None,
        };
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first.unwrap_or_default())
    }

    fn visit_unit<E>(self) -> Result<JsonExcerpt, E> {
        Ok(JsonExcerpt::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<JsonExcerpt, E> {
        Ok(JsonExcerpt::Nothing)
    }

    fn visit_i64<E>(self, _: i64) -> Result<JsonExcerpt, E> {
        Ok(JsonExcerpt::Nothing)
    }

    fn visit_u64<E>(self, _: u64) -> Result<JsonExcerpt, E> {
        Ok(JsonExcerpt::Nothing)
    }

    fn visit_f64<E>(self, _: f64) -> Result<JsonExcerpt, E> {
        Ok(JsonExcerpt::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const SHAPE: JsonShape = JsonShape::Fields(&[
        ("a", JsonShape::Text),
        ("b", JsonShape::Fields(&[("a", JsonShape::Text)])),
        (
            "c",
            JsonShape::First(&JsonShape::Fields(&[("a", JsonShape::Text)])),
        ),
    ]);

    #[test]
    fn what_is_wanted_is_found_and_nothing_else() {
        let document = r#"{"a": 1, "x": [{}], "a": "é\u0041", "b": {"x": {}, "a": "B"}, "c": [{"a": "C"}, 7]}"#;
        let found = JsonExcerpt::read(document.as_bytes(), SHAPE).unwrap();
        assert_eq!(found.get("a").as_str(), Some("éA"));
        assert_eq!(found.get("b").get("a").as_str(), Some("B"));
        assert_eq!(found.get("c").get("a").as_str(), Some("C"));
        assert_eq!(found.get("x"), &JsonExcerpt::Nothing);
        for broken in ["", "{", "{} x", "{\"a\": \"\\x\"}"] {
            assert_eq!(
                JsonExcerpt::read(broken.as_bytes(), SHAPE),
                None,
                "{broken}"
            );
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaves = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,3}".prop_map(Value::from),
        ];
        leaves.prop_recursive(4, 30, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::vec(("[abcd]", inner), 0..4).prop_map(|fields| json!(
                    fields.into_iter().collect::<serde_json::Map<_, _>>()
                )),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_says_what_the_tree_says(value in values()) {
            let found = JsonExcerpt::read(value.to_string().as_bytes(), SHAPE).unwrap();
            prop_assert_eq!(found.get("a").as_str(), value["a"].as_str());
            prop_assert_eq!(found.get("b").get("a").as_str(), value["b"]["a"].as_str());
            prop_assert_eq!(found.get("c").get("a").as_str(), value["c"][0]["a"].as_str());
        }
    }
}
