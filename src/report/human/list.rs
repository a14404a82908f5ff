//! The lines of `list`.

use super::columns::aligned;
use crate::reference::Reference;
use crate::report::row::{Row, RowStatus};
use crate::report::{ListReport, ReportText};

/// A line an image: its name, what the manifest says it is, the beginning of the locked digest, and what is to say of
/// that.
pub(super) fn text(report: &ListReport) -> ReportText {
    let lines: Vec<Vec<String>> = report
        .rows()
        .map(|row| line(&row, &report.manifest_path))
        .collect();
    let mut text = ReportText::default();
    text.lines(aligned(&lines));
    text
}

fn line(row: &Row<'_>, manifest: &str) -> Vec<String> {
    let said = row.notes.iter().map(|note| note.message.clone());
    let (named, rest): (_, Vec<String>) = match (row.image, row.verdict, row.new.as_deref()) {
        (None, _, Some(entry)) => {
            let named = Reference {
                digest: None,
                ..entry.reference()
            };
            (
                named,
                vec![
                    entry.digest.short().to_owned(),
                    format!("not in {manifest}"),
                ],
            )
        }
        (Some(image), RowStatus::Unchanged, Some(entry)) => (
            image.reference(),
            std::iter::once(entry.digest.short().to_owned())
                .chain(said)
                .collect(),
        ),
        (Some(image), RowStatus::Missing, _) => (image.reference(), vec!["not locked".to_owned()]),
        (Some(image), ..) => (
            image.reference(),
            std::iter::once("out of date".to_owned())
                .chain(said)
                .collect(),
        ),
        // Who is in neither has no row
        (None, _, None) => return Vec::new(),
    };
    [row.name.to_string(), familiar(&named)]
        .into_iter()
        .chain(rest)
        .collect()
}

/// As people write it; of a digest no more than they look at.
fn familiar(reference: &Reference) -> String {
    let Reference {
        repository,
        tag,
        digest,
    } = reference;
    let tag = tag
        .as_ref()
        .map(|tag| format!(":{tag}"))
        .unwrap_or_default();
    let digest = digest
        .as_ref()
        .map(|digest| format!("@{}:{}…", digest.algorithm(), digest.short()));
    format!(
        "{}{tag}{}",
        repository.familiar(),
        digest.unwrap_or_default()
    )
}
