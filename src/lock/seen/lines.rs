//! The records line by line, each as we would write it, in any order: what we wrote, and what git's union merge makes
//! of it. Such a text takes a tenth of the time that TOML takes; any other is left to the TOML reader and its messages.

use super::encode::{DIGEST, END, FOOTER, HEADER, HELD, IMAGE, SINCE, TAG, write_record};
use super::{FileRecord, Seen, SeenDays, SeenRecord};
use crate::day::{Day, DayError};
use crate::lock::canonical::plain;
use crate::reference::Repository;

/// The records, where the text has no other lines.
pub(super) fn read(text: &str) -> Option<Seen> {
    let text = plain(text);
    let lines = text.strip_prefix(HEADER)?.strip_suffix(FOOTER)?;
    let mut reader = LineReader::default();
    lines
        .split_terminator('\n')
        .try_for_each(|line| reader.line(line))?;
    Some(Seen::of_file(reader.records))
}

#[derive(Default)]
struct LineReader<'t> {
    records: Vec<FileRecord>,
    /// The last image and what it is: the lines of one mostly follow each other.
    last: Option<(&'t str, Repository)>,
    /// The line as it would be written.
    written: String,
}

impl<'t> LineReader<'t> {
    fn line(&mut self, line: &'t str) -> Option<()> {
        let (image, rest) = line.strip_prefix(IMAGE)?.split_once(TAG)?;
        let (tag, rest) = rest.split_once(DIGEST)?;
        let (digest, days) = rest.strip_suffix(END)?.split_once(SINCE)?;
        let repository = self.repository(image)?;
        let (tag, digest) = (tag.parse().ok()?, digest.parse().ok()?);
        let days = days_of(days).ok()?;
        let record = SeenRecord {
            repository: &repository,
            tag: &tag,
            digest: &digest,
            days,
        };
        self.written.clear();
        write_record(&repository.to_string(), &record, &mut self.written);
        // What is read more freely than it is written, an image without its registry, is seen here
        (self.written == line).then_some(())?;
        self.records.push((repository, tag, digest, days));
        Some(())
    }

    fn repository(&mut self, image: &'t str) -> Option<Repository> {
        match &self.last {
            Some((last, repository)) if *last == image => Some(repository.clone()),
            _ => {
                let repository: Repository = image.parse().ok()?;
                self.last = Some((image, repository.clone()));
                Some(repository)
            }
        }
    }
}

/// The days of a record. A second one that is not before the first is seen once the line is written again.
fn days_of(text: &str) -> Result<SeenDays, DayError> {
    match text.split_once(HELD) {
        Some((since, held)) => Ok(SeenDays::new(since.parse()?, held.parse()?)),
        None => Ok(text.parse::<Day>()?.into()),
    }
}
