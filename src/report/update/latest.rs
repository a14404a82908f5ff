//! The columns of `outdated`, which are npm's: what is locked, what `update` would lock, and the latest version.

use crate::lock::Entry;
use crate::manifest::Image;
use crate::reference::Tag;
use crate::report::change::{self, beside_digests, repositories};
use crate::report::columns::{Line, columns};
use crate::report::row::{LatestVersion, Row, RowStatus};

/// The names of the columns.
const HEAD: [&str; 3] = ["locked", "wanted", "latest"];
/// Stands for what is not there.
pub(in crate::report) const NOTHING: &str = "–";
/// Stands for what nobody can tell.
pub(in crate::report) const UNKNOWN: &str = "?";

/// A line for each image that is not as it was, or beside which there is a later version; with `is_verbose` for all.
/// None if there is none.
pub(super) fn table(rows: &[Row<'_>], is_verbose: bool) -> Vec<String> {
    let is_told = |row: &&Row<'_>| is_told(row) || is_verbose && row.class().is_none();
    let told: Vec<Line> = rows.iter().filter(is_told).map(line).collect();
    if told.is_empty() {
        return Vec::new();
    }
    let head = std::iter::once("").chain(HEAD).map(str::to_owned);
    let lines: Vec<Line> = std::iter::once((' ', head.collect())).chain(told).collect();
    columns(&lines)
}

/// Whether an image has a line. That it failed is a message; if there is a newer tag, that is the way out.
pub(in crate::report) fn is_told(row: &Row<'_>) -> bool {
    has_newer(row)
        || row.class().is_none() && (row.status != RowStatus::Unchanged || !is_latest(row))
}

/// How many images have a newer version than `update` would lock, in words.
pub(super) fn newer(rows: &[Row<'_>]) -> Option<String> {
    match rows.iter().filter(|row| has_newer(row)).count() {
        0 => None,
        1 => Some("1 image has a newer version".to_owned()),
        count => Some(format!("{count} images have newer versions")),
    }
}

fn has_newer(row: &Row<'_>) -> bool {
    matches!(row.latest, Some(LatestVersion::Known(_))) && !is_latest(row)
}

/// Whether what `update` would lock is the latest version, as far as anybody asked.
fn is_latest(row: &Row<'_>) -> bool {
    match row.latest {
        None => true,
        Some(LatestVersion::Known(latest)) => wanted_tag(row) == Some(latest),
        Some(LatestVersion::Unknown(_)) => false,
    }
}

/// The tag that would be locked: a fixed one, even if there was no answer.
fn wanted_tag<'r>(row: &'r Row<'_>) -> Option<&'r Tag> {
    let fixed = row.image.and_then(Image::tag);
    fixed.or_else(|| row.new.as_deref()?.tag.as_ref())
}

fn line(row: &Row<'_>) -> Line {
    let (mark, _) = change::line(row);
    let mark = if row.status == RowStatus::Unchanged && !is_latest(row) {
        ' '
    } else {
        mark
    };
    let (old, new) = (row.old.as_deref(), row.new.as_deref());
    let entry = |entry: Option<&Entry>| entry.map_or_else(|| NOTHING.to_owned(), named);
    let wanted = match row.class() {
        Some(_) => row.status.as_str().to_owned(),
        None if row.status == RowStatus::Held => row.status.as_str().to_owned(),
        None => entry(new),
    };
    let latest = match row.latest {
        None => NOTHING.to_owned(),
        Some(LatestVersion::Known(tag)) => tag.to_string(),
        Some(LatestVersion::Unknown(_)) => UNKNOWN.to_owned(),
    };
    let others = old.zip(new).into_iter().flat_map(|(old, new)| {
        let repositories = repositories(old, new).into_iter();
        repositories.chain(beside_digests(old, new))
    });
    let held = row.held();
    let held = held.map(|held| format!("{} {}", held.digest.named(), held.until()));
    let name = std::iter::once(row.name.to_string());
    let cells = name.chain([entry(old), wanted, latest]);
    let cells = cells.chain(held).chain(others);
    (mark, cells.collect())
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
