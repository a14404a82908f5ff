//! `--format github`: annotations at the lines of `images.toml`, in the words of GitHub's runner.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use super::body::{Body, BodyContent, BodyResult, FileNote, UsesBody};
use super::change;
use super::human;
use super::plain::plain_line;
use super::row::{Note, Row};
use super::snippet::{in_line, more};
use crate::document::shown_path;
use crate::error::Error;

/// The annotations of a run, a line each and the only commands to the runner that are ours, and below them the report
/// for who reads the log.
///
/// `directory` is where the run took place below the root of the repository, from where annotations count.
pub(super) fn annotations(outcome: &BodyResult<'_>, directory: &Path) -> String {
    let mut annotations = Annotations {
        directory,
        text: String::new(),
    };
    annotations.outcome(outcome, None);
    let report = outcome.as_ref().map(human::text).unwrap_or_default();
    annotations.text + report.as_str()
}

struct Annotations<'a> {
    directory: &'a Path,
    text: String,
}

impl Annotations<'_> {
    /// A run that failed as a whole is annotated at the file that cannot be read, else at the manifest that it failed
    /// for.
    fn outcome(&mut self, outcome: &BodyResult<'_>, manifest: Option<&str>) {
        let body = match outcome {
            Ok(body) => body,
            Err(error) => return self.error(error, manifest),
        };
        match &body.content {
            BodyContent::Rows(rows) => self.rows(body, rows),
            BodyContent::Uses(content) => self.uses(content),
            BodyContent::References(_) | BodyContent::Text(..) => {}
            BodyContent::Manifests(parts) => parts
                .iter()
                .for_each(|part| self.outcome(&part.outcome, Some(part.manifest))),
        }
    }

    /// An annotation for each note, and one for each image that changed; none of a listing, nor of locks without a
    /// manifest.
    fn rows(&mut self, body: &Body<'_>, rows: &[Row<'_>]) {
        let (Some(manifest), Some(lock), false) = (body.manifest, body.lock, body.is_listing)
        else {
            return;
        };
        for row in rows {
            let (file, line) = row
                .image
                .map_or((lock, None), |image| (manifest, image.line));
            let title = Some(row.name.as_str());
            if row.is_change() {
                self.add("notice", file, line, title, &change::words(row));
            }
            for note in &row.notes {
                self.note(file, line, title, note);
            }
        }
        for FileNote { file, line, note } in &body.file_notes {
            self.note(file, *line, None, note);
        }
        // That a run which writes nothing was cut short, stderr tells
        if let Some(error) = body.unfinished.filter(|_| body.written.is_some()) {
            self.error(error, None);
        }
    }

    fn uses(&mut self, content: &UsesBody<'_>) {
        for used in content.uses {
            if let Some(note) = used.note() {
                self.note(&used.file, Some(used.line), Some(&used.written), &note);
            }
        }
        for error in content.unreadable {
            self.error(error, None);
        }
    }

    fn error(&mut self, error: &Error, manifest: Option<&str>) {
        if let Some(problems) = error.problems() {
            let (lines, file) = (problems.source.lines(), &problems.source.name);
            for problem in &problems.list {
                let line = Some(lines.line(problem.span.start));
                self.add("error", file, line, None, &in_line(problem));
            }
            if let Some(more) = more(&problems.list) {
                self.add("error", file, None, None, &more);
            }
            return;
        }
        let diagnosis = error.diagnosis();
        let said = std::iter::once(error.to_string()).chain(diagnosis.details.into_owned());
        let hint = diagnosis.hint.map(Cow::into_owned);
        let said = said.chain(hint).collect::<Vec<_>>().join("; ");
        match diagnosis.file.map(shown_path).as_deref().or(manifest) {
            Some(file) => self.add("error", file, None, None, &said),
            None => self.line(format_args!("::error::{}", data(&said))),
        }
    }

    fn note(&mut self, file: &str, line: Option<usize>, title: Option<&str>, note: &Note) {
        let level = if note.class.is_some() {
            "error"
        } else {
            "warning"
        };
        self.add(level, file, line, title, &note.with_hint());
    }

    fn add(
        &mut self,
        level: &str,
        file: &str,
        line: Option<usize>,
        title: Option<&str>,
        message: &str,
    ) {
        let file = below(self.directory, Path::new(file));
        let file = property(&file.to_string_lossy());
        let line = line.map(|line| format!(",line={line}")).unwrap_or_default();
        let title = title.map(|title| format!(",title={}", property(title)));
        let title = title.unwrap_or_default();
        let message = data(message);
        self.line(format_args!(
            "::{level} file={file}{line}{title}::{message}"
        ));
    }

    fn line(&mut self, line: fmt::Arguments<'_>) {
        let _ = writeln!(self.text, "{line}");
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
        let mut annotations = Annotations {
            directory: Path::new(""),
            text: String::new(),
        };
        annotations.add(
            "error",
            "a,b:c%.toml",
            Some(3),
            Some("x::y"),
            "one\n::set-output name=a::b\r% ##[error]c",
        );
        assert_eq!(
            annotations.text,
            "::error file=a%2Cb%3Ac%25.toml,line=3,title=x%3A%3Ay::one ::set-output name=a::b%25 # #[error]c\n"
        );
    }
}
