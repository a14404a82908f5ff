//! The report of `diff`.

use super::changes::line;
use super::columns::{columns, counted};
use crate::document::count_of;
use crate::report::ReportText;
use crate::report::diff::DiffReport;
use crate::report::row::{Row, RowStatus};

/// A line for each image that differs, and a summary.
pub(super) fn text(report: &DiffReport) -> ReportText {
    let rows: Vec<Row<'_>> = report.rows().collect();
    let changed = rows
        .iter()
        .filter(|row| row.verdict != RowStatus::Unchanged);
    let mut text = ReportText::default();
    text.lines(columns(&changed.map(line).collect::<Vec<_>>()));
    text.line(summary_of(report, &rows));
    text
}

/// How many images differ, and between what.
pub fn summary(report: &DiffReport) -> String {
    summary_of(report, &report.rows().collect::<Vec<_>>())
}

fn summary_of(report: &DiffReport, rows: &[Row<'_>]) -> String {
    let count = |verdict: RowStatus| rows.iter().filter(|row| row.verdict == verdict).count();
    let counts = [RowStatus::Added, RowStatus::Updated, RowStatus::Removed]
        .map(|it| (count(it), it.as_str()));
    let words = counted(&counts).unwrap_or_else(|| "no image differs".to_owned());
    format!(
        "{} → {}: {words}, {}",
        report.old_name,
        report.new_name,
        count_of(rows.len(), "image")
    )
}
