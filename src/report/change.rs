//! The line of an image whose entry changes.

use super::columns::Line;
use super::plain::plain_line;
use super::row::{Row, RowStatus};
use crate::lock::Entry;
use crate::manifest::rule_keys;
use crate::reference::Tag;

/// The mark of a tag that is lower than before.
const LOWER: char = '↓';

/// The same in words, without the name.
pub(super) fn words(row: &Row<'_>) -> String {
    plain_line(&line(row).1[1..].join("  "))
}

/// The line of an image: a mark, its name, and what became of it.
pub(super) fn line(row: &Row<'_>) -> Line {
    let (old, new) = (row.old.as_deref(), row.new.as_deref());
    let (mark, rest) = match (row.status, old, new) {
        (RowStatus::Added, _, Some(new)) => ('+', short(new, row.new_tag())),
        (RowStatus::Removed, Some(old), _) => ('-', short(old, old.tag.as_ref())),
        (RowStatus::Removed, None, _) => ('-', vec!["not locked".to_owned()]),
        (RowStatus::Updated, Some(old), Some(new)) => {
            let mark = if is_lower(old, new) { LOWER } else { '~' };
            (mark, updated(old, new, row.new_tag()))
        }
        (RowStatus::Unchanged, ..) => ('=', vec!["unchanged".to_owned()]),
        (RowStatus::Held, ..) => held(row),
        (status, ..) => ('!', vec![status.as_str().to_owned()]),
    };
    (
        mark,
        std::iter::once(row.name.to_string()).chain(rest).collect(),
    )
}

/// `3.20`, and the beginning of the digest.
fn short(entry: &Entry, named: Option<&Tag>) -> Vec<String> {
    vec![tag(named), entry.digest.short().to_owned()]
}

fn updated(old: &Entry, new: &Entry, named: Option<&Tag>) -> Vec<String> {
    let mut columns: Vec<String> = repositories(old, new).into_iter().collect();
    columns.push(arrow(&tag(old.tag.as_ref()), &tag(named)));
    columns.push(arrow(old.digest.short(), new.digest.short()));
    columns.extend(beside_digests(old, new));
    columns
}

/// The old repository and the new one, if they differ.
pub(super) fn repositories(old: &Entry, new: &Entry) -> Option<String> {
    let familiar = |entry: &Entry| entry.repository.familiar().to_string();
    (old.repository != new.repository).then(|| arrow(&familiar(old), &familiar(new)))
}

/// What changed beside tag and digest.
pub(super) fn beside_digests(old: &Entry, new: &Entry) -> impl Iterator<Item = String> {
    let platforms = has_other_platforms(old, new).then(|| "platforms".to_owned());
    let rules = rules(old, new).map(|[old, new]| arrow(&old, &new));
    platforms.into_iter().chain(rules)
}

/// True if neither tag nor digest changed, but the platforms did.
pub(super) fn has_other_platforms(old: &Entry, new: &Entry) -> bool {
    old.names_same_digest(new) && old.platforms != new.platforms
}

/// The old rule and the new one, if they differ.
pub(super) fn rules(old: &Entry, new: &Entry) -> Option<[String; 2]> {
    (old.rule != new.rule).then(|| [old, new].map(rule))
}

/// True if a list has chosen a tag that is lower than the one that was locked.
pub(super) fn is_lower(old: &Entry, new: &Entry) -> bool {
    let (Some(rule), Some(before), Some(after)) = (&new.rule, &old.tag, &new.tag) else {
        return false;
    };
    let (before, after) = (before.as_str(), after.as_str());
    old.repository == new.repository && rule.accepts(before) && rule.compare(after, before).is_lt()
}

/// What is held beside what is locked, and until when. What is written all the same has the mark of that.
fn held(row: &Row<'_>) -> (char, Vec<String>) {
    let (old, new) = (row.old.as_deref(), row.new.as_deref());
    let mark = match (old, new) {
        (None, Some(_)) => '+',
        _ if row.is_change() => '~',
        _ => '=',
    };
    let Some((entry, held)) = new.or(old).zip(row.held()) else {
        return (mark, vec!["held".to_owned()]);
    };
    let mut columns = vec![
        arrow(&tag(entry.tag.as_ref()), held.digest.tag.as_str()),
        arrow(entry.digest.short(), held.digest.digest.short()),
        format!("held {}", held.until()),
    ];
    columns.extend(
        old.zip(new)
            .into_iter()
            .flat_map(|(old, new)| beside_digests(old, new)),
    );
    (mark, columns)
}

fn tag(tag: Option<&Tag>) -> String {
    tag.map_or_else(|| "(no tag)".to_owned(), ToString::to_string)
}

/// What a rule says, without its keys.
fn rule(entry: &Entry) -> String {
    match &entry.rule {
        Some(rule) => rule_keys(rule)
            .into_iter()
            .map(|(_, text)| text)
            .collect::<Vec<_>>()
            .join(" "),
        None => "(no range)".to_owned(),
    }
}

fn arrow(old: &str, new: &str) -> String {
    if old == new {
        new.to_owned()
    } else {
        format!("{old} → {new}")
    }
}
