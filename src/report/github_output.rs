//! `--github-output`: what later steps of a workflow read, and the summary of the step.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#multiline-strings>

use std::fmt::Write as _;
use std::path::PathBuf;

use super::body::{Body, BodyContent, BodyResult, ManifestBody};
use super::change;
use super::markdown;
use super::plain::plain_line;
use super::row::{Row, RowStatus};
use crate::error::{Error, RuntimeError};
use crate::files;

/// How many images a commit message names.
const NAMED_MAX: usize = 100;
/// How many random bytes a delimiter has.
const DELIMITER_LENGTH: usize = 16;

/// The files of GitHub's runner.
#[derive(Debug, Clone)]
pub struct GithubOutput {
    /// `$GITHUB_OUTPUT`.
    pub output: PathBuf,
    /// `$GITHUB_STEP_SUMMARY`; older runners have none.
    pub summary: Option<PathBuf>,
}

impl GithubOutput {
    /// Finds out whether the files can be written, before anything is asked.
    ///
    /// # Errors
    /// Where one cannot.
    pub fn check(&self) -> Result<(), Error> {
        for file in std::iter::once(&self.output).chain(&self.summary) {
            files::append(file, b"")?;
        }
        Ok(())
    }

    /// Appends what a run came to.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub(super) fn write(&self, outcome: &BodyResult<'_>) -> Result<(), Error> {
        let mut text = String::new();
        for (name, value) in outputs(outcome.as_ref().unwrap_or(&Body::default())) {
            text.push_str(&output(&name, &value)?);
        }
        files::append(&self.output, text.as_bytes())?;
        if let Some(summary) = &self.summary {
            files::append(summary, markdown::body(outcome).as_bytes())?;
        }
        Ok(())
    }
}

fn outputs(body: &Body<'_>) -> Vec<(String, String)> {
    let mut counts = RowStatus::ALL.map(|status| (status, 0));
    for row in body.rows() {
        counts
            .iter_mut()
            .filter(|(status, _)| *status == row.status)
            .for_each(|(_, count)| *count += 1);
    }
    let changed = body.changes();
    let count = |(status, count): (RowStatus, usize)| {
        let failures = if status == RowStatus::Failed {
            body.failures
        } else {
            0
        };
        (status.as_str().to_owned(), (count + failures).to_string())
    };
    let is_changed = body.commit_title.is_some() || !changed.is_empty();
    let title = body
        .commit_title
        .map_or_else(|| title(&changed), str::to_owned);
    let message = commit_message(&title, &lines(body));
    std::iter::once(("changed".to_owned(), is_changed.to_string()))
        .chain(counts.map(count))
        .chain([
            ("title".to_owned(), title),
            ("commit-message".to_owned(), message),
        ])
        .collect()
}

/// A line for a commit and a pull request. Names and tags have no character that anything would mind.
fn title(changed: &[&Row<'_>]) -> String {
    let row = match changed {
        [] => return "No container image changed".to_owned(),
        [row] => row,
        many => return format!("Update {} container images", many.len()),
    };
    let name = row.name;
    match (row.status, row.old.as_deref(), row.new.as_deref()) {
        (RowStatus::Removed, ..) => format!("Remove the container image {name}"),
        (RowStatus::Added, _, Some(new)) => {
            format!("Lock the container image {name} at {}", new.digest.short())
        }
        (_, Some(old), Some(new)) if old.tag != new.tag && new.tag.is_some() => {
            let tag = new
                .tag
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            format!("Update the container image {name} to {tag}")
        }
        (_, _, new) => {
            let digest = new.map(|new| new.digest.short()).unwrap_or_default();
            format!("Update the container image {name} to {digest}")
        }
    }
}

/// A line for each image that changed; of several manifests each with its own.
fn lines(body: &Body<'_>) -> Vec<String> {
    let BodyContent::Manifests(parts) = &body.content else {
        return body
            .changes()
            .into_iter()
            .map(|row| format!("{}  {}", row.name, change::words(row)))
            .collect();
    };
    let of_part = |part: &ManifestBody<'_>| {
        let manifest = plain_line(part.manifest);
        let lines = part.outcome.as_ref().map(lines).unwrap_or_default();
        lines
            .into_iter()
            .map(move |line| format!("{manifest}: {line}"))
    };
    parts.iter().flat_map(of_part).collect()
}

fn commit_message(title: &str, lines: &[String]) -> String {
    let mut text = format!("{title}\n\n");
    for line in lines.iter().take(NAMED_MAX) {
        let _ = writeln!(text, "{line}");
    }
    if let Some(more) = lines.len().checked_sub(NAMED_MAX).filter(|more| *more > 0) {
        let _ = writeln!(text, "and {more} more");
    }
    text.trim_end().to_owned()
}

/// A value between delimiters that nobody can guess, so that none can end it early.
fn output(name: &str, value: &str) -> Result<String, Error> {
    let mut random = [0; DELIMITER_LENGTH];
    getrandom::fill(&mut random).map_err(|error| RuntimeError::Random(error.to_string()))?;
    let delimiter: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!(
        "{name}<<imagelock-{delimiter}\n{value}\nimagelock-{delimiter}\n"
    ))
}
