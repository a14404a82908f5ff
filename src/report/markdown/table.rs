//! The images that changed: a table, their labels, and the digests in full.

use std::fmt::Write as _;

use super::escape::{code, prose};
use super::space::Space;
use crate::lock::Entry;
use crate::report::change::{has_other_platforms, is_lower, rules};
use crate::report::details::DetailsStyle;
use crate::report::row::{Row, RowStatus};

const NOT_WRITTEN: &str = "\n#### Not written\n";
/// Stands behind a tag that is lower than the one before.
const LOWER_TAG: &str = " (lower)";
const HEAD: &str = "\n| Image | Tag | Old → New |\n| --- | --- | --- |\n";
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

/// The table of what changed, or would have; nothing where nothing did.
pub(super) fn table(rows: &[Row<'_>], is_prevented: bool, space: &mut Space) -> String {
    let lines: Vec<String> = rows
        .iter()
        .filter(|row| row.is_change())
        .map(|row| line(row, is_prevented))
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    let title = if is_prevented { NOT_WRITTEN } else { "" };
    space.take(title.len() + HEAD.len());
    format!("{title}{HEAD}{}", space.fill(&lines))
}

fn line(row: &Row<'_>, is_prevented: bool) -> String {
    let [added, removed] = if is_prevented {
        ["to add", "to remove"]
    } else {
        ["added", "removed"]
    };
    let (old, new) = (row.old.as_deref(), row.new.as_deref());
    let mut name = code(row.name.as_str());
    if let (Some(old), Some(new)) = (old, new)
        && old.repository != new.repository
    {
        let _ = write!(
            name,
            " ({} → {})",
            code(&old.repository.familiar()),
            code(&new.repository.familiar())
        );
    }
    let tag = |entry: &Entry| {
        entry
            .tag
            .as_ref()
            .map_or_else(|| "no tag".to_owned(), |tag| code(tag.as_str()))
    };
    let short = |entry: &Entry| code(entry.digest.short());
    let digests = match (row.status, old, new) {
        (RowStatus::Added, _, Some(new)) => format!("{added} {}", short(new)),
        (RowStatus::Removed, Some(old), _) => format!("{removed} {}", short(old)),
        (_, Some(old), Some(new)) => {
            let platforms = has_other_platforms(old, new).then(|| ", platforms".to_owned());
            let rule = rules(old, new).map(|rules| rules.map(|rule| code(&rule)));
            let rule = rule.map(|[old, new]| format!(", {}", arrow(Some(old), Some(new))));
            let digests = arrow(Some(short(old)), Some(short(new)));
            let said = [Some(digests), platforms, rule];
            said.into_iter().flatten().collect()
        }
        _ => arrow(old.map(short), new.map(short)),
    };
    let tags = arrow(old.map(tag), new.map(tag));
    let lower = match (old, new) {
        (Some(old), Some(new)) if is_lower(old, new) => LOWER_TAG,
        _ => "",
    };
    format!("| {name} | {tags}{lower} | {digests} |\n")
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
