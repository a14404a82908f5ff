//! The report of an update in a line.

use crate::report::columns::counted;
use crate::report::row::{Row, RowStatus};
use crate::report::update::UpdateReport;
use crate::report::write_outcome::WriteOutcome;

/// The outcome of the files, and how many images became what.
pub(super) fn of(report: &UpdateReport, rows: &[Row<'_>]) -> String {
    let counts = Counts::of(rows);
    match report.manifest_written {
        None => {
            let counts = Counts {
                not_asked: report.not_asked(),
                ..counts
            };
            summary(&report.lock_path, &counts, report.written)
        }
        Some(WriteOutcome::Yes) if report.written == WriteOutcome::Prevented => {
            let (manifest, lock) = (&report.manifest_path, &report.lock_path);
            format!("wrote {manifest}, and not {lock}: {}", counts.words(false))
        }
        Some(WriteOutcome::Unneeded) => summary(&report.lock_path, &counts, report.written),
        Some(written) if report.written == WriteOutcome::Unneeded => {
            edited(&report.manifest_path, &counts, written)
        }
        Some(written) => edited(
            &format!("{} and {}", report.manifest_path, report.lock_path),
            &counts,
            written,
        ),
    }
}

/// The same for a manifest, and the lock with it.
fn edited(files: &str, counts: &Counts, written: WriteOutcome) -> String {
    let words = counts.words(written == WriteOutcome::Yes);
    match written {
        WriteOutcome::Yes => format!("wrote {files}: {words}"),
        WriteOutcome::Prevented => format!("did not write {files}: {words}"),
        _ => format!("would write {files}: {words}"),
    }
}

/// How many images became what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    added: usize,
    updated: usize,
    removed: usize,
    held: usize,
    refused: usize,
    failed: usize,
    unchanged: usize,
    not_asked: usize,
}

impl Counts {
    fn of(rows: &[Row<'_>]) -> Self {
        let mut counts = Self::default();
        for row in rows {
            *match row.status {
                RowStatus::Added => &mut counts.added,
                RowStatus::Updated => &mut counts.updated,
                RowStatus::Removed => &mut counts.removed,
                RowStatus::Held => &mut counts.held,
                RowStatus::Refused => &mut counts.refused,
                RowStatus::Unchanged => &mut counts.unchanged,
                _ => &mut counts.failed,
            } += 1;
        }
        counts
    }

    /// `1 updated, 2 failed`; changes that were not written are `1 to update`.
    fn words(&self, is_done: bool) -> String {
        let [added, updated, removed] = if is_done {
            ["added", "updated", "removed"]
        } else {
            ["to add", "to update", "to remove"]
        };
        let counts = [
            (self.added, added),
            (self.updated, updated),
            (self.removed, removed),
            (self.held, "held"),
            (self.refused, "refused"),
            (self.failed, "failed"),
            (self.unchanged, "unchanged"),
            (self.not_asked, "not asked"),
        ];
        counted(&counts).unwrap_or_default()
    }

    fn has_changes(&self) -> bool {
        self.added + self.updated + self.removed > 0
    }
}

fn summary(lock: &str, counts: &Counts, written: WriteOutcome) -> String {
    let words = counts.words(written == WriteOutcome::Yes);
    match written {
        WriteOutcome::Yes if !counts.has_changes() => {
            format!("wrote {lock} in its canonical form: {words}")
        }
        WriteOutcome::Yes => format!("wrote {lock}: {words}"),
        WriteOutcome::Unneeded
            if counts.held + counts.refused + counts.failed + counts.not_asked > 0 =>
        {
            format!("left {lock} as it is: {words}")
        }
        WriteOutcome::Unneeded => format!("{lock} is up to date: {words}"),
        WriteOutcome::Prevented => format!("did not write {lock}: {words}"),
        WriteOutcome::Reported if !counts.has_changes() => {
            format!("would write {lock} in its canonical form: {words}")
        }
        WriteOutcome::Reported => format!("would write {lock}: {words}"),
        WriteOutcome::Outdated if !counts.has_changes() => {
            format!("{lock} is not in its canonical form: {words}")
        }
        WriteOutcome::Outdated => format!("{lock} is outdated: {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Counts = Counts {
        added: 1,
        updated: 2,
        removed: 3,
        held: 0,
        refused: 4,
        failed: 5,
        unchanged: 6,
        not_asked: 0,
    };

    #[test]
    fn what_was_written_is_told_as_done() {
        let words = "1 added, 2 updated, 3 removed, 4 refused, 5 failed, 6 unchanged";
        assert_eq!(
            summary("images.lock", &ALL, WriteOutcome::Yes),
            format!("wrote images.lock: {words}")
        );
    }

    #[test]
    fn what_was_not_written_is_not_told_as_done() {
        let words = "1 to add, 2 to update, 3 to remove, 4 refused, 5 failed, 6 unchanged";
        assert_eq!(
            summary("l", &ALL, WriteOutcome::Prevented),
            format!("did not write l: {words}")
        );
        assert_eq!(
            summary("l", &ALL, WriteOutcome::Reported),
            format!("would write l: {words}")
        );
    }

    #[test]
    fn what_nobody_meant_to_write_is_outdated() {
        let counts = Counts { held: 1, ..ALL };
        let words = "1 to add, 2 to update, 3 to remove, 1 held, 4 refused, 5 failed, 6 unchanged";
        assert_eq!(
            summary("l", &counts, WriteOutcome::Outdated),
            format!("l is outdated: {words}")
        );
    }

    #[test]
    fn a_lock_with_refused_images_is_not_called_up_to_date() {
        let counts = Counts {
            unchanged: 2,
            ..Counts::default()
        };
        assert_eq!(
            summary("l", &counts, WriteOutcome::Unneeded),
            "l is up to date: 2 unchanged"
        );
        let counts = Counts {
            refused: 1,
            ..counts
        };
        assert_eq!(
            summary("l", &counts, WriteOutcome::Unneeded),
            "left l as it is: 1 refused, 2 unchanged"
        );
    }

    #[test]
    fn a_lock_that_only_looks_different_is_said_to() {
        let counts = Counts {
            unchanged: 2,
            ..Counts::default()
        };
        assert_eq!(
            summary("l", &counts, WriteOutcome::Yes),
            "wrote l in its canonical form: 2 unchanged"
        );
    }
}
