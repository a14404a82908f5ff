//! `--format github`: annotations at the lines of `images.toml`, in the words of GitHub's runner.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use super::plain::plain_line;
use super::row::{Note, Row};
use super::{ManifestReport, Report, check, human, more};
use crate::document::shown_path;
use crate::error::Error;

/// The annotations of a run, a line each and the only commands to the runner that are ours, and below them the report
/// for who reads the log.
///
/// `directory` is where the run took place below the root of the repository, from where annotations count.
pub fn annotations(outcome: &Result<Report, Error>, directory: &Path) -> String {
    let annotations: String = of_outcome(outcome, directory)
        .iter()
        .map(|line| format!("{line}\n"))
        .collect();
    let report = outcome
        .as_ref()
        .map(|report| human::text(report, false))
        .unwrap_or_default();
    annotations + report.as_str()
}

fn of_outcome(outcome: &Result<Report, Error>, directory: &Path) -> Vec<String> {
    match outcome {
        Ok(Report::Update(report)) => {
            let rows = report.rows().collect::<Vec<_>>();
            let mut lines = of_rows(&rows, &report.manifest_path, &report.lock_path, directory);
            lines.extend(
                report
                    .unfinished
                    .iter()
                    .flat_map(|error| of_error(error, None, directory)),
            );
            lines
        }
        Ok(Report::Verify(report)) => {
            let rows = report.rows().collect::<Vec<_>>();
            let mut lines = of_rows(&rows, &report.manifest_path, &report.lock_path, directory);
            let (file, line) = (report.manifest_path.as_str(), report.manifest.exclude_line);
            let place = AnnotationPlace {
                file,
                line,
                directory,
            };
            lines.extend(
                report
                    .policy_notes()
                    .iter()
                    .map(|note| place.of_note(note, None)),
            );
            lines.extend(report.difference.iter().map(|(line, found)| {
                let place = AnnotationPlace {
                    file: &report.lock_path,
                    line: Some(*line),
                    directory,
                };
                place.annotation(
                    "error",
                    None,
                    &format!("this is not as imagelock writes it: {found}"),
                )
            }));
            lines
        }
        Ok(Report::Check(report)) => of_places(&report.places, &report.unreadable, directory),
        Ok(Report::Init(report)) => of_places(&report.places, &report.unreadable, directory),
        Ok(
            Report::Diff(_)
            | Report::List(_)
            | Report::References(_)
            | Report::Export(_)
            | Report::Script(_),
        ) => Vec::new(),
        Ok(Report::Many(parts)) => parts
            .iter()
            .flat_map(|part| of_part(part, directory))
            .collect(),
        Err(error) => of_error(error, None, directory),
    }
}

/// What failed as a whole is at the file that cannot be read, else at the manifest that it failed for.
fn of_part(part: &ManifestReport, directory: &Path) -> Vec<String> {
    match &part.outcome {
        Err(error) => of_error(error, Some(&part.manifest), directory),
        outcome => of_outcome(outcome, directory),
    }
}

/// The annotations of images.
pub(super) fn of_rows(
    rows: &[Row<'_>],
    manifest: &str,
    lock: &str,
    directory: &Path,
) -> Vec<String> {
    let files = Files {
        manifest,
        lock,
        directory,
    };
    rows.iter().flat_map(|row| files.of_row(row)).collect()
}

struct Files<'a> {
    manifest: &'a str,
    lock: &'a str,
    directory: &'a Path,
}

impl Files<'_> {
    /// An annotation for each note, and one that an image changed.
    fn of_row(&self, row: &Row<'_>) -> Vec<String> {
        let place = match row.image {
            Some(image) => AnnotationPlace {
                file: self.manifest,
                line: image.line,
                directory: self.directory,
            },
            None => AnnotationPlace {
                file: self.lock,
                line: None,
                directory: self.directory,
            },
        };
        let title = Some(row.name.as_str());
        let change = row
            .is_change()
            .then(|| place.annotation("notice", title, &human::change(row)));
        change
            .into_iter()
            .chain(row.notes.iter().map(|note| place.of_note(note, title)))
            .collect()
    }
}

/// An annotation for each place of which there is something to say, and for each file that cannot be read.
fn of_places(places: &[check::ImageUse], unreadable: &[Error], directory: &Path) -> Vec<String> {
    let annotation = |used: &check::ImageUse| {
        let note = used.note()?;
        let place = AnnotationPlace {
            file: &used.file,
            line: Some(used.line),
            directory,
        };
        Some(place.of_note(&note, Some(&used.written)))
    };
    let errors = unreadable
        .iter()
        .flat_map(|error| of_error(error, None, directory));
    places.iter().filter_map(annotation).chain(errors).collect()
}

fn with_hint(note: &Note) -> String {
    let hint = note
        .hint
        .as_ref()
        .map(|hint| format!("; {hint}"))
        .unwrap_or_default();
    format!("{}{hint}", note.message)
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
        self.annotation(level, title, &with_hint(note))
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
