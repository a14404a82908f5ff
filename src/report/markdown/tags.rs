//! The tags of a repository: those that match in a list, and the near misses.

use std::fmt::Write as _;

use super::escape::{code, prose};
use super::space::Space;
use crate::reference::Tag;
use crate::report::repository_tags::RepositoryTags;

/// A summary, or what failed; the tags, the one that is chosen in bold; and a line for each reason of near misses.
pub(super) fn of_tags(length: usize, report: &RepositoryTags) -> String {
    let mut text = match report.note() {
        Some(note) => format!(
            "**{}**\n\n{}\n",
            prose(&report.question()),
            prose(&note.with_hint())
        ),
        None => format!("{}\n", prose(&report.summary())),
    };
    let misses = report
        .near_misses()
        .iter()
        .map(|line| format!("- {}\n", prose(line)))
        .collect::<String>();
    let mut space = Space::new(length.saturating_sub(text.len() + misses.len()));
    let is_chosen = report.chosen().is_some();
    let line = |(index, tag): (usize, &Tag)| match index {
        0 if is_chosen => format!("- **{}**\n", code(tag.as_str())),
        _ => format!("- {}\n", code(tag.as_str())),
    };
    let lines: Vec<String> = report.accepted().enumerate().map(line).collect();
    for part in [space.fill(&lines), misses] {
        if !part.is_empty() {
            let _ = write!(text, "\n{part}");
        }
    }
    text
}
