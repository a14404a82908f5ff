//! The columns of `outdated`, which are npm's: what is locked, what `update` would lock, and the latest version.

use crate::lock::Entry;
use crate::reference::Tag;
use crate::report::change;
use crate::report::columns::{Line, columns};
use crate::report::row::{LatestVersion, Row, RowStatus};

/// The names of the columns.
const HEAD: [&str; 3] = ["locked", "wanted", "latest"];
/// Stands for what is not there.
const NOTHING: &str = "-";
/// Stands for what nobody can tell.
const UNKNOWN: &str = "?";

/// A line for each image that is not as it was, or beside which there is a later version; with `is_verbose` for all. None
/// if there is none.
pub(super) fn table(rows: &[Row<'_>], is_verbose: bool) -> Vec<String> {
    let is_told = |row: &&Row<'_>| {
        row.class().is_none()
            && (is_verbose || row.status != RowStatus::Unchanged || !is_latest(row))
    };
    let told: Vec<Line> = rows.iter().filter(is_told).map(line).collect();
    if told.is_empty() {
        return Vec::new();
    }
    let head = std::iter::once("").chain(HEAD).map(str::to_owned);
    let lines: Vec<Line> = std::iter::once((' ', head.collect())).chain(told).collect();
    columns(&lines)
}

/// Whether what `update` would lock is the latest version, as far as anybody asked.
fn is_latest(row: &Row<'_>) -> bool {
    match row.latest {
        None => true,
        Some(LatestVersion::Known(latest)) => wanted_tag(row) == Some(latest),
        Some(LatestVersion::Unknown(_)) => false,
    }
}

fn wanted_tag<'r>(row: &'r Row<'_>) -> Option<&'r Tag> {
    row.new.as_deref().and_then(|entry| entry.tag.as_ref())
}

fn line(row: &Row<'_>) -> Line {
    let (mark, _) = change::line(row);
    let mark = if row.status == RowStatus::Unchanged && !is_latest(row) {
        ' '
    } else {
        mark
    };
    let entry = |entry: Option<&Entry>| entry.map_or_else(|| NOTHING.to_owned(), named);
    let latest = match row.latest {
        None => NOTHING.to_owned(),
        Some(LatestVersion::Known(tag)) => tag.to_string(),
        Some(LatestVersion::Unknown(_)) => UNKNOWN.to_owned(),
    };
    let cells = [entry(row.old.as_deref()), entry(row.new.as_deref()), latest];
    let name = std::iter::once(row.name.to_string());
    (mark, name.chain(cells).collect())
}

/// `3.20 4f3c1a9e`.
fn named(entry: &Entry) -> String {
    let tag = entry
        .tag
        .iter()
        .map(|tag| format!("{tag} "))
        .collect::<String>();
    format!("{tag}{}", entry.digest.short())
}
