//! Values for charts of helm, at the places that a mapping names.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use super::yaml::{key, quoted};
use super::{Chosen, Error, HEADER};
use crate::lock::Entry;
use crate::manifest::ImageName;

/// How deep a place may lie.
const DEPTH_MAX: usize = 32;

/// Where an image stands in the values of a chart: `NAME=PATH[:KEYS]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The image.
    pub name: String,
    /// The keys that lead to it.
    path: Vec<String>,
    /// What stands there.
    shape: Shape,
}

/// What stands at the end of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    /// The whole reference, as a string.
    Reference,
    /// A table with these parts of it.
    Parts(BTreeSet<Part>),
}

/// A part of a reference, by the key that charts have for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Digest,
    Registry,
    Repository,
    Tag,
}

/// Why a text is no mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// There is no `=`.
    #[error("a mapping is written `NAME=PATH` or `NAME=PATH:KEYS`, like `web=frontend.image`")]
    Format,
    /// A path has an empty or odd key, or too many.
    #[error("a path is up to {DEPTH_MAX} keys of `A`-`Z`, `a`-`z`, `0`-`9`, `_`, `-` with dots between them")]
    Path,
    /// A key is none of those that are known.
    #[error(
        "the keys are `registry`, `repository`, `tag`, `digest`, or `reference` alone, with commas between them"
    )]
    Keys,
    /// The keys do not name an image by its digest.
    #[error("keys without `repository`, or without `tag` and `digest`, pin no image")]
    Unpinned,
}

impl FromStr for Mapping {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, place) = text.split_once('=').ok_or(MappingError::Format)?;
        let (path, keys) = place.split_once(':').map_or((place, None), |(path, keys)| (path, Some(keys)));
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let is_key_byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let is_key = |key: &String| !key.is_empty() && key.bytes().all(is_key_byte);
        if path.len() > DEPTH_MAX || !path.iter().all(is_key) {
            return Err(MappingError::Path);
        }
        let shape = keys.map_or(Ok(Shape::default()), str::parse)?;
        Ok(Self { name: name.to_owned(), path, shape })
    }
}

impl Default for Shape {
    /// What `helm create` makes.
    fn default() -> Self {
        Self::Parts(BTreeSet::from([Part::Repository, Part::Tag]))
    }
}

impl FromStr for Shape {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "reference" {
            return Ok(Self::Reference);
        }
        let part = |word| match word {
            "digest" => Ok(Part::Digest),
            "registry" => Ok(Part::Registry),
            "repository" => Ok(Part::Repository),
            "tag" => Ok(Part::Tag),
            _ => Err(MappingError::Keys),
        };
        let parts: BTreeSet<Part> = text.split(',').map(part).collect::<Result<_, _>>()?;
        let is_pinned = parts.contains(&Part::Tag) || parts.contains(&Part::Digest);
        if !parts.contains(&Part::Repository) || !is_pinned {
            return Err(MappingError::Unpinned);
        }
        Ok(Self::Parts(parts))
    }
}

impl Part {
    fn key(self) -> &'static str {
        match self {
            Self::Digest => "digest",
            Self::Registry => "registry",
            Self::Repository => "repository",
            Self::Tag => "tag",
        }
    }
}

/// A string or a table of the values; a string with whose it is.
enum Node<'a> {
    Text(&'a ImageName, String),
    Table(BTreeMap<&'a str, Node<'a>>),
}

/// The values of what is mapped. The order of mappings makes no difference.
pub(super) fn values(mappings: &[Mapping], chosen: &Chosen<'_>) -> Result<String, Error> {
    let mut root = BTreeMap::new();
    for mapping in mappings {
        let found = chosen.iter().find(|(name, _)| name.as_str() == mapping.name);
        let Some((name, entry)) = found else { continue };
        for (last, text) in mapping.shape.strings(entry) {
            let keys: Vec<&str> = mapping.path.iter().map(String::as_str).chain(last).collect();
            insert(&mut root, &keys, name, text).map_err(|one| Error::OnePlace {
                path: mapping.path.join("."),
                one,
                other: (*name).clone(),
            })?;
        }
    }
    let mut text = HEADER.to_owned();
    write(&root, 0, &mut text);
    Ok(text)
}

/// Puts a string at its place.
///
/// # Errors
/// The image that has the place.
fn insert<'a>(
    table: &mut BTreeMap<&'a str, Node<'a>>,
    keys: &[&'a str],
    name: &'a ImageName,
    text: String,
) -> Result<(), ImageName> {
    let Some((first, rest)) = keys.split_first() else { return Ok(()) };
    if rest.is_empty() {
        return match table.get(first) {
            None => Ok(drop(table.insert(first, Node::Text(name, text)))),
            Some(there) => Err(owner(there).unwrap_or(name).clone()),
        };
    }
    match table.entry(first).or_insert_with(|| Node::Table(BTreeMap::new())) {
        Node::Table(table) => insert(table, rest, name, text),
        Node::Text(owner, _) => Err((*owner).clone()),
    }
}

/// Whose a place is, or the first one below it.
fn owner<'a>(node: &Node<'a>) -> Option<&'a ImageName> {
    match node {
        Node::Text(owner, _) => Some(owner),
        Node::Table(table) => table.values().find_map(owner),
    }
}

fn write(table: &BTreeMap<&str, Node<'_>>, depth: usize, out: &mut String) {
    for (name, node) in table {
        let start = format!("{:1$}{2}:", "", depth * 2, key(name));
        match node {
            Node::Text(_, text) => *out += &format!("{start} {}\n", quoted(text)),
            Node::Table(table) => {
                *out += &format!("{start}\n");
                write(table, depth + 1, out);
            }
        }
    }
}

impl Shape {
    /// What stands at the end of the path, or at these keys below it.
    fn strings(&self, entry: &Entry) -> Vec<(Option<&'static str>, String)> {
        match self {
            Self::Reference => vec![(None, entry.reference().to_string())],
            Self::Parts(parts) => {
                parts.iter().map(|part| (Some(part.key()), string(*part, parts, entry))).collect()
            }
        }
    }
}

/// A part, written so that `repository:tag`, as charts put them together, is the pinned reference. Where there is no key
/// for the digest, that is `nginx` and `1.27@sha256:…`; and without a tag `nginx@sha256` and the digits.
fn string(part: Part, parts: &BTreeSet<Part>, entry: &Entry) -> String {
    let is_apart = parts.contains(&Part::Digest);
    let repository = || match parts.contains(&Part::Registry) {
        true => entry.repository.path().to_owned(),
        false => entry.repository.to_string(),
    };
    match (part, &entry.tag) {
        (Part::Digest, _) => entry.digest.to_string(),
        (Part::Registry, _) => entry.repository.registry().to_string(),
        (Part::Repository, None) if !is_apart => format!("{}@{}", repository(), entry.digest.algorithm()),
        (Part::Repository, _) => repository(),
        (Part::Tag, None) if !is_apart => entry.digest.hex().to_owned(),
        (Part::Tag, None) => String::new(),
        (Part::Tag, Some(tag)) if !is_apart => format!("{tag}@{}", entry.digest),
        (Part::Tag, Some(tag)) => tag.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> MappingError {
        text.parse::<Mapping>().unwrap_err()
    }

    #[test]
    fn a_mapping_has_a_name_a_path_and_keys() {
        let mapping: Mapping = "acme/web=a.b-c:digest,repository".parse().unwrap();
        assert_eq!((mapping.name.as_str(), mapping.path.join("/").as_str()), ("acme/web", "a/b-c"));
        assert_eq!(mapping.shape, Shape::Parts(BTreeSet::from([Part::Repository, Part::Digest])));
        assert_eq!("web=a".parse::<Mapping>().unwrap().shape, Shape::default());
        assert_eq!("web=a:reference".parse::<Mapping>().unwrap().shape, Shape::Reference);
    }

    #[test]
    fn what_is_no_mapping_is_told_from_what_pins_nothing() {
        assert_eq!(error("web"), MappingError::Format);
        for path in ["", ".", "a.", "a..b", "a[0]", "a b", &vec!["a"; DEPTH_MAX + 1].join(".")] {
            assert_eq!(error(&format!("web={path}")), MappingError::Path, "{path}");
        }
        for keys in ["", "tags", "reference,tag", "tag,", "tag:digest"] {
            assert_eq!(error(&format!("web=a:{keys}")), MappingError::Keys, "{keys}");
        }
        for keys in ["tag", "repository", "registry,repository", "registry,digest"] {
            assert_eq!(error(&format!("web=a:{keys}")), MappingError::Unpinned, "{keys}");
        }
    }
}
