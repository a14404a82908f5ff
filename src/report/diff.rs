//! What `diff` found between two locks.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::row::{Row, RowStatus};
use crate::lock::{Entry, Lock};
use crate::manifest::ImageName;

/// Two locks, side by side.
#[derive(Debug)]
pub struct DiffReport {
    /// What the old one is called.
    pub old_name: String,
    /// What the new one is called.
    pub new_name: String,
    /// The old one.
    pub old: Lock,
    /// The new one.
    pub new: Lock,
}

impl DiffReport {
    /// What became of each image.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let names: BTreeSet<&ImageName> = self
            .old
            .entries
            .keys()
            .chain(self.new.entries.keys())
            .collect();
        names
            .into_iter()
            .map(|name| row(name, self.old.entries.get(name), self.new.entries.get(name)))
    }
}

/// What became of an entry, by what it was and is.
pub(super) fn row<'a>(
    name: &'a ImageName,
    old: Option<&'a Entry>,
    new: Option<&'a Entry>,
) -> Row<'a> {
    let verdict = match (old, new) {
        (None, Some(_)) => RowStatus::Added,
        (Some(_), None) => RowStatus::Removed,
        (old, new) if old == new => RowStatus::Unchanged,
        _ => RowStatus::Updated,
    };
    let (old, new) = (old.map(Cow::Borrowed), new.map(Cow::Borrowed));
    Row {
        name,
        image: None,
        old,
        new,
        verdict,
        notes: Vec::new(),
        details: None,
    }
}
