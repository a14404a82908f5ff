//! One of each error of a run, with a text wherever text comes from outside.

use std::io;

use super::*;
use crate::document::{Findings, Problem, Source};
use crate::export::Remedy;
use crate::git::History;
use crate::lock::{DecodeError, Foreign};

/// All of them. An error that is not listed does not compile.
pub(crate) fn of(text: &str) -> Vec<Error> {
    let mut samples = passed_on(text);
    let mut next = Some(Error::Problems(problems(text)));
    while let Some(error) = next {
        next = behind(&error, text);
        samples.push(error);
    }
    samples
}

fn behind(error: &Error, text: &str) -> Option<Error> {
    match error {
        Error::Problems(_) => Some(Error::File(FileError::Read(
            text.into(),
            io::Error::other(text.to_owned()),
        ))),
        Error::File(_) => {
            let error = FileError::TooLarge(text.into());
            Some(Error::Lock(LockError::File(error)))
        }
        Error::Lock(_) => Some(Error::Export(ExportError::Unlocked {
            file: text.to_owned(),
            services: vec![text.to_owned(), text.to_owned()],
            remedy: Remedy::Both,
        })),
        Error::Export(_) => Some(Error::Git(GitError::Failed {
            file: text.to_owned(),
            said: text.to_owned(),
        })),
        Error::Git(_) => first(ProjectError::sample, text),
        Error::Project(error) => {
            next(ProjectError::sample, error, text).or_else(|| first(RequestError::sample, text))
        }
        Error::Request(error) => {
            next(RequestError::sample, error, text).or_else(|| first(LockedError::sample, text))
        }
        Error::Locked(error) => {
            next(LockedError::sample, error, text).or_else(|| first(ImageFileError::sample, text))
        }
        Error::ImageFile(error) => {
            next(ImageFileError::sample, error, text).or_else(|| first(BaseError::sample, text))
        }
        Error::Base(error) => {
            next(BaseError::sample, error, text).or_else(|| first(OutputError::sample, text))
        }
        Error::Output(error) => {
            next(OutputError::sample, error, text).or_else(|| first(RuntimeError::sample, text))
        }
        Error::Runtime(error) => next(RuntimeError::sample, error, text),
    }
}

/// Gives the sample behind another, or the first.
type Sample<E> = fn(Option<&E>, &str) -> Option<E>;

fn first<E: Into<Error>>(sample: Sample<E>, text: &str) -> Option<Error> {
    sample(None, text).map(Into::into)
}

fn next<E: Into<Error>>(sample: Sample<E>, error: &E, text: &str) -> Option<Error> {
    sample(Some(error), text).map(Into::into)
}

/// Two problems of a text that says the same, quoted and not.
pub(super) fn problems(text: &str) -> Problems {
    let source = Source::new(text, format!("a = \"{text}\"\nb = '{text}'\n{text}"));
    let end = source.text.len();
    let mut findings = Findings::new(&source);
    let problem = |at: usize| {
        Problem::new(at..end.min(at + 3), text)
            .label(text)
            .help(text)
    };
    findings.report(problem(5).other(end - 1..end, text));
    findings.report(problem(end / 2));
    findings.finish().unwrap_err()
}

fn unquoted(text: &str) -> Problems {
    let Problems { source, list } = problems(text);
    Problems {
        source: source.unquoted(),
        list,
    }
}

/// More of the errors that are passed on.
fn passed_on(text: &str) -> Vec<Error> {
    let said = || text.to_owned();
    let io = || io::Error::other(said());
    let of_lock = |error: DecodeError| Error::Lock(LockError::Decode(error));
    let foreign = |what: Foreign| of_lock(DecodeError::Foreign { name: said(), what });
    let names = || vec!["web".parse().unwrap()];
    vec![
        Error::Problems(unquoted(text)),
        of_lock(DecodeError::Newer(problems(text))),
        of_lock(DecodeError::Conflict(problems(text))),
        of_lock(DecodeError::Damaged(problems(text))),
        Error::Lock(LockError::Seen(DecodeError::Damaged(problems(text)))),
        Error::Lock(LockError::Seen(DecodeError::Conflict(problems(text)))),
        Error::Lock(LockError::SeenElsewhere(DecodeError::Damaged(problems(
            text,
        )))),
        foreign(Foreign::Yaml { kind: Some(said()) }),
        foreign(Foreign::Toml { key: said() }),
        Error::Git(GitError::Missing(io())),
        Error::Git(GitError::NoRepository {
            revision: said(),
            directory: text.into(),
        }),
        Error::Git(GitError::NoCommit {
            revision: said(),
            history: History::Whole,
        }),
        Error::Git(GitError::Ambiguous(said())),
        Error::Git(GitError::Submodule {
            revision: said(),
            superproject: text.into(),
        }),
        Error::ImageFile(ImageFileError::Find(FindError::Git(GitError::Failed {
            file: said(),
            said: said(),
        }))),
        Error::Git(GitError::NotAFile {
            file: said(),
            what: "a link",
        }),
        Error::Git(GitError::NotText(said())),
        Error::ImageFile(ImageFileError::Find(FindError::Missing(text.into()))),
        Error::ImageFile(ImageFileError::Find(FindError::NoKind(text.into()))),
        Error::File(FileError::Outside(text.into(), text.into())),
        Error::File(FileError::Dangling(text.into(), text.into())),
        Error::File(FileError::Create(text.into(), text.into(), io())),
        Error::File(FileError::Mounted(text.into(), text.into())),
        Error::File(FileError::MountedDirectory(text.into(), text.into())),
        Error::Export(ExportError::OneVariable {
            variable: said(),
            names: names(),
        }),
        Error::Export(ExportError::Indistinguishable {
            tool: "helm",
            subject: said(),
            names: names(),
            differing: "digests",
        }),
    ]
}
