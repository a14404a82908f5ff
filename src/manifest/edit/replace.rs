//! Another tag or digest for an image that is there, in the form that the image is written in.

use super::delete::{with_surroundings, within};
use super::form::{is_inline, line_ranges, members};
use super::insert::{Insertion, below, inline_table};
use super::lines;
use crate::document::{Table, TableEntry, quoted};
use crate::manifest::choice::written_repository;
use crate::manifest::{Choice, ImageName, rule_keys};
use crate::reference::{self, Reference, Repository};

/// The key of an image that names its repository.
const IMAGE: &str = "image";
/// The keys of an image that choose its content.
const CHOOSING: [&str; 5] = ["tag", "digest", "version", "variant", "tag-pattern"];

/// One change of an image. The next one has its place in the text that this one leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// The image is a string, and gets this one.
    Reference(String),
    /// The image is a string, and becomes this table.
    Table(String),
    /// A key gets another value.
    Value(&'static str, String),
    /// A key becomes another one, with this value.
    Key {
        old: &'static str,
        new: &'static str,
        value: String,
    },
    /// One more key behind another.
    Behind {
        other: &'static str,
        key: &'static str,
        value: String,
    },
    /// A key goes.
    Removal(&'static str),
}

/// The changes that give an image another choice; `None` if it is not written as an image is.
pub(super) fn changes(root: Table<'_>, name: &ImageName, choice: &Choice) -> Option<Vec<Change>> {
    let image = find(root, name)?;
    if let Some(text) = image.as_str() {
        let repository = written_repository(text)?;
        let own = reference::parse(text).ok()?.reference.repository;
        return Some(vec![match choice.rule() {
            Some(rule) => Change::Table(inline_table(repository, rule)),
            None => Change::Reference(chosen(own, choice).named(repository)),
        }]);
    }
    let table = image.as_table()?;
    let text = table.get(IMAGE)?.as_str()?;
    let own = reference::parse(text).ok()?.reference;
    let is_there = |key: &&'static str| table.get(key).is_some();
    let old: Vec<&'static str> = CHOOSING.into_iter().filter(is_there).collect();
    let is_tag_inside = own.tag.is_some() || old.is_empty();
    let has_digest_key = old.contains(&"digest");
    let is_digest_inside = own.digest.is_some() || (is_tag_inside && !has_digest_key);
    let mut inside = chosen(own.repository, choice);
    let tag = inside.tag.take_if(|_| !is_tag_inside);
    let digest = inside.digest.take_if(|_| !is_digest_inside);
    let value = inside.named(written_repository(text)?);
    let new = [
        ("tag", tag.map(|tag| tag.to_string())),
        ("digest", digest.map(|digest| digest.to_string())),
    ];
    let new = new
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)));
    let new = new.chain(choice.rule().into_iter().flat_map(rule_keys));
    let image = (value != text).then_some(Change::Value(IMAGE, value));
    Some(image.into_iter().chain(keys(&old, new.collect())).collect())
}

/// The reference that says as much of a choice as one can.
fn chosen(repository: Repository, choice: &Choice) -> Reference {
    let (tag, digest) = match choice {
        Choice::Tag(tag) => (Some(tag.clone()), None),
        Choice::Pin { tag, digest } => (tag.clone(), Some(digest.clone())),
        Choice::Newest(_) => (None, None),
    };
    Reference {
        repository,
        tag,
        digest,
    }
}

/// The changes from these keys to those: a key that stays has its place, a new one takes that of one that goes.
fn keys(old: &[&'static str], new: Vec<(&'static str, String)>) -> Vec<Change> {
    let goes = |key: &&&'static str| new.iter().all(|(new, _)| new != *key);
    let mut gone = old.iter().filter(goes).copied();
    let mut changes = Vec::new();
    let mut last = IMAGE;
    for (key, value) in &new {
        let (key, value) = (*key, value.clone());
        changes.push(if old.contains(&key) {
            Change::Value(key, value)
        } else if let Some(old) = gone.next() {
            Change::Key {
                old,
                new: key,
                value,
            }
        } else {
            Change::Behind {
                other: last,
                key,
                value,
            }
        });
        last = key;
    }
    changes.extend(gone.map(Change::Removal));
    changes
}

impl Change {
    /// The place of the change, and what is written there; `None` if it would lose something.
    pub(super) fn insertion(
        &self,
        root: Table<'_>,
        text: &str,
        name: &ImageName,
    ) -> Option<Insertion> {
        let image = find(root, name)?;
        let key = |key: &str| members(image).iter().find(|member| member.key == key);
        Some(match self {
            Self::Reference(value) => string(image, text, value),
            Self::Table(table) => (image.span.clone(), table.clone()),
            Self::Value(old, value) => string(key(old)?, text, value),
            Self::Key { old, new, value } => {
                let old = key(old)?;
                let range = old.key_span.start..old.span.end;
                (range, format!("{new} = {}", quoted(value)))
            }
            Self::Behind {
                other,
                key: new,
                value,
            } => {
                let pair = format!("{new} = {}", quoted(value));
                behind(root, image, key(other)?, text, &pair)
            }
            Self::Removal(old) => {
                let index = members(image)
                    .iter()
                    .position(|member| member.key == *old)?;
                let range = match is_inline(root, image, text) {
                    true => within(members(image), index, text)?,
                    false => {
                        let mut lines = line_ranges(&members(image)[index], text).into_iter();
                        with_surroundings(lines.next()?, text)
                    }
                };
                (range, String::new())
            }
        })
    }
}

fn find<'d>(root: Table<'d>, name: &ImageName) -> Option<&'d TableEntry<'d>> {
    root.get("images")?.as_table()?.get(name.as_str())
}

/// Another string in the quotes of the old one, unless that is written with escapes.
fn string(old: &TableEntry<'_>, text: &str, value: &str) -> Insertion {
    let written = &text[old.span.clone()];
    let is_plain = !value.contains(['"', '\'', '\\']);
    let old_text = old.as_str().filter(|_| is_plain);
    let inner = old_text.and_then(|old| Some((written.find(old)?, old.len())));
    match inner {
        Some((at, length)) => {
            let start = old.span.start + at;
            (start..start + length, value.to_owned())
        }
        None => (old.span.clone(), quoted(value)),
    }
}

/// A pair behind another one of the same image.
fn behind(
    root: Table<'_>,
    image: &TableEntry<'_>,
    other: &TableEntry<'_>,
    text: &str,
    pair: &str,
) -> Insertion {
    let end = other.span.end;
    if !is_inline(root, image, text) {
        let before = &text[lines::start(text, other.key_span.start)..other.key_span.start];
        return below(text, end - 1, [format!("{before}{pair}")]);
    }
    let dotted = format!("{}.", &text[image.key_span.clone()]);
    let prefix = if image.is_implicit() { &dotted } else { "" };
    (end..end, format!(", {prefix}{pair}"))
}
