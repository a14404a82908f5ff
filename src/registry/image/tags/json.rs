//! The JSON of a list of tags, read as a stream: `{"name": "…", "tags": ["…"]}`, or `null` for none (distribution
//! specification, "Listing Tags").
//!
//! The name is not looked at, since mirrors and Artifactory know another one; nor is what others add, as Google does.

use std::fmt;
use std::io::{BufReader, Read};

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

/// Sees a tag. `false` if no more are wanted.
type SeeTag<'a> = dyn FnMut(&str) -> bool + 'a;

/// Reads a list to its end, and shows each of its tags.
///
/// # Errors
/// If it is none, breaks off, or no more tags are wanted.
pub fn read_list(body: &mut dyn Read, see: &mut SeeTag) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(body));
    json.deserialize_map(ListObject(see))?;
    json.end()
}

/// The object that has the list.
struct ListObject<'a, 'b>(&'a mut SeeTag<'b>);

/// The list itself.
struct TagArray<'a, 'b>(&'a mut SeeTag<'b>);

/// One tag.
struct TagText<'a, 'b>(&'a mut SeeTag<'b>);

impl<'de> Visitor<'de> for ListObject<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object with `tags`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_tags = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "errors" {
                check_errors(&mut map)?;
                continue;
            }
            if key != "tags" {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            // Nobody knows which of two lists is meant
            if has_tags {
                return Err(A::Error::duplicate_field("tags"));
            }
            has_tags = true;
            map.next_value_seed(TagArray(&mut *self.0))?;
        }
        if has_tags {
            Ok(())
        } else {
            Err(A::Error::missing_field("tags"))
        }
    }
}

/// Reads the errors beside a list, of which there must be none: a registry that failed in its midst tells it so, when
/// its status was sent already (distribution specification, "Error Codes", has no tags beside them).
fn check_errors<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    let errors: Option<Vec<IgnoredAny>> = map.next_value()?;
    match errors.is_none_or(|errors| errors.is_empty()) {
        true => Ok(()),
        false => Err(A::Error::custom("there are errors beside the tags")),
    }
}

impl<'de> DeserializeSeed<'de> for TagArray<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TagArray<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of tags")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(TagText(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for TagText<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for TagText<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a tag")
    }

    fn visit_str<E: serde::de::Error>(self, tag: &str) -> Result<(), E> {
        if (self.0)(tag) {
            Ok(())
        } else {
            Err(E::custom("no more tags are wanted"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<String>> {
        let mut tags = Vec::new();
        let mut see = |tag: &str| {
            tags.push(tag.to_owned());
            true
        };
        let read = read_list(&mut text.as_bytes(), &mut see);
        read.ok().map(|()| tags)
    }

    #[test]
    fn a_list_has_its_tags_whatever_stands_beside_them() {
        for (text, expected) in [
            (r#"{"name":"a","tags":["1","2"]}"#, &["1", "2"][..]),
            (r#" {"tags":["1"],"name":null,"child":[]} "#, &["1"]),
            (
                r#"{"manifest":{"sha256:0":{"tag":["x"]}},"tags":["\u0031","1"]}"#,
                &["1", "1"],
            ),
            (r#"{"name":"a","tags":null}"#, &[]),
            (r#"{"tags":[]}"#, &[]),
            (r#"{"errors":[],"tags":["1"],"errors":null}"#, &["1"]),
        ] {
            let expected = expected.iter().map(ToString::to_string).collect();
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_list_or_not_all_of_one_is_none() {
        for text in [
            "",
            "null",
            "[]",
            r#"["1"]"#,
            "{}",
            r#"{"name":"a"}"#,
            r#"{"Tags":["1"]}"#,
            r#"{"tags":{}}"#,
            r#"{"tags":"1"}"#,
            r#"{"tags":[1]}"#,
            r#"{"tags":["1",null]}"#,
            r#"{"tags":["1"],"tags":["2"]}"#,
            r#"{"tags":["1","2"#,
            r#"{"tags":["1"]"#,
            r#"{"tags":["1"]}{}"#,
            r#"{"tags":["1",]}"#,
            "<html>",
            r#"{"errors":[{"code":"DENIED"}]}"#,
            r#"{"tags":["1"],"errors":[{"code":"UNKNOWN"}]}"#,
            r#"{"errors":[{}],"tags":["1"]}"#,
            r#"{"tags":["1"],"errors":{"code":"UNKNOWN"}}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_is_read_behind_the_last_tag_that_is_wanted() {
        let mut seen = 0;
        let read = read_list(&mut &br#"{"tags":["1","2","3"]}"#[..], &mut |_| {
            seen += 1;
            seen < 2
        });
        assert!(read.is_err());
        assert_eq!(seen, 2);
    }
}
