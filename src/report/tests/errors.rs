//! One of each error of a run, with a text wherever text comes from outside.

use std::io;
use std::time::Duration;

use crate::document::{Findings, Problem, Problems, Source};
use crate::error::{BadReference, Error};
use crate::exit::Signal;
use crate::export;
use crate::files::FileError;
use crate::git::GitError;
use crate::lock::{DecodeError, Foreign, LockError};
use crate::manifest::ImageName;
use crate::scan::FindError;
use crate::signals::EndedBySignal;

/// All of them. An error that is not listed in `behind` does not compile.
pub(super) fn of(text: &str) -> Vec<Error> {
    let mut samples = within(text);
    let mut next = Some(Error::Problems(problems(text)));
    while let Some(error) = next {
        next = behind(&error, text);
        samples.push(error);
    }
    samples
}

/// Two problems of a text that says the same, quoted and not.
fn problems(text: &str) -> Problems {
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

/// What the variants that only pass something on are made of.
fn within(text: &str) -> Vec<Error> {
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
        foreign(Foreign::Yaml { kind: Some(said()) }),
        foreign(Foreign::Toml { key: said() }),
        Error::Git(GitError::Missing(io())),
        Error::Git(GitError::NoRepository {
            revision: said(),
            directory: text.into(),
        }),
        Error::Git(GitError::NoCommit { revision: said() }),
        Error::Git(GitError::Ambiguous { revision: said() }),
        Error::Git(GitError::Submodule {
            revision: said(),
            superproject: text.into(),
        }),
        Error::Find(FindError::Git(GitError::Failed {
            file: said(),
            said: said(),
        })),
        Error::Git(GitError::NotAFile {
            file: said(),
            what: "a link",
        }),
        Error::Git(GitError::NotText { file: said() }),
        Error::Find(FindError::Missing(text.into())),
        Error::Find(FindError::NoKind(text.into())),
        Error::File(FileError::Outside {
            path: text.into(),
            root: text.into(),
        }),
        Error::File(FileError::Dangling {
            path: text.into(),
            target: text.into(),
        }),
        Error::File(FileError::Create {
            path: text.into(),
            directory: text.into(),
            source: io(),
        }),
        Error::Export(export::ExportError::OneVariable {
            variable: said(),
            names: names(),
        }),
        Error::Export(export::ExportError::Indistinguishable {
            tool: "helm",
            subject: said(),
            names: names(),
            differing: "digests",
        }),
    ]
}

fn behind(error: &Error, text: &str) -> Option<Error> {
    let said = || text.to_owned();
    let io = || io::Error::other(said());
    let name = || "web".parse::<ImageName>().unwrap();
    let reference = || Box::new("nginx:1".parse().unwrap());
    let unknown = || vec![(said(), Some(name())), (said(), None)];
    Some(match error {
        Error::Problems(_) => Error::File(FileError::Read {
            path: text.into(),
            source: io(),
        }),
        Error::File(_) => Error::Lock(LockError::File(FileError::TooLarge { path: text.into() })),
        Error::Lock(_) => Error::NoManifest(text.into()),
        Error::NoManifest(_) => Error::LockAlone(text.into()),
        Error::LockAlone(_) => Error::NoManifestBelow(text.into()),
        Error::NoManifestBelow(_) => Error::OneManifestOnly,
        Error::OneManifestOnly => Error::OneLockOnly,
        Error::OneLockOnly => Error::OneBaseOnly(text.into()),
        Error::OneBaseOnly(_) => Error::SharedLock {
            lock: text.into(),
            manifests: [text.into(), text.into()],
        },
        Error::SharedLock { .. } => Error::NoFile(text.into()),
        Error::NoFile(_) => Error::OneFile(text.into()),
        Error::OneFile(_) => Error::OverSource(text.into()),
        Error::OverSource(_) => Error::OverSystem(text.into()),
        Error::OverSystem(_) => Error::OverOthers(text.into()),
        Error::OverOthers(_) => Error::OverOutside {
            path: text.into(),
            root: text.into(),
        },
        Error::OverOutside { .. } => Error::Export(export::ExportError::Unlocked {
            file: said(),
            services: vec![said(), said()],
            remedy: export::Remedy::Both,
        }),
        Error::Export(_) => Error::NoDirectory(io()),
        Error::NoDirectory(_) => Error::UnknownNames {
            names: unknown(),
            file: text.into(),
        },
        Error::UnknownNames { .. } => Error::LockedOnly {
            names: vec![name()],
            file: text.into(),
            lock: text.into(),
        },
        Error::LockedOnly { .. } => {
            Error::Name(format!("{text}é").parse::<ImageName>().unwrap_err())
        }
        Error::Name(_) => Error::OneNameForMany(name()),
        Error::OneNameForMany(_) => Error::NameTaken {
            name: name(),
            file: text.into(),
            is: reference(),
            new: reference(),
        },
        Error::NameTaken { .. } => Error::NoImageLeft(text.into()),
        Error::NoImageLeft(_) => Error::ManifestChanged(text.into()),
        Error::ManifestChanged(_) => Error::LockChanged(text.into()),
        Error::LockChanged(_) => Error::LockNotWritten {
            manifest: text.into(),
            source: Box::new(Error::Stdin(io())),
        },
        Error::LockNotWritten { .. } => Error::UnknownEverywhere { names: unknown() },
        Error::UnknownEverywhere { .. } => {
            let error = || {
                format!("{text} é")
                    .parse::<crate::reference::Reference>()
                    .unwrap_err()
            };
            let of = |text: Option<String>| BadReference {
                number: 7,
                text,
                error: error(),
            };
            Error::References(vec![of(Some(said())), of(None)])
        }
        Error::References(_) => Error::NoReference,
        Error::NoReference => Error::Stdin(io()),
        Error::Stdin(_) => Error::StdinTooLarge,
        Error::StdinTooLarge => Error::Stdout(io()),
        Error::Stdout(_) => Error::Used(FileError::NotUtf8 {
            path: text.into(),
            line: 1,
            column: 1,
        }),
        Error::Used(_) => Error::Orphans(vec![said(), said()]),
        Error::Orphans(_) => Error::Find(FindError::Missing(text.into())),
        Error::Find(_) => Error::NoImages(1),
        Error::NoImages(_) => Error::Git(GitError::Failed {
            file: said(),
            said: said(),
        }),
        Error::Git(_) => Error::BaseUnreadable(Box::new(Error::Problems(problems(text)))),
        Error::BaseUnreadable(_) => Error::NoBaseManifest(text.into()),
        Error::NoBaseManifest(_) => Error::ManifestRemoved {
            path: text.into(),
            base: said(),
        },
        Error::ManifestRemoved { .. } => Error::ManifestNear {
            path: text.into(),
            own: text.into(),
            is_added: true,
        },
        Error::ManifestNear { .. } => Error::LinkInPlaceOfFile {
            path: text.into(),
            base: said(),
        },
        Error::LinkInPlaceOfFile { .. } => Error::NoLock(text.into()),
        Error::NoLock(_) => Error::Unsatisfied {
            lock: text.into(),
            manifest: text.into(),
            reasons: vec![said(), said()],
        },
        Error::Unsatisfied { .. } => Error::NoPlatform {
            names: vec![name()],
            platform: "linux/amd64".parse().unwrap(),
        },
        Error::NoPlatform { .. } => Error::StalePlatforms(vec![name()]),
        Error::StalePlatforms(_) => Error::TimedOut {
            limit: Duration::from_secs(1),
            so_far: Some(said()),
        },
        Error::TimedOut { .. } => Error::Signalled(EndedBySignal {
            signal: Signal::Terminate,
            files_written: 2,
        }),
        Error::Signalled(_) => Error::Random(said()),
        Error::Random(_) => Error::Runtime(io()),
        Error::Runtime(_) => return None,
    })
}
