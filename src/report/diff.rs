//! The report of `diff`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::body::{Body, BodyContent, BodyDetail};
use super::change;
use super::columns::{columns, counted};
use super::row::{Row, RowStatus};
use crate::document::count_of;
use crate::lock::{Entry, Lock};
use crate::manifest::ImageName;

/// Two locks, side by side.
#[derive(Debug)]
pub struct DiffReport {
    pub old_name: String,
    pub new_name: String,
    pub old: Lock,
    pub new: Lock,
}

impl DiffReport {
    pub(super) fn body(&self, detail: BodyDetail) -> Body<'_> {
        let rows = self.rows();
        let changed = rows.iter().filter(|row| row.is_change());
        let lines = changed.map(change::line);
        Body {
            lock: Some(&self.new_name),
            text: detail.text(|_| columns(&lines.collect::<Vec<_>>()).into_iter().collect()),
            summary: self.summary(&rows),
            content: BodyContent::Rows(rows),
            ..Body::default()
        }
    }

    /// How many images differ, and between which locks.
    fn summary(&self, rows: &[Row<'_>]) -> String {
        let count = |status: RowStatus| rows.iter().filter(|row| row.status == status).count();
        let counts = [RowStatus::Added, RowStatus::Updated, RowStatus::Removed]
            .map(|it| (count(it), it.as_str()));
        let words = counted(&counts).unwrap_or_else(|| "no image differs".to_owned());
        let (old, new) = (&self.old_name, &self.new_name);
        format!("{old} → {new}: {words}, {}", count_of(rows.len(), "image"))
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let names: BTreeSet<&ImageName> = self
            .old
            .entries
            .keys()
            .chain(self.new.entries.keys())
            .collect();
        names
            .into_iter()
            .map(|name| row(name, self.old.entries.get(name), self.new.entries.get(name)))
            .collect()
    }
}

/// The row of an image by its entries.
pub(super) fn row<'a>(
    name: &'a ImageName,
    old: Option<&'a Entry>,
    new: Option<&'a Entry>,
) -> Row<'a> {
    let status = match (old, new) {
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
        status,
        notes: Vec::new(),
        details: None,
        latest: None,
        chosen: None,
        held: None,
        waiting: Vec::new(),
    }
}
