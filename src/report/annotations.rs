//! Annotations: what there is to say at a line of a file, for formats that point to places.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use super::body::{Body, BodyContent, BodyResult, FileNote, UsesBody};
use super::change;
use super::failures::NAMED_MAX;
use super::grouped::grouped_by;
use super::row::{Note, NoteKind, Row};
use super::snippet::{in_line, more};
use crate::document::{count_of, first_listed, shown_path};
use crate::error::Error;
use crate::exit::{Reason, Status};

/// Something that is said at a place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Annotation {
    pub(super) level: AnnotationLevel,
    /// The file, from the root of the repository; `None` for a run that failed as a whole.
    pub(super) file: Option<String>,
    /// From 1; `None` for the file as a whole.
    pub(super) line: Option<usize>,
    pub(super) title: Option<String>,
    pub(super) message: String,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnnotationLevel {
    Notice,
    Warning,
    Error,
}

/// The annotations of a run, which took place in `directory`, below the root of its repository.
pub(super) fn annotations(outcome: &BodyResult<'_>, directory: &Path) -> Vec<Annotation> {
    let mut annotations = Annotations {
        directory,
        list: Vec::new(),
    };
    annotations.outcome(outcome, None);
    annotations.list
}

struct Annotations<'a> {
    directory: &'a Path,
    list: Vec<Annotation>,
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
            BodyContent::Uses(content) => self.uses(body.status, content),
            BodyContent::References(_) | BodyContent::Tags(_) | BodyContent::Text(..) => {}
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
        let place = |row: &Row<'_>| {
            let image = row.image;
            image.map_or((lock, None), |image| (manifest, image.line))
        };
        for row in rows {
            let (file, line) = place(row);
            let title = Some(row.name.as_str());
            if row.is_change() {
                let is_prevented = body.is_prevented();
                let how = if is_prevented { "not written: " } else { "" };
                let words = format!("{how}{}", change::words(row));
                self.add(AnnotationLevel::Notice, file, line, title, &words);
            }
            let is_here = |note: &&Note| !is_failure(note) && !is_quiet(note);
            for note in row.notes.iter().filter(is_here) {
                self.note(file, line, title, note);
            }
        }
        for (row, title, note) in failures(rows) {
            let (file, line) = place(row);
            self.note(file, line, Some(&title), &note);
        }
        for FileNote { file, line, note } in &body.file_notes {
            self.note(file, *line, None, note);
        }
        // That a run which writes nothing was cut short, stderr tells
        if let Some(error) = body.unfinished.filter(|_| body.written.is_some()) {
            self.error(error, None);
        }
    }

    /// A place that fails one command is left open by another, which is no error.
    fn uses(&mut self, status: Status, content: &UsesBody<'_>) {
        for used in content.uses {
            if let Some(note) = used.note() {
                let class = note.class.filter(|_| status != Status::Done);
                let note = Note { class, ..note };
                self.note(&used.file, Some(used.line), Some(&used.written), &note);
            }
        }
        for error in content.file_errors {
            self.error(error, None);
        }
    }

    fn error(&mut self, error: &Error, manifest: Option<&str>) {
        if let Some(problems) = error.problems() {
            let (lines, file) = (problems.source.lines(), &problems.source.name);
            for problem in &problems.list {
                let line = Some(lines.line(problem.span.start));
                self.add(AnnotationLevel::Error, file, line, None, &in_line(problem));
            }
            if let Some(more) = more(&problems.list) {
                self.add(AnnotationLevel::Error, file, None, None, &more);
            }
            return;
        }
        let diagnosis = error.diagnosis();
        let said = std::iter::once(error.to_string()).chain(diagnosis.details.into_owned());
        let hint = diagnosis.hint.map(Cow::into_owned);
        let said = said.chain(hint).collect::<Vec<_>>().join("; ");
        match diagnosis.file.map(shown_path).as_deref().or(manifest) {
            Some(file) => self.add(AnnotationLevel::Error, file, None, None, &said),
            None => self.list.push(Annotation {
                level: AnnotationLevel::Error,
                file: None,
                line: None,
                title: None,
                message: said,
            }),
        }
    }

    /// That no digest can be written at a place, or that something newer may not be chosen, asks nothing of anybody.
    fn note(&mut self, file: &str, line: Option<usize>, title: Option<&str>, note: &Note) {
        let level = if note.class.is_some() {
            AnnotationLevel::Error
        } else if matches!(
            note.reason,
            Reason::NotRewritable
                | Reason::NewerOutside
                | Reason::NewerVariant
                | Reason::NewerTag
                | Reason::TooYoung
                | Reason::NotAged
        ) {
            AnnotationLevel::Notice
        } else {
            AnnotationLevel::Warning
        };
        self.add(level, file, line, title, &note.with_hint());
    }

    fn add(
        &mut self,
        level: AnnotationLevel,
        file: &str,
        line: Option<usize>,
        title: Option<&str>,
        message: &str,
    ) {
        let file = below(self.directory, Path::new(file));
        self.list.push(Annotation {
            level,
            file: Some(file.to_string_lossy().into_owned()),
            line,
            title: title.map(str::to_owned),
            message: message.to_owned(),
        });
    }
}

/// True where there is nothing to do, so that a log that is read line by line is better without it.
fn is_quiet(note: &Note) -> bool {
    matches!(note.reason, Reason::SamePlatforms | Reason::Aged)
}

fn is_failure(note: &Note) -> bool {
    note.kind == NoteKind::Failure
}

/// The failures of registries, each cause once: the first image that it kept from an answer, the title, and the note.
fn failures<'r, 'a>(rows: &'r [Row<'a>]) -> impl Iterator<Item = (&'r Row<'a>, String, Note)> {
    let failed = rows.iter().flat_map(|row| {
        let notes = row.notes.iter().filter(|note| is_failure(note));
        notes.map(move |note| (row, note))
    });
    let groups = grouped_by(failed, |(_, note)| (note.class, note.with_hint()));
    groups.into_iter().filter_map(|group| {
        let (row, note) = *group.first()?;
        if group.len() == 1 {
            return Some((row, row.name.to_string(), note.clone()));
        }
        let names = first_listed(group.iter().map(|(row, _)| row.name), NAMED_MAX);
        let message = format!("{names}: {}", note.message);
        let title = count_of(group.len(), "image");
        Some((
            row,
            title,
            Note {
                message,
                ..note.clone()
            },
        ))
    })
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
}
