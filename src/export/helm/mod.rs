//! Values for charts of helm, at the places that a mapping names.

mod mapping;

use std::collections::{BTreeMap, BTreeSet};

pub use mapping::HelmMapping;
use mapping::{HelmPart, HelmShape};

use super::chosen::{Chosen, HEADER};
use super::error::ExportError;
use super::yaml::{key, quoted};
use crate::lock::Entry;
use crate::manifest::ImageName;

/// A string or a table of the values; a string with whose it is.
enum HelmNode<'a> {
    Text(&'a ImageName, String),
    Table(BTreeMap<&'a str, HelmNode<'a>>),
}

/// The values of what is mapped. The order of mappings makes no difference.
pub(super) fn values(mappings: &[HelmMapping], chosen: &Chosen<'_>) -> Result<String, ExportError> {
    let mut root = BTreeMap::new();
    for mapping in mappings {
        let mut entries = chosen.iter();
        let found = entries.find(|(name, _)| name.as_str() == mapping.name);
        let Some((name, entry)) = found else { continue };
        for (last, text) in mapping.shape.strings(entry) {
            let path = mapping.path.iter().map(String::as_str);
            let keys: Vec<&str> = path.chain(last).collect();
            insert(&mut root, &keys, name, text).map_err(|one| ExportError::OnePlace {
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

/// Puts a string at its place, or says which image has it.
fn insert<'a>(
    table: &mut BTreeMap<&'a str, HelmNode<'a>>,
    keys: &[&'a str],
    name: &'a ImageName,
    text: String,
) -> Result<(), ImageName> {
    let Some((first, rest)) = keys.split_first() else {
        return Ok(());
    };
    if !rest.is_empty() {
        let empty = || HelmNode::Table(BTreeMap::new());
        return match table.entry(first).or_insert_with(empty) {
            HelmNode::Table(table) => insert(table, rest, name, text),
            HelmNode::Text(owner, _) => Err((*owner).clone()),
        };
    }
    match table.get(first) {
        Some(there) => Err(owner(there).unwrap_or(name).clone()),
        None => {
            table.insert(first, HelmNode::Text(name, text));
            Ok(())
        }
    }
}

/// The image that has a place, or the first one below it.
fn owner<'a>(node: &HelmNode<'a>) -> Option<&'a ImageName> {
    match node {
        HelmNode::Text(owner, _) => Some(owner),
        HelmNode::Table(table) => table.values().find_map(owner),
    }
}

fn write(table: &BTreeMap<&str, HelmNode<'_>>, depth: usize, out: &mut String) {
    for (name, node) in table {
        let start = format!("{:1$}{2}:", "", depth * 2, key(name));
        match node {
            HelmNode::Text(_, text) => *out += &format!("{start} {}\n", quoted(text)),
            HelmNode::Table(table) => {
                *out += &format!("{start}\n");
                write(table, depth + 1, out);
            }
        }
    }
}

impl HelmShape {
    /// The strings at the end of the path, or at these keys below it.
    fn strings(&self, entry: &Entry) -> Vec<(Option<&'static str>, String)> {
        match self {
            Self::Reference => vec![(None, entry.reference().to_string())],
            Self::Parts(parts) => parts
                .iter()
                .map(|part| (Some(part.key()), string(*part, parts, entry)))
                .collect(),
        }
    }
}

/// A part, written so that `repository:tag`, as charts put them together, is the pinned reference. Where there is no
/// key for the digest, that is `nginx` and `1.27@sha256:…`; and without a tag `nginx@sha256` and the digits.
fn string(part: HelmPart, parts: &BTreeSet<HelmPart>, entry: &Entry) -> String {
    let is_apart = parts.contains(&HelmPart::Digest);
    let repository = || match parts.contains(&HelmPart::Registry) {
        true => entry.repository.path().to_owned(),
        false => entry.repository.to_string(),
    };
    match (part, &entry.tag) {
        (HelmPart::Digest, _) => entry.digest.to_string(),
        (HelmPart::Registry, _) => entry.repository.registry().to_string(),
        (HelmPart::Repository, None) if !is_apart => {
            format!("{}@{}", repository(), entry.digest.algorithm())
        }
        (HelmPart::Repository, _) => repository(),
        (HelmPart::Tag, None) if !is_apart => entry.digest.hex().to_owned(),
        (HelmPart::Tag, None) => String::new(),
        (HelmPart::Tag, Some(tag)) if !is_apart => format!("{tag}@{}", entry.digest),
        (HelmPart::Tag, Some(tag)) => tag.to_string(),
    }
}
