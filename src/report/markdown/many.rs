//! The body about several manifests: a section each, in the space of one body.

use super::escape::{code, prose};
use crate::document::count_of;
use crate::exit::Status;
use crate::report::body::{self, Body, BodyResult, ManifestBody};
use crate::report::row::Row;

/// The least that a section needs beside its summary for its table and digests to be of use.
const SECTION_MIN: usize = 3_000;
/// The length of the line about sections that are left out.
const MORE_LENGTH: usize = 100;

/// The body of an outcome, in about as many bytes at most.
type OfOutcome = fn(&BodyResult<'_>, usize) -> String;

/// A section for each manifest. Where there is no space for all of them in full, the longest are cut; where there is
/// not even space for a summary of each, those go first that are just as they should be.
pub(super) fn of_manifests(
    parts: &[ManifestBody<'_>],
    length: usize,
    of_outcome: OfOutcome,
) -> String {
    let mut sections: Vec<Section<'_>> = parts.iter().map(Section::brief).collect();
    let left_out = leave_out(&mut sections, length);
    let mut space = length.saturating_sub(MORE_LENGTH + total(&sections));
    let mut order: Vec<(usize, usize)> = sections
        .iter()
        .enumerate()
        .filter(|(_, section)| section.is_shown)
        .map(|(index, section)| (section.in_full(length, of_outcome).len(), index))
        .collect();
    // Who needs little leaves more to the others
    order.sort_unstable();
    for (position, (_, index)) in order.iter().enumerate() {
        let section = &mut sections[*index];
        let share = section.text.len() + space / (order.len() - position);
        let full = section.in_full(share, of_outcome);
        if full.len() <= share {
            space -= full.len().saturating_sub(section.text.len());
            section.text = full;
        }
    }
    let shown: Vec<&str> = sections
        .iter()
        .filter(|section| section.is_shown)
        .map(|section| section.text.as_str())
        .collect();
    let more = match left_out {
        0 => String::new(),
        count => format!("\nand {}\n", count_of(count, "more manifest")),
    };
    shown.join("\n") + &more
}

/// A manifest with what is said of it.
struct Section<'a> {
    part: &'a ManifestBody<'a>,
    text: String,
    is_shown: bool,
}

impl<'a> Section<'a> {
    /// Its path, and the summary alone.
    fn brief(part: &'a ManifestBody<'a>) -> Self {
        let summary = match &part.outcome {
            Ok(body) => body.summary.clone(),
            Err(error) => error.to_string(),
        };
        let text = format!("{}\n{}\n", heading(part), prose(&summary));
        Self {
            part,
            text,
            is_shown: true,
        }
    }

    /// The same with all that there is to say, in about as many bytes.
    fn in_full(&self, length: usize, of_outcome: OfOutcome) -> String {
        let heading = heading(self.part);
        let length = length.saturating_sub(heading.len() + SECTION_MIN / 3);
        let text = of_outcome(&self.part.outcome, length.max(SECTION_MIN));
        format!("{heading}\n{text}")
    }

    /// True where nobody has to read it.
    fn is_idle(&self) -> bool {
        let is_unchanged = |body: &Body<'_>| !body.rows().any(Row::is_change);
        body::status(&self.part.outcome) == Status::Done
            && self.part.outcome.as_ref().is_ok_and(is_unchanged)
    }
}

fn heading(part: &ManifestBody<'_>) -> String {
    format!("### {}\n", code(part.manifest))
}

fn total(sections: &[Section<'_>]) -> usize {
    sections
        .iter()
        .filter(|section| section.is_shown)
        .map(|section| section.text.len() + 1)
        .sum()
}

/// Leaves out as many as there is no space for, from the last, and says how many.
fn leave_out(sections: &mut [Section<'_>], length: usize) -> usize {
    let mut excess = (total(sections) + MORE_LENGTH).saturating_sub(length);
    let mut left_out = 0;
    for is_idle in [true, false] {
        for section in sections.iter_mut().rev() {
            if excess > 0 && section.is_shown && section.is_idle() == is_idle {
                section.is_shown = false;
                excess = excess.saturating_sub(section.text.len() + 1);
                left_out += 1;
            }
        }
    }
    left_out
}
