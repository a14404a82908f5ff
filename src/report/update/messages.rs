//! The messages of an update: failures, ways on, and notes on a manifest that was edited.

use super::{UpdateCommand, UpdateReport};
use crate::document::count_of;
use crate::manifest::{Image, ImageName};
use crate::report::body::Message;
use crate::report::failures;
use crate::report::row::{Row, RowStatus};
use crate::report::write_outcome::WriteOutcome;

impl UpdateReport {
    /// The failures, one of them that there is work.
    pub(super) fn messages<'a>(&'a self, rows: &[Row<'_>]) -> Vec<Message<'a>> {
        let mut messages = failures::of_policies(rows);
        messages.extend(failures::of_registries(rows));
        messages.extend(failures::of_lists(rows));
        messages.extend(self.way_on(rows).map(Message::Hint));
        messages.extend(self.edits().into_iter().map(Message::Note));
        messages.extend(self.others(rows).map(Message::Note));
        messages.extend(self.seen_note().map(Message::Note));
        messages.extend(self.unfinished().map(Message::Error));
        if self.is_work_failure {
            let is = match (self.written, self.is_lock_new) {
                (WriteOutcome::Outdated, true) => "does not exist",
                (WriteOutcome::Outdated, false) => "is outdated",
                (_, true) => "would be created",
                (_, false) => "would change",
            };
            let lock = &self.lock_path;
            messages.push(Message::Failure(format!("`{lock}` {is}")));
            if let UpdateCommand::Locks(command) = &self.command {
                let hint = format!("run `{command}`, then commit `{lock}`");
                messages.push(Message::Hint(hint));
            }
        }
        messages
    }

    /// The hint how to write what went well.
    fn way_on(&self, rows: &[Row<'_>]) -> Option<String> {
        let changes = rows.iter().filter(|row| row.is_change());
        let others = match (self.written, changes.clone().count()) {
            (WriteOutcome::Prevented, 1) => "one".to_owned(),
            (WriteOutcome::Prevented, count) if count > 1 => count.to_string(),
            _ => return None,
        };
        let has_removal = changes.clone().any(|row| row.status == RowStatus::Removed);
        let references = changes.filter_map(|row| Some(row.image?.reference().to_string()));
        let command = match &self.command {
            UpdateCommand::Locks(command) => format!("{command} --keep-going"),
            UpdateCommand::Edits(edited) if edited.written == WriteOutcome::Prevented => {
                format!("imagelock add {}", references.collect::<Vec<_>>().join(" "))
            }
            UpdateCommand::Edits(_) => return None,
        };
        // A removal is no image that is written
        Some(match (has_removal, others.as_str()) {
            (true, "one") => format!("`{command}` makes the other change"),
            (true, others) => format!("`{command}` makes the other {others} changes"),
            (false, others) => format!("`{command}` writes the other {others}"),
        })
    }

    /// The notes on a change of the manifest, be it written or reported: also that it is a new file.
    fn edits(&self) -> Vec<String> {
        let Some(edited) = self.edited() else {
            return Vec::new();
        };
        let verb = match edited.written {
            WriteOutcome::Yes => "created",
            WriteOutcome::Reported => "would create",
            WriteOutcome::Unneeded | WriteOutcome::Prevented | WriteOutcome::Outdated => {
                return Vec::new();
            }
        };
        let file = edited.is_new.then_some(&self.manifest_path);
        let created = file.map(|file| format!("{verb} `{file}`"));
        edited.remarks.iter().cloned().chain(created).collect()
    }

    /// The note that `images.seen` was written: whoever commits the lock alone loses the day.
    fn seen_note(&self) -> Option<String> {
        let (written, said) = self.seen_written.as_ref()?;
        (*written == WriteOutcome::Yes).then(|| said.clone())
    }

    /// The note that what was added is not all there is to lock.
    fn others(&self, rows: &[Row<'_>]) -> Option<String> {
        let is_done = matches!(self.written, WriteOutcome::Yes | WriteOutcome::Reported);
        let has_added =
            self.edited().is_some() && rows.iter().any(|row| row.status == RowStatus::Added);
        if !is_done || !has_added {
            return None;
        }
        let (images, are) = match self.others_not_locked() {
            0 => return None,
            1 => ("1 other image".to_owned(), "is"),
            count => (count_of(count, "other image"), "are"),
        };
        Some(format!("{images} {are} not locked: run `imagelock lock`"))
    }

    /// How many other images are not locked as the manifest says, where this was about some.
    fn others_not_locked(&self) -> usize {
        let others = self
            .manifest
            .images
            .iter()
            .filter(|(name, _)| !self.outcomes.contains_key(*name));
        let is_locked = |name: &ImageName, image: &Image| {
            self.old
                .entries
                .get(name)
                .is_some_and(|entry| entry.check(image).is_ok())
        };
        others
            .filter(|(name, image)| !is_locked(name, image))
            .count()
    }
}
