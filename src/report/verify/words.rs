//! The words of `verify`.

use std::fmt::Display;

use super::VerifyReport;
use crate::document::count_of;
use crate::report::change;
use crate::report::columns::{Line, columns};
use crate::report::row::{Note, Row};
use crate::report::text::ReportText;

impl VerifyReport {
    /// A line for each change, and for each note that is no failure. What fails is a message.
    pub(super) fn text(&self, rows: &[Row<'_>], policy: &[Note]) -> ReportText {
        let changes = rows.iter().filter(|row| row.is_change()).map(change::line);
        let notes = rows
            .iter()
            .flat_map(|row| row.notes.iter().filter_map(|note| line(row.name, note)));
        let policy = policy
            .iter()
            .filter_map(|note| line(&self.manifest_path, note));
        let mut text = ReportText::default();
        text.lines(columns(&changes.collect::<Vec<_>>()));
        text.lines(columns(&notes.collect::<Vec<_>>()));
        text.lines(columns(&policy.collect::<Vec<_>>()));
        text
    }

    /// The base that the change was compared with, and how many entries differ, be they true or not.
    pub(super) fn compared(&self) -> Option<String> {
        let base = self.base.as_ref()?;
        let (old, new) = (&base.lock.entries, &self.lock.entries);
        let gone = old.keys().filter(|name| !new.contains_key(name)).count();
        let other = |(name, entry): &(&_, &_)| old.get(*name) != Some(*entry);
        let words = match new.iter().filter(other).count() + gone {
            0 => "no entry differs".to_owned(),
            1 => "1 entry differs".to_owned(),
            count => format!("{count} entries differ"),
        };
        Some(format!("compared with {}: {words}", base.name))
    }

    /// The outcome of the lock with how many images do not pass, and that of the manifest and the records.
    pub(super) fn summary(&self, rows: &[Row<'_>], policy: &[Note]) -> String {
        let fails = |is_failing: bool, path: &str| {
            let words = is_failing.then(|| format!("; {path} does not pass"));
            words.unwrap_or_default()
        };
        let is_false = self.records.iter().any(|it| it.note().is_no());
        self.summary_of_lock(rows)
            + &fails(policy.iter().any(Note::is_no), &self.manifest_path)
            + &fails(is_false, &self.seen_path)
    }

    fn summary_of_lock(&self, rows: &[Row<'_>]) -> String {
        let (manifest, lock) = (&self.manifest_path, &self.lock_path);
        let count =
            |is: fn(&Note) -> bool| rows.iter().filter(|row| row.notes.iter().any(is)).count();
        let (failing, unanswered) = (count(Note::is_no), count(Note::is_unanswered));
        let images = count_of(self.findings.len(), "image");
        match (failing, unanswered, &self.difference) {
            (0, 0, None) => format!("{lock} satisfies {manifest}: {images}"),
            (0, 0, Some(_)) => {
                format!("{lock} satisfies {manifest}, but is not in its canonical form: {images}")
            }
            (0, _, _) => {
                format!("{lock} cannot be verified: no answer for {unanswered} of {images}")
            }
            (_, 0, _) => format!("{lock} does not pass: {failing} of {images}"),
            _ => format!(
                "{lock} does not pass: {failing} of {images}, and no answer for {unanswered}"
            ),
        }
    }
}

/// The line of a note; `None` for a failure.
fn line(subject: impl Display, note: &Note) -> Option<Line> {
    let is_failure = note.class.is_some();
    (!is_failure).then(|| ('~', vec![subject.to_string(), note.with_hint()]))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::exclude::Exclude;
    use crate::lock::Lock;
    use crate::manifest::Manifest;
    use crate::registry::Error;
    use crate::report::verify::{CheckedCount, VerifyFinding};

    fn summary(
        findings: &[(&str, &[VerifyFinding])],
        difference: Option<(usize, String)>,
    ) -> String {
        let findings = findings
            .iter()
            .map(|(name, list)| (name.parse().unwrap(), list.to_vec()))
            .collect();
        let (manifest_path, lock_path) = ("m".to_owned(), "l".to_owned());
        let manifest = Manifest {
            images: BTreeMap::new(),
            exclude: Exclude::default(),
            exclude_line: None,
            require_digests: false,
            warnings: Vec::new(),
        };
        let (lock, not_asked) = (Lock::default(), Vec::new());
        let report = VerifyReport {
            manifest_path,
            lock_path,
            seen_path: "s".to_owned(),
            manifest,
            lock,
            findings,
            difference,
            checked: CheckedCount::default(),
            not_asked,
            base: None,
            unfinished: None,
            policy: Vec::new(),
            records: Vec::new(),
        };
        report.summary(&report.told(), &[])
    }

    fn failed(is_no: bool) -> VerifyFinding {
        let (host, message) = ("registry.example".to_owned(), None);
        VerifyFinding::Failed(if is_no {
            Error::NoSuchTag {
                host,
                message,
                is_web_page: false,
            }
        } else {
            Error::Server {
                host,
                status: 500,
                attempts: 5,
                wait: None,
                message,
            }
        })
    }

    #[test]
    fn an_image_that_fails_twice_is_counted_once() {
        let twice = [failed(true), VerifyFinding::Gone];
        assert_eq!(
            summary(&[("a", &twice), ("b", &[])], None),
            "l does not pass: 1 of 2 images"
        );
    }

    #[test]
    fn no_answer_is_told_apart_from_a_no() {
        assert_eq!(
            summary(&[("a", &[failed(false)])], None),
            "l cannot be verified: no answer for 1 of 1 image"
        );
        let both = summary(&[("a", &[failed(false)]), ("b", &[failed(true)])], None);
        assert_eq!(both, "l does not pass: 1 of 2 images, and no answer for 1");
    }

    #[test]
    fn a_line_that_is_not_canonical_is_no_image() {
        let words = summary(
            &[("a", &[VerifyFinding::Present])],
            Some((3, String::new())),
        );
        assert_eq!(
            words,
            "l satisfies m, but is not in its canonical form: 1 image"
        );
    }
}
