//! Failures of a whole run, grouped by the question that failed.
//!
//! An error's message, class, reason and way out stand side by side, in the file of its question or beside the type
//! that is passed on. What failed for one image only is no error of the run; it is an outcome, reported with the
//! others.

mod base;
mod image_file;
mod locked;
mod output;
mod project;
mod request;
mod runtime;
#[cfg(test)]
pub(crate) mod samples;

use std::error::Error as StdError;
use std::io;
use std::iter::successors;

use crate::document::Problems;
use crate::exit::{Class, Diagnosis, Reason, Status};
use crate::export::ExportError;
use crate::files::FileError;
use crate::git::GitError;
use crate::lock::LockError;
use crate::registry::Awaited;
use crate::scan::{FindError, ScanError};

pub use base::BaseError;
pub use image_file::ImageFileError;
pub use locked::LockedError;
pub use output::OutputError;
pub use project::ProjectError;
pub use request::{BadReference, RequestError};
pub use runtime::{LastFailure, RuntimeError, TimedOut};

/// The numbers of the system for too many open files, in a process or in all: EMFILE and ENFILE, which are the same on
/// Linux and macOS, and have no kind of their own.
const TOO_MANY_FILES: [i32; 2] = [24, 23];

/// A failure of a whole run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// `images.toml`, `config.toml` or a file that uses images is not valid.
    #[error(transparent)]
    Problems(#[from] Problems),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Export(ExportError),
    #[error(transparent)]
    Git(#[from] GitError),
    /// The files that the run is about.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// What is asked for on the command line.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// What the lock holds.
    #[error(transparent)]
    Locked(#[from] LockedError),
    /// The files that use images.
    #[error(transparent)]
    ImageFile(#[from] ImageFileError),
    /// The base that a change is held against.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// What is written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The run itself.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
}

impl Error {
    /// The exit status, the reason and the way out.
    pub fn diagnosis(&self) -> Diagnosis<'_> {
        let diagnosis = match self {
            Self::Problems(_) => Diagnosis::wrong_question(Reason::InvalidFile),
            Self::File(error) => error.diagnosis(),
            Self::Lock(error) => error.diagnosis(),
            Self::Export(error) => error.diagnosis(),
            Self::Git(error) => error.diagnosis(),
            Self::Project(error) => error.diagnosis(),
            Self::Request(error) => error.diagnosis(),
            Self::Locked(error) => error.diagnosis(),
            Self::ImageFile(error) => error.diagnosis(),
            Self::Base(error) => error.diagnosis(),
            Self::Output(error) => error.diagnosis(),
            Self::Runtime(error) => error.diagnosis(),
        };
        if self.wants_files() {
            return diagnosis
                .hint("raise the limit of open files, for example with `ulimit -n 4096`");
        }
        diagnosis
    }

    /// The status that the process ends with.
    pub fn status(&self) -> Status {
        self.diagnosis().status
    }

    /// Whether a file cannot be written, and nothing is wrong with reading it.
    pub fn is_of_writing(&self) -> bool {
        matches!(self, Self::File(error) if error.is_of_writing())
    }

    /// The class that the exit status tells; `None` where a signal ended the run.
    pub fn class(&self) -> Option<Class> {
        match self.status() {
            Status::Failed(class) => Some(class),
            Status::Done | Status::Signalled(_) => None,
        }
    }

    /// Whom the run waited for when its time was over, where that is what failed.
    pub fn awaited(&self) -> &[Awaited] {
        if let Self::Runtime(RuntimeError::TimedOut(timed_out)) = self {
            &timed_out.awaited
        } else {
            &[]
        }
    }

    /// The places of a file that are wrong, where that is what failed.
    pub fn problems(&self) -> Option<&Problems> {
        match self {
            Self::Problems(problems) => Some(problems),
            Self::Lock(error) => error.problems(),
            Self::Base(BaseError::Unreadable(error)) => error.problems(),
            Self::File(_)
            | Self::Export(_)
            | Self::Git(_)
            | Self::Project(_)
            | Self::Request(_)
            | Self::Locked(_)
            | Self::ImageFile(_)
            | Self::Base(_)
            | Self::Output(_)
            | Self::Runtime(_) => None,
        }
    }

    /// Whether a cause is that no more files can be opened.
    fn wants_files(&self) -> bool {
        let causes = successors(Some(self as &dyn StdError), |&error| error.source());
        let mut numbers =
            causes.filter_map(|cause| cause.downcast_ref::<io::Error>()?.raw_os_error());
        cfg!(unix) && numbers.any(|number| TOO_MANY_FILES.contains(&number))
    }
}

impl From<TimedOut> for Error {
    fn from(error: TimedOut) -> Self {
        Self::Runtime(error.into())
    }
}

impl From<FindError> for Error {
    fn from(error: FindError) -> Self {
        Self::ImageFile(error.into())
    }
}

impl From<ScanError> for Error {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::File(error) => ImageFileError::Unreadable(error).into(),
            ScanError::Problems(problems) => problems.into(),
            ScanError::Unknown(error) => error.into(),
        }
    }
}

/// A file that cannot be read is one, whoever reads it.
impl From<ExportError> for Error {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::File(problems) => Self::Problems(Problems {
                source: problems.source.unquoted(),
                ..problems
            }),
            error => Self::Export(error),
        }
    }
}
