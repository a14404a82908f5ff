//! `--format github`: annotations at the lines of `images.toml`, in the words of GitHub's runner.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use std::path::Path;

use super::annotations::{Annotation, AnnotationLevel, annotations};
use super::body::BodyResult;
use super::human;
use super::plain::plain_line;

/// The annotations of a run, a line each and the only commands to the runner that are ours, and below them the report
/// for who reads the log.
///
/// `directory` is where the run took place below the root of the repository, from where annotations count.
pub(super) fn text(outcome: &BodyResult<'_>, directory: &Path) -> String {
    let annotations = annotations(outcome, directory);
    let annotations: String = annotations.iter().map(command).collect();
    let report = outcome.as_ref().map(human::text).unwrap_or_default();
    annotations + report.as_str()
}

/// The command that has the runner show an annotation.
fn command(annotation: &Annotation) -> String {
    let level = match annotation.level {
        AnnotationLevel::Notice => "notice",
        AnnotationLevel::Warning => "warning",
        AnnotationLevel::Error => "error",
    };
    let message = data(&annotation.message);
    let Some(file) = &annotation.file else {
        return format!("::{level}::{message}\n");
    };
    let file = property(file);
    let line = annotation.line.map(|line| format!(",line={line}"));
    let title = annotation.title.as_ref();
    let title = title.map(|title| format!(",title={}", property(title)));
    let (line, title) = (line.unwrap_or_default(), title.unwrap_or_default());
    format!("::{level} file={file}{line}{title}::{message}\n")
}

/// The text of a command (`escapeData` of GitHub's toolkit).
fn data(text: &str) -> String {
    plain_line(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A value of a command's property (`escapeProperty`).
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_command_or_begins_another() {
        let annotation = Annotation {
            level: AnnotationLevel::Error,
            file: Some("a,b:c%.toml".to_owned()),
            line: Some(3),
            title: Some("x::y".to_owned()),
            message: "one\n::set-output name=a::b\r% ##[error]c".to_owned(),
        };
        assert_eq!(
            command(&annotation),
            "::error file=a%2Cb%3Ac%25.toml,line=3,title=x%3A%3Ay::one ::set-output name=a::b%25 # #[error]c\n"
        );
    }
}
