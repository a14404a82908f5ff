//! The counts of an update, and what they come to in a line.

use std::collections::BTreeMap;

use crate::report::columns::counted;
use crate::report::row::{Row, RowStatus};
use crate::report::write_outcome::WriteOutcome;

/// How many images have a status.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) by_status: BTreeMap<RowStatus, usize>,
    /// Whether an entry changes.
    has_changes: bool,
}

impl Counts {
    pub(super) fn of(rows: &[Row<'_>]) -> Self {
        let mut by_status = BTreeMap::new();
        for row in rows {
            *by_status.entry(row.status).or_default() += 1;
        }
        let has_changes = rows.iter().any(Row::is_change);
        Self {
            by_status,
            has_changes,
        }
    }

    /// The summary of a lock, which may be one that was not there before.
    pub(super) fn summary(&self, lock: &str, is_new: bool, written: WriteOutcome) -> String {
        let form = if self.has_changes {
            ""
        } else {
            " in its canonical form"
        };
        let said = match written {
            WriteOutcome::Yes => format!("wrote {lock}{form}"),
            WriteOutcome::Unneeded | WriteOutcome::Outdated if is_new => {
                format!("{lock} does not exist")
            }
            // Nobody is to read that nothing is outdated
            WriteOutcome::Unneeded if self.count(RowStatus::Failed) > 0 => {
                format!("cannot tell whether {lock} is up to date")
            }
            WriteOutcome::Unneeded if self.has_open() => format!("no changes to {lock}"),
            WriteOutcome::Unneeded => format!("{lock} is up to date"),
            WriteOutcome::Prevented => format!("did not write {lock}"),
            WriteOutcome::Reported => format!("would write {lock}{form}"),
            WriteOutcome::Outdated if self.has_changes => format!("{lock} is outdated"),
            WriteOutcome::Outdated => format!("{lock} is not{form}"),
        };
        format!("{said}: {}", self.words(written == WriteOutcome::Yes))
    }

    /// The summary of a manifest that was edited, or of the lock with it.
    pub(super) fn edited(&self, files: &str, written: WriteOutcome) -> String {
        let verb = match written {
            WriteOutcome::Yes => "wrote",
            WriteOutcome::Prevented => "did not write",
            WriteOutcome::Unneeded | WriteOutcome::Reported | WriteOutcome::Outdated => {
                "would write"
            }
        };
        let words = self.words(written == WriteOutcome::Yes);
        format!("{verb} {files}: {words}")
    }

    /// `1 updated, 2 failed`; changes that were not written are `1 to update`.
    pub(super) fn words(&self, is_done: bool) -> String {
        let [added, updated, removed] = if is_done {
            ["added", "updated", "removed"]
        } else {
            ["to add", "to update", "to remove"]
        };
        let counts = [
            (RowStatus::Added, added),
            (RowStatus::Updated, updated),
            (RowStatus::Removed, removed),
            (RowStatus::Held, "held"),
            (RowStatus::Refused, "refused"),
            (RowStatus::Failed, "failed"),
            (RowStatus::Unchanged, "unchanged"),
            (RowStatus::NotAsked, "not asked"),
        ];
        counted(&counts.map(|(status, word)| (self.count(status), word))).unwrap_or_default()
    }

    fn has_open(&self) -> bool {
        self.has_any(&[
            RowStatus::Held,
            RowStatus::Refused,
            RowStatus::Failed,
            RowStatus::NotAsked,
        ])
    }

    fn has_any(&self, statuses: &[RowStatus]) -> bool {
        statuses.iter().any(|status| self.count(*status) > 0)
    }

    fn count(&self, status: RowStatus) -> usize {
        self.by_status.get(&status).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(counts: &[(RowStatus, usize)], written: WriteOutcome) -> String {
        let by_status: BTreeMap<RowStatus, usize> = counts.iter().copied().collect();
        let has_changes = by_status.contains_key(&RowStatus::Added);
        let counts = Counts {
            by_status,
            has_changes,
        };
        counts.summary("l", false, written)
    }

    const ALL: [(RowStatus, usize); 6] = [
        (RowStatus::Added, 1),
        (RowStatus::Updated, 2),
        (RowStatus::Removed, 3),
        (RowStatus::Refused, 4),
        (RowStatus::Failed, 5),
        (RowStatus::Unchanged, 6),
    ];

    #[test]
    fn what_was_written_is_told_as_done() {
        let words = "1 added, 2 updated, 3 removed, 4 refused, 5 failed, 6 unchanged";
        assert_eq!(
            summary(&ALL, WriteOutcome::Yes),
            format!("wrote l: {words}")
        );
    }

    #[test]
    fn what_was_not_written_is_not_told_as_done() {
        let words = "1 to add, 2 to update, 3 to remove, 4 refused, 5 failed, 6 unchanged";
        for (written, how) in [
            (WriteOutcome::Prevented, "did not write l"),
            (WriteOutcome::Reported, "would write l"),
            (WriteOutcome::Outdated, "l is outdated"),
        ] {
            assert_eq!(summary(&ALL, written), format!("{how}: {words}"));
        }
    }

    #[test]
    fn a_lock_with_refused_images_is_not_called_up_to_date() {
        let unchanged = (RowStatus::Unchanged, 2);
        assert_eq!(
            summary(&[unchanged], WriteOutcome::Unneeded),
            "l is up to date: 2 unchanged"
        );
        for open in [RowStatus::Refused, RowStatus::Held] {
            assert_eq!(
                summary(&[unchanged, (open, 1)], WriteOutcome::Unneeded),
                format!("no changes to l: 1 {}, 2 unchanged", open.as_str())
            );
        }
    }

    #[test]
    fn images_without_an_answer_are_not_told_as_no_changes() {
        let counts = [(RowStatus::Failed, 13), (RowStatus::Unchanged, 1)];
        assert_eq!(
            summary(&counts, WriteOutcome::Unneeded),
            "cannot tell whether l is up to date: 13 failed, 1 unchanged"
        );
    }

    #[test]
    fn a_lock_that_only_looks_different_is_said_to() {
        let counts = [(RowStatus::Unchanged, 2)];
        assert_eq!(
            summary(&counts, WriteOutcome::Yes),
            "wrote l in its canonical form: 2 unchanged"
        );
        assert_eq!(
            summary(&counts, WriteOutcome::Outdated),
            "l is not in its canonical form: 2 unchanged"
        );
    }
}
