//! The lines of `list`.

use super::columns::aligned;
use crate::reference::Reference;
use crate::report::Listed;
use crate::report::row::{Row, Verdict};

/// A line an image: its name, what the manifest says it is, and the beginning of the locked digest.
pub(super) fn text(report: &Listed) -> String {
    let lines: Vec<Vec<String>> = report.rows().map(|row| line(&row)).collect();
    aligned(&lines).iter().map(|line| format!("{line}\n")).collect()
}

fn line(row: &Row<'_>) -> Vec<String> {
    let named = row.image.map(|image| familiar(&image.reference())).unwrap_or_default();
    let locked = match (row.verdict, row.new.as_deref()) {
        (Verdict::Unchanged, Some(entry)) => entry.digest.short().to_owned(),
        (Verdict::Missing, _) => "not locked".to_owned(),
        _ => "out of date".to_owned(),
    };
    vec![row.name.to_string(), named, locked]
}

/// As people write it; of a digest no more than they look at.
fn familiar(reference: &Reference) -> String {
    let Reference { repository, tag, digest } = reference;
    let tag = tag.as_ref().map(|tag| format!(":{tag}")).unwrap_or_default();
    let digest = digest.as_ref().map(|digest| format!("@{}:{}…", digest.algorithm(), digest.short()));
    format!("{}{tag}{}", repository.familiar(), digest.unwrap_or_default())
}
