//! The report of `update` and `lock`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::columns::{Line, columns};
use crate::lock::{Change, Entry};
use crate::manifest::ImageName;
use crate::policy::Outcome;
use crate::reference::Tag;

/// What became of the lock as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It was written.
    Yes,
    /// It is what it was, since nothing changed.
    Unneeded,
    /// It is what it was, since something failed.
    Prevented,
    /// It would be written, but only a report was asked for.
    Reported,
}

/// What `update` or `lock` came to.
#[derive(Debug, Clone)]
pub struct Relocked<'a> {
    /// The lock, as it is shown.
    pub lock: String,
    /// What became of the images that it was about.
    pub outcomes: &'a BTreeMap<ImageName, Outcome>,
    /// What became of the lock.
    pub written: Written,
    /// How many images of the manifest it was not about.
    pub not_asked: usize,
}

/// The report of `update` and `lock`: a line for each image that is not as it was, and a summary.
pub fn outcomes(report: &Relocked<'_>, is_verbose: bool) -> String {
    let lines = report
        .outcomes
        .iter()
        .filter(|(_, outcome)| is_verbose || **outcome != Outcome::Unchanged)
        .map(|(name, outcome)| line(name, outcome));
    let mut text = columns(&lines.collect::<Vec<_>>());
    let counts = Counts { not_asked: report.not_asked, ..Counts::of(report.outcomes.values()) };
    let _ = writeln!(text, "{}", summary(&report.lock, &counts, report.written));
    text
}

fn line(name: &ImageName, outcome: &Outcome) -> Line {
    let (mark, rest) = match outcome {
        Outcome::Unchanged => ('=', vec!["unchanged".to_owned()]),
        Outcome::Changed(Change::Added(entry)) => ('+', short(entry)),
        Outcome::Changed(Change::Removed(entry)) => ('-', short(entry)),
        Outcome::Changed(change @ Change::Updated { old, new }) => ('~', updated(change, old, new)),
        Outcome::Refused(_) => ('!', vec!["refused".to_owned()]),
        Outcome::Failed(_) => ('!', vec!["failed".to_owned()]),
    };
    (mark, std::iter::once(name.to_string()).chain(rest).collect())
}

fn short(entry: &Entry) -> Vec<String> {
    vec![tag(entry.tag.as_ref()), entry.digest.short().to_owned()]
}

fn updated(change: &Change, old: &Entry, new: &Entry) -> Vec<String> {
    let mut columns = Vec::new();
    if old.repository != new.repository {
        columns.push(arrow(&old.repository.familiar(), &new.repository.familiar()));
    }
    columns.push(arrow(&tag(old.tag.as_ref()), &tag(new.tag.as_ref())));
    columns.push(arrow(old.digest.short(), new.digest.short()));
    if change.is_of_platforms_alone() {
        columns.push("platforms".to_owned());
    }
    columns
}

fn tag(tag: Option<&Tag>) -> String {
    tag.map_or_else(|| "(no tag)".to_owned(), ToString::to_string)
}

fn arrow(old: &str, new: &str) -> String {
    if old == new { new.to_owned() } else { format!("{old} → {new}") }
}

/// How many images became what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    added: usize,
    updated: usize,
    removed: usize,
    refused: usize,
    failed: usize,
    unchanged: usize,
    not_asked: usize,
}

impl Counts {
    fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Self {
        let mut counts = Self::default();
        for outcome in outcomes {
            *match outcome {
                Outcome::Changed(Change::Added(_)) => &mut counts.added,
                Outcome::Changed(Change::Updated { .. }) => &mut counts.updated,
                Outcome::Changed(Change::Removed(_)) => &mut counts.removed,
                Outcome::Refused(_) => &mut counts.refused,
                Outcome::Failed(_) => &mut counts.failed,
                Outcome::Unchanged => &mut counts.unchanged,
            } += 1;
        }
        counts
    }

    /// `1 updated, 2 failed`; changes that were not written are `1 to update`.
    fn words(&self, is_done: bool) -> String {
        let [added, updated, removed] =
            if is_done { ["added", "updated", "removed"] } else { ["to add", "to update", "to remove"] };
        let counts = [
            (self.added, added),
            (self.updated, updated),
            (self.removed, removed),
            (self.refused, "refused"),
            (self.failed, "failed"),
            (self.unchanged, "unchanged"),
            (self.not_asked, "not asked"),
        ];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        counts.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    }

    fn has_changes(&self) -> bool {
        self.added + self.updated + self.removed > 0
    }
}

fn summary(lock: &str, counts: &Counts, written: Written) -> String {
    let words = counts.words(written == Written::Yes);
    match written {
        Written::Yes if !counts.has_changes() => format!("wrote {lock} in its canonical form: {words}"),
        Written::Yes => format!("wrote {lock}: {words}"),
        Written::Unneeded if counts.refused + counts.failed + counts.not_asked > 0 => {
            format!("left {lock} as it is: {words}")
        }
        Written::Unneeded => format!("{lock} is up to date: {words}"),
        Written::Prevented => format!("did not write {lock}: {words}"),
        Written::Reported if !counts.has_changes() => {
            format!("would write {lock} in its canonical form: {words}")
        }
        Written::Reported => format!("would write {lock}: {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Counts =
        Counts { added: 1, updated: 2, removed: 3, refused: 4, failed: 5, unchanged: 6, not_asked: 0 };

    #[test]
    fn what_was_written_is_told_as_done() {
        let words = "1 added, 2 updated, 3 removed, 4 refused, 5 failed, 6 unchanged";
        assert_eq!(summary("images.lock", &ALL, Written::Yes), format!("wrote images.lock: {words}"));
    }

    #[test]
    fn what_was_not_written_is_not_told_as_done() {
        let words = "1 to add, 2 to update, 3 to remove, 4 refused, 5 failed, 6 unchanged";
        assert_eq!(summary("l", &ALL, Written::Prevented), format!("did not write l: {words}"));
        assert_eq!(summary("l", &ALL, Written::Reported), format!("would write l: {words}"));
    }

    #[test]
    fn a_lock_with_refused_images_is_not_called_up_to_date() {
        let counts = Counts { unchanged: 2, ..Counts::default() };
        assert_eq!(summary("l", &counts, Written::Unneeded), "l is up to date: 2 unchanged");
        let counts = Counts { refused: 1, ..counts };
        assert_eq!(summary("l", &counts, Written::Unneeded), "left l as it is: 1 refused, 2 unchanged");
    }

    #[test]
    fn a_lock_that_only_looks_different_is_said_to() {
        let counts = Counts { unchanged: 2, ..Counts::default() };
        assert_eq!(summary("l", &counts, Written::Yes), "wrote l in its canonical form: 2 unchanged");
    }
}
