//! The images that changed: a table, their labels, and the digests in full.

use std::fmt::Write as _;

use super::escape::{code, prose};
use super::space::Space;
use crate::lock::Entry;
use crate::report::change::{has_other_platforms, is_lower, rules};
use crate::report::details::DetailsStyle;
use crate::report::row::{LatestVersion, Row, RowStatus};
use crate::report::update::latest;

const NOT_WRITTEN: &str = "\n#### Not written\n";
/// Stands behind a tag that is lower than the one before.
const LOWER_TAG: &str = " (lower)";
const HEAD: &str = "\n| Image | Tag | Old → New |\n| --- | --- | --- |\n";
const OUTDATED_HEAD: &str = "\n| Image | Locked | Wanted | Latest |\n| --- | --- | --- | --- |\n";
const DETAILS_HEAD: &str = "\n#### What the images say\n\n";
const DIGESTS: (&str, &str) = (
    "\n<details>\n<summary>Full digests</summary>\n\n",
    "\n</details>\n",
);

/// A link's letters are plain, since a source with others makes none.
const STYLE: DetailsStyle = DetailsStyle {
    code,
    prose,
    link: |url| format!("[compare the sources]({url})"),
};

/// The table of what changed, or would have; nothing where nothing did. Of `outdated`, that of what is outdated.
pub(super) fn table(rows: &[Row<'_>], is_prevented: bool, space: &mut Space) -> String {
    if rows.iter().any(|row| row.latest.is_some()) {
        let told = rows.iter().filter(|row| latest::is_told(row));
        let lines: Vec<String> = told.map(outdated_line).collect();
        return filled(OUTDATED_HEAD, &lines, space);
    }
    let lines: Vec<String> = rows
        .iter()
        .filter(|row| row.is_change())
        .map(|row| line(row, is_prevented))
        .collect();
    let title = if is_prevented { NOT_WRITTEN } else { "" };
    filled(&format!("{title}{HEAD}"), &lines, space)
}

/// Lines below a head; nothing without any.
fn filled(head: &str, lines: &[String], space: &mut Space) -> String {
    if lines.is_empty() {
        return String::new();
    }
    space.take(head.len());
    format!("{head}{}", space.fill(lines))
}

/// An image of `outdated`: what is locked, what `update` would lock, and what is the newest.
fn outdated_line(row: &Row<'_>) -> String {
    let (old, new) = (row.old.as_deref(), row.new.as_deref());
    let entry = |entry: &Entry| format!("{} {}", tag(entry), code(entry.digest.short()));
    let nothing = || latest::NOTHING.to_owned();
    let locked = old.map_or_else(nothing, entry);
    let wanted = match new {
        _ if row.class().is_some() || row.status == RowStatus::Held => {
            row.status.as_str().to_owned()
        }
        new => new.map_or_else(nothing, entry),
    };
    let both = old.zip(new);
    let lower = both.filter(|(old, new)| is_lower(old, new));
    let lower = lower.map(|_| LOWER_TAG).unwrap_or_default();
    let others: String = both.map(|(old, new)| others(old, new)).unwrap_or_default();
    let newest = match row.latest {
        Some(LatestVersion::Known(tag)) => code(tag.as_str()),
        Some(LatestVersion::Unknown(_)) => latest::UNKNOWN.to_owned(),
        None => nothing(),
    };
    let name = name(row);
    format!("| {name} | {locked} | {wanted}{lower}{others} | {newest} |\n")
}

fn line(row: &Row<'_>, is_prevented: bool) -> String {
    let [added, removed] = if is_prevented {
        ["to add", "to remove"]
    } else {
        ["added", "removed"]
    };
    let (old, new) = (row.old.as_deref(), row.new.as_deref());
    let short = |entry: &Entry| code(entry.digest.short());
    let digests = match (row.status, old, new) {
        (RowStatus::Added, _, Some(new)) => format!("{added} {}", short(new)),
        (RowStatus::Removed, Some(old), _) => format!("{removed} {}", short(old)),
        (_, Some(old), Some(new)) => {
            let digests = arrow(Some(short(old)), Some(short(new)));
            format!("{digests}{}", others(old, new))
        }
        _ => arrow(old.map(short), new.map(short)),
    };
    let tags = arrow(old.map(tag), new.map(tag));
    let lower = match (old, new) {
        (Some(old), Some(new)) if is_lower(old, new) => LOWER_TAG,
        _ => "",
    };
    format!("| {} | {tags}{lower} | {digests} |\n", name(row))
}

/// The name, with the old repository and the new one if they differ.
fn name(row: &Row<'_>) -> String {
    let mut name = code(row.name.as_str());
    if let (Some(old), Some(new)) = (row.old.as_deref(), row.new.as_deref())
        && old.repository != new.repository
    {
        let _ = write!(
            name,
            " ({} → {})",
            code(&old.repository.familiar()),
            code(&new.repository.familiar())
        );
    }
    name
}

fn tag(entry: &Entry) -> String {
    let tag = entry.tag.as_ref();
    tag.map_or_else(|| "no tag".to_owned(), |tag| code(tag.as_str()))
}

/// What changed beside tag and digest, behind them.
fn others(old: &Entry, new: &Entry) -> String {
    let platforms = has_other_platforms(old, new).then(|| ", platforms".to_owned());
    let rule = rules(old, new).map(|rules| rules.map(|rule| code(&rule)));
    let rule = rule.map(|[old, new]| format!(", {}", arrow(Some(old), Some(new))));
    platforms.into_iter().chain(rule).collect()
}

fn arrow(old: Option<String>, new: Option<String>) -> String {
    match (old, new) {
        (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
        (old, new) => new.or(old).unwrap_or_default(),
    }
}

/// The labels of changed images, where those were asked for.
pub(super) fn details(rows: &[Row<'_>], space: &mut Space) -> String {
    let line = |row: &Row<'_>| {
        Some(format!(
            "- {}: {}\n",
            code(row.name.as_str()),
            row.details?.words(STYLE)
        ))
    };
    let lines: Vec<String> = rows.iter().filter_map(line).collect();
    if lines.is_empty() {
        return String::new();
    }
    space.take(DETAILS_HEAD.len());
    format!("{DETAILS_HEAD}{}", space.fill(&lines))
}

/// The digests in full, folded.
pub(super) fn digests(rows: &[Row<'_>], space: &mut Space) -> String {
    let digest = |entry: &Entry| code(entry.digest.as_str());
    let lines: Vec<String> = rows
        .iter()
        .filter(|row| row.is_change())
        .map(|row| {
            let (old, new) = (row.old.as_deref(), row.new.as_deref());
            let repository = new
                .or(old)
                .map(|entry| code(&entry.repository.to_string()))
                .unwrap_or_default();
            let digests = arrow(old.map(digest), new.map(digest));
            format!("- {} {repository}: {digests}\n", code(row.name.as_str()))
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    space.take(DIGESTS.0.len() + DIGESTS.1.len());
    format!("{}{}{}", DIGESTS.0, space.fill(&lines), DIGESTS.1)
}
