//! `--format github`: annotations at the lines of `images.toml`, in the words of GitHub's runner.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use super::body::{Body, BodyContent, BodyResult, UsesBody};
use super::change;
use super::human;
use super::image_use::ImageUse;
use super::plain::plain_line;
use super::row::{Note, Row};
use super::snippet::more;
use crate::document::shown_path;
use crate::error::Error;

/// The annotations of a run, a line each and the only commands to the runner that are ours, and below them the report
/// for who reads the log.
///
/// `directory` is where the run took place below the root of the repository, from where annotations count.
pub(super) fn annotations(outcome: &BodyResult<'_>, directory: &Path) -> String {
    let annotations: String = of_outcome(outcome, None, directory)
        .iter()
        .map(|line| format!("{line}\n"))
        .collect();
    let report = outcome.as_ref().map(human::text).unwrap_or_default();
    annotations + report.as_str()
}

/// A run that failed as a whole is annotated at the file that cannot be read, else at the manifest that it failed for.
fn of_outcome(outcome: &BodyResult<'_>, manifest: Option<&str>, directory: &Path) -> Vec<String> {
    let body = match outcome {
        Ok(body) => body,
        Err(error) => return of_error(error, manifest, directory),
    };
    match &body.content {
        BodyContent::Rows(rows) => of_rows(body, rows, directory),
        BodyContent::Uses(content) => of_uses(content, directory),
        BodyContent::References(_) | BodyContent::Text(..) => Vec::new(),
        BodyContent::Manifests(parts) => parts
            .iter()
            .flat_map(|part| of_outcome(&part.outcome, Some(part.manifest), directory))
            .collect(),
    }
}

/// An annotation for each note, and one for each image that changed; none of a listing, nor of locks without a manifest.
fn of_rows(body: &Body<'_>, rows: &[Row<'_>], directory: &Path) -> Vec<String> {
    let (Some(manifest), Some(lock), false) = (body.manifest, body.lock, body.is_listing) else {
        return Vec::new();
    };
    let rows = rows.iter().flat_map(|row| {
        let (file, line) = match row.image {
            Some(image) => (manifest, image.line),
            None => (lock, None),
        };
        of_row(
            row,
            &AnnotationPlace {
                file,
                line,
                directory,
            },
        )
    });
    let file_notes = body.file_notes.iter().map(|it| {
        let (file, line) = (it.file, it.line);
        AnnotationPlace {
            file,
            line,
            directory,
        }
        .of_note(&it.note, None)
    });
    // That a run which writes nothing was cut short, stderr tells
    let unfinished = body.unfinished.filter(|_| body.written.is_some());
    let unfinished = unfinished
        .into_iter()
        .flat_map(|error| of_error(error, None, directory));
    rows.chain(file_notes).chain(unfinished).collect()
}

fn of_row(row: &Row<'_>, place: &AnnotationPlace<'_>) -> Vec<String> {
    let title = Some(row.name.as_str());
    let change = row
        .is_change()
        .then(|| place.annotation("notice", title, &change::words(row)));
    change
        .into_iter()
        .chain(row.notes.iter().map(|note| place.of_note(note, title)))
        .collect()
}

fn of_uses(content: &UsesBody<'_>, directory: &Path) -> Vec<String> {
    let annotation = |used: &ImageUse| {
        let note = used.note()?;
        let place = AnnotationPlace {
            file: &used.file,
            line: Some(used.line),
            directory,
        };
        Some(place.of_note(&note, Some(&used.written)))
    };
    let errors = content
        .unreadable
        .iter()
        .flat_map(|error| of_error(error, None, directory));
    content
        .uses
        .iter()
        .filter_map(annotation)
        .chain(errors)
        .collect()
}

fn of_error(error: &Error, manifest: Option<&str>, directory: &Path) -> Vec<String> {
    let Some(problems) = error.problems() else {
        let diagnosis = error.diagnosis();
        let said = std::iter::once(error.to_string()).chain(diagnosis.details.into_owned());
        let hint = diagnosis.hint.map(Cow::into_owned);
        let said = said.chain(hint).collect::<Vec<_>>().join("; ");
        let file = diagnosis.file.map(shown_path);
        return vec![match file.as_deref().or(manifest) {
            Some(file) => AnnotationPlace {
                file,
                line: None,
                directory,
            }
            .annotation("error", None, &said),
            None => format!("::error::{}", data(&said)),
        }];
    };
    let lines = problems.source.lines();
    let file = problems.source.name.as_str();
    let annotation = |problem: &crate::document::Problem| {
        let place = AnnotationPlace {
            file,
            line: Some(lines.line(problem.span.start)),
            directory,
        };
        let help = problem
            .advice()
            .map(|help| format!("; {help}"))
            .unwrap_or_default();
        place.annotation("error", None, &format!("{}{help}", problem.message))
    };
    let more = more(&problems.list);
    let more = more.map(|more| {
        AnnotationPlace {
            file,
            line: None,
            directory,
        }
        .annotation("error", None, &more)
    });
    problems.list.iter().map(annotation).chain(more).collect()
}

/// What an annotation is at.
struct AnnotationPlace<'a> {
    file: &'a str,
    line: Option<usize>,
    directory: &'a Path,
}

impl AnnotationPlace<'_> {
    fn of_note(&self, note: &Note, title: Option<&str>) -> String {
        let level = if note.class.is_some() {
            "error"
        } else {
            "warning"
        };
        self.annotation(level, title, &note.with_hint())
    }

    fn annotation(&self, level: &str, title: Option<&str>, message: &str) -> String {
        let file = below(self.directory, Path::new(self.file));
        let line = self
            .line
            .map(|line| format!(",line={line}"))
            .unwrap_or_default();
        let title = title
            .map(|title| format!(",title={}", property(title)))
            .unwrap_or_default();
        format!(
            "::{level} file={}{line}{title}::{}",
            property(&file.to_string_lossy()),
            data(message)
        )
    }
}

/// A file as it is called from the root of the repository.
fn below(directory: &Path, file: &Path) -> PathBuf {
    directory
        .join(file)
        .components()
        .fold(PathBuf::new(), |mut path, component| {
            match component {
                Component::ParentDir if path.file_name().is_some() => {
                    path.pop();
                }
                Component::CurDir => {}
                other => path.push(other),
            }
            path
        })
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
    fn files_are_named_from_the_root_of_the_repository() {
        let cases = [
            ("", "images.toml", "images.toml"),
            ("deploy", "images.toml", "deploy/images.toml"),
            ("deploy/sub", "../images.toml", "deploy/images.toml"),
            ("deploy", "./images.toml", "deploy/images.toml"),
            ("deploy", "/elsewhere/images.toml", "/elsewhere/images.toml"),
        ];
        for (directory, file, expected) in cases {
            assert_eq!(
                below(Path::new(directory), Path::new(file)),
                Path::new(expected)
            );
        }
    }

    #[test]
    fn no_text_ends_a_command_or_begins_another() {
        let place = AnnotationPlace {
            file: "a,b:c%.toml",
            line: Some(3),
            directory: Path::new(""),
        };
        let line = place.annotation(
            "error",
            Some("x::y"),
            "one\n::set-output name=a::b\r% ##[error]c",
        );
        assert_eq!(
            line,
            "::error file=a%2Cb%3Ac%25.toml,line=3,title=x%3A%3Ay::one ::set-output name=a::b%25 # #[error]c"
        );
    }
}
