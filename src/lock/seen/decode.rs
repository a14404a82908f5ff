//! Reading `images.seen`: records in any order and more than once, as a merge leaves them; strictly otherwise.

use std::fmt::Display;
use std::str::FromStr;

use super::{FileRecord, Seen, SeenDays, lines};
use crate::day::{Day, DayError};
use crate::document::{Findings, Placed, Problem, Source, Table, TableEntry, TomlDocument};
use crate::lock::decode::same;
use crate::lock::recognise::{SEEN, recognise};
use crate::lock::{DecodeError, LockError};

/// The keys of a record.
const RECORD_KEYS: [&str; 5] = ["image", "tag", "digest", "since", "held"];

/// Reads an `images.seen`. A byte order mark, CRLF and comments do no harm, nor does the order. Of two records for one
/// digest the earlier day counts.
///
/// # Errors
/// Where the text is not one of this version, whole and valid.
pub fn decode(source: &Source) -> Result<Seen, LockError> {
    match lines::read(&source.text) {
        Some(seen) => Ok(seen),
        None => of_toml(source).map_err(LockError::Seen),
    }
}

fn of_toml(source: &Source) -> Result<Seen, DecodeError> {
    let mut findings = Findings::new(source);
    let document = TomlDocument::parse(&mut findings);
    let findings = recognise(document.root(), findings, SEEN)?;
    let mut reader = SeenReader {
        findings,
        is_newer: false,
        records: Vec::new(),
    };
    reader.records(document.root());
    reader.finish()
}

/// Reads what it can, and gathers what is wrong with the rest.
struct SeenReader<'s> {
    findings: Findings<'s>,
    /// True after a key that a newer version may know.
    is_newer: bool,
    records: Vec<FileRecord>,
}

impl SeenReader<'_> {
    fn finish(self) -> Result<Seen, DecodeError> {
        let wrong = if self.is_newer {
            DecodeError::Newer
        } else {
            DecodeError::Damaged
        };
        self.findings.finish().map_err(wrong)?;
        Ok(Seen::of_file(self.records))
    }

    fn records(&mut self, root: Table<'_>) {
        let Some(field) = root.get("seen") else {
            let problem = Problem::new(0..0, "the key `seen` is missing");
            return self.findings.report(problem);
        };
        for record in field.tables(&mut self.findings).unwrap_or_default() {
            self.record(&record);
        }
    }

    fn record(&mut self, record: &Placed<Table<'_>>) {
        let findings = &mut self.findings;
        for unknown in record.value.unknown(&RECORD_KEYS) {
            self.is_newer = true;
            unknown.report_unknown(&RECORD_KEYS, findings);
        }
        let (image, tag) = (
            value(record, "image", findings),
            value(record, "tag", findings),
        );
        let digest = value(record, "digest", findings);
        let days = days(record, findings);
        if let (Some(image), Some(tag), Some(digest), Some(days)) = (image, tag, digest, days) {
            self.records.push((image, tag, digest, days));
        }
    }
}

fn value<T: FromStr<Err: Display> + Display>(
    record: &Placed<Table<'_>>,
    key: &str,
    findings: &mut Findings<'_>,
) -> Option<T> {
    let text = field(record, key, findings)?.string(findings)?;
    same(text, findings)
}

fn days(record: &Placed<Table<'_>>, findings: &mut Findings<'_>) -> Option<SeenDays> {
    let since = day(field(record, "since", findings)?, findings)?.value;
    let Some(held) = record.value.get("held") else {
        return Some(since.into());
    };
    let Placed { value: held, span } = day(held, findings)?;
    if held >= since {
        let message = format!("expected a day before `since`, which is {since}");
        findings.report(Problem::new(span, message));
        return None;
    }
    Some(SeenDays::new(since, held))
}

fn day(field: &TableEntry<'_>, findings: &mut Findings<'_>) -> Option<Placed<Day>> {
    let Placed { value, span } = field.date(findings)?;
    match value.parse() {
        Ok(value) => Some(Placed { value, span }),
        Err(error) => {
            let error: DayError = error;
            findings.report(Problem::new(span, error.to_string()));
            None
        }
    }
}

fn field<'d>(
    record: &Placed<Table<'d>>,
    key: &str,
    findings: &mut Findings<'_>,
) -> Option<&'d TableEntry<'d>> {
    let field = record.value.get(key);
    if field.is_none() {
        let message = format!("the record has no `{key}`");
        findings.report(Problem::new(record.span.clone(), message));
    }
    field
}
