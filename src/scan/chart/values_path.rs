//! Values as the words of actions name them: `.Values.web.image.tag`, `$image.tag`, `.tag`.

use std::collections::BTreeSet;

/// The field of values in templates.
const VALUES: &str = "Values";

/// A key of values that a word names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ValuesPath {
    /// The keys that lead to its mapping: from the root of the values, or the last of them.
    mapping: Vec<String>,
    is_from_root: bool,
    pub(super) key: String,
}

impl ValuesPath {
    /// What a word names, if its last key is one that is asked for.
    pub(super) fn of(word: &str, is_asked: impl Fn(&str) -> bool) -> Option<Self> {
        if !word.starts_with(['.', '$']) {
            return None;
        }
        let parts: Vec<&str> = word.split('.').collect();
        let (key, parts) = parts.split_last().filter(|(key, _)| is_asked(key))?;
        let values = parts.iter().position(|part| *part == VALUES);
        let mapping = parts.get(values.unwrap_or_default() + 1..)?;
        Some(Self {
            mapping: mapping.iter().map(|key| (*key).to_owned()).collect(),
            is_from_root: values.is_some(),
            key: (*key).to_owned(),
        })
    }

    /// Whether it is named without anything that says which mapping it is in.
    pub(super) fn is_alone(&self) -> bool {
        self.mapping.is_empty()
    }

    /// Whether it is in the mapping of another one, and another key.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.mapping == other.mapping && self.key != other.key
    }
}

/// Those that lead to a mapping from the root of the values, or else those that end as its keys do.
pub(super) fn meant<'p, P>(
    all: impl Iterator<Item = &'p P> + Clone,
    path: impl Fn(&P) -> &ValuesPath,
    mapping: &[String],
) -> Vec<&'p P> {
    let is_exact = |it: &ValuesPath| it.is_from_root && it.mapping == mapping;
    let is_near = |it: &ValuesPath| !it.is_from_root && mapping.ends_with(&it.mapping);
    let exact: Vec<&P> = all.clone().filter(|it| is_exact(path(it))).collect();
    match exact.is_empty() {
        true => all.filter(|it| is_near(path(it))).collect(),
        false => exact,
    }
}

/// Whether one of several may be a key of a mapping.
pub(super) fn has(all: &BTreeSet<ValuesPath>, mapping: &[String], key: &str) -> bool {
    let is_there = |mapping: &[String], is_from_root| {
        all.contains(&ValuesPath {
            mapping: mapping.to_vec(),
            is_from_root,
            key: key.to_owned(),
        })
    };
    let mut ends = (0..=mapping.len()).map(|start| &mapping[start..]);
    is_there(mapping, true) || ends.any(|end| is_there(end, false))
}
