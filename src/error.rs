//! Why a run failed as a whole: a variant per room, its class, and the way out.
//!
//! What failed for one image only is no error of the run; it is an outcome, reported with the others.

mod file;
mod hint;
mod reason;
mod words;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::document::{Problems, plural};
use crate::exit::{Class, Status};
use crate::export;
use crate::files::{FileError, MAX_SIZE};
use crate::git::GitError;
use crate::lock::LockError;
use crate::manifest::{ImageName, ImageNameError};
use crate::reference::{Platform, Reference, ReferenceError};
use crate::scan::{FindError, ScanError};
use crate::signals::EndedBySignal;
use words::{but, ended, list, unknown};

/// Why a run failed as a whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// `images.toml` or `config.toml` is not valid.
    #[error(transparent)]
    Problems(#[from] Problems),
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The lock cannot be read or written.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// There is no `images.toml` here or above.
    #[error("there is no `images.toml` in `{}` or a directory above it", .0.display())]
    NoManifest(PathBuf),
    /// There is no `images.toml` here or above, but a lock is.
    #[error("there is no `images.toml` in `{}` or a directory above it", .0.display())]
    LockAlone(PathBuf),
    /// There is no `images.toml` below a directory.
    #[error("there is no `images.toml` in `{}` or below it that git does not ignore", .0.display())]
    NoManifestBelow(PathBuf),
    /// There are several manifests, and the command is about one.
    #[error("this command takes one manifest, and several were named")]
    OneManifestOnly,
    /// There are several manifests, and one lock was named.
    #[error("`--lock-path` names one lock, and each of several manifests has its own beside it")]
    OneLockOnly,
    /// There are several manifests, and their base is one lock.
    #[error("`{}` is one lock, and cannot be the base of several manifests", .0.display())]
    OneBaseOnly(PathBuf),
    /// Two manifests would have one lock.
    #[error("`{}` would be the lock of both `{}` and `{}`", .lock.display(), .manifests[0].display(), .manifests[1].display())]
    SharedLock {
        /// The lock.
        lock: PathBuf,
        /// The manifests.
        manifests: [PathBuf; 2],
    },
    /// A file that was named is not there.
    #[error("`{}` does not exist", .0.display())]
    NoFile(PathBuf),
    /// Manifest and lock are one file.
    #[error("`{}` cannot be the manifest and the lock at once", .0.display())]
    OneFile(PathBuf),
    /// An export would be written over what it is made of.
    #[error("`{}` is what is exported, and cannot be the file that it is written to", .0.display())]
    OverSource(PathBuf),
    /// An export would be written over what is no file of its own.
    #[error("`{}` is no file of its own, and cannot be replaced", .0.display())]
    OverSystem(PathBuf),
    /// An export would be written over what somebody else wrote.
    #[error("`{}` was not written by imagelock", .0.display())]
    OverOthers(PathBuf),
    /// An export would be written, by a link, into what its repository does not hold.
    #[error("`{}` leads out of the files of `{}`", .path.display(), .root.display())]
    OverOutside {
        /// The path.
        path: PathBuf,
        /// The repository.
        root: PathBuf,
    },
    /// What is locked cannot be said in the format that was asked for.
    #[error(transparent)]
    Export(export::ExportError),
    /// The current directory is gone.
    #[error("the current directory cannot be found")]
    NoDirectory(#[source] std::io::Error),
    /// Names that are in no manifest or lock.
    #[error("`{}` has no {} {}", .file.display(), plural(.names.len(), "image"), unknown(.names))]
    UnknownNames {
        /// The names, each with a near one that is there.
        names: Vec<(String, Option<ImageName>)>,
        /// The file that was looked into.
        file: PathBuf,
    },
    /// Names that are in the lock, and in the manifest no more.
    #[error("`{}` has no {} {}, and only `{}` has", .file.display(), plural(.names.len(), "image"), list(.names), .lock.display())]
    LockedOnly {
        /// The names.
        names: Vec<ImageName>,
        /// The manifest.
        file: PathBuf,
        /// The lock.
        lock: PathBuf,
    },
    /// What is to be the name of an image is none.
    #[error(transparent)]
    Name(ImageNameError),
    /// One name is given for several images.
    #[error("`{0}` can be the name of one image, and not of several")]
    OneNameForMany(ImageName),
    /// A name is to be that of another image.
    #[error("`{name}` is `{is}` in `{}`, and cannot be `{new}`", .file.display())]
    NameTaken {
        /// The name.
        name: ImageName,
        /// The manifest.
        file: PathBuf,
        /// What it names.
        is: Box<Reference>,
        /// What it was to name.
        new: Box<Reference>,
    },
    /// All images are to be removed.
    #[error("nothing would be left of `{}`, and a manifest has one image at least", .0.display())]
    NoImageLeft(PathBuf),
    /// Somebody wrote the manifest while registries were asked.
    #[error("`{}` was changed by somebody else meanwhile, and nothing was written", .0.display())]
    ManifestChanged(PathBuf),
    /// Somebody wrote the lock while registries were asked.
    #[error("`{}` was changed by somebody else meanwhile, and was not written over", .0.display())]
    LockChanged(PathBuf),
    /// The manifest was written, and then the lock was not.
    #[error("`{}` was written, and the lock was not", .manifest.display())]
    LockNotWritten {
        /// The manifest.
        manifest: PathBuf,
        /// Why not.
        source: Box<Error>,
    },
    /// Names that are in none of several manifests.
    #[error("no manifest has {} {}", if .names.len() == 1 { "an image" } else { "images" }, unknown(.names))]
    UnknownEverywhere {
        /// The names, each with a near one that is somewhere.
        names: Vec<(String, Option<ImageName>)>,
    },
    /// References on the command line or on stdin that are none.
    #[error("{} cannot be read", match .0.len() { 1 => "a reference".to_owned(), count => format!("{count} references") })]
    References(Vec<BadReference>),
    /// Nothing was asked for.
    #[error("no reference was given")]
    NoReference,
    /// Stdin cannot be read.
    #[error("stdin cannot be read")]
    Stdin(#[source] std::io::Error),
    /// There is more on stdin than is ever read.
    #[error("stdin holds more than {} MiB", MAX_SIZE / 1024 / 1024)]
    StdinTooLarge,
    /// What was asked for does not reach stdout, for another reason than that nobody reads any more.
    #[error("stdout cannot be written")]
    Stdout(#[source] std::io::Error),
    /// A file that may use images cannot be read.
    #[error(transparent)]
    Used(FileError),
    /// Files that use images are below no manifest.
    #[error("there is no manifest above {}", match .0.len() { 1 => "an image that a file uses".to_owned(), count => format!("{count} images that files use") })]
    Orphans(Vec<String>),
    /// Files that use images are not found.
    #[error(transparent)]
    Find(#[from] FindError),
    /// No file uses an image. With how many were looked into.
    #[error("{}", match .0 { 0 => "there is no file in which images are looked for".to_owned(), 1 => "no image was found in 1 file".to_owned(), count => format!("no image was found in {count} files") })]
    NoImages(usize),
    /// git gives no file of a commit.
    #[error(transparent)]
    Git(#[from] GitError),
    /// A manifest or a lock of a base is not valid.
    #[error("the base cannot be read")]
    BaseUnreadable(#[source] Box<Error>),
    /// A base is a lock without a manifest beside it, so that nobody can tell what a change weakens.
    #[error("`{}` does not exist: a base has its manifest beside its lock", .0.display())]
    NoBaseManifest(PathBuf),
    /// A change has no manifest where its base has one.
    #[error("`{}` is the manifest of `{base}`, and is not the one here any more", .path.display())]
    ManifestRemoved {
        /// Where the base has it.
        path: PathBuf,
        /// The base.
        base: String,
    },
    /// A change adds or removes a manifest above or below one that is verified alone.
    #[error("this change {} `{}`, and only `{}` was to be verified", if *.is_added { "adds" } else { "removes" }, .path.display(), .own.display())]
    ManifestNear {
        /// The manifest, from the root of the repository.
        path: PathBuf,
        /// The one that is verified, from there.
        own: PathBuf,
        /// Whether it is added, or else removed.
        is_added: bool,
    },
    /// A change has a link where its base has a file.
    #[error("`{}` is a link here, and a file in `{base}`", .path.display())]
    LinkInPlaceOfFile {
        /// The path.
        path: PathBuf,
        /// The base.
        base: String,
    },
    /// There is no lock.
    #[error("there is no lock: `{}` does not exist", .0.display())]
    NoLock(PathBuf),
    /// The lock does not satisfy the manifest.
    #[error("`{}` does not satisfy `{}`", .lock.display(), .manifest.display())]
    Unsatisfied {
        /// The lock.
        lock: PathBuf,
        /// The manifest.
        manifest: PathBuf,
        /// A reason for each image whose entry does not.
        reasons: Vec<String>,
    },
    /// A platform is asked for that is not locked.
    #[error("`{platform}` is not locked for {}", list(.names))]
    NoPlatform {
        /// The images.
        names: Vec<ImageName>,
        /// The platform.
        platform: Platform,
    },
    /// The locked platforms belong to another digest.
    #[error("the locked platforms of {} belong to another digest", list(.0))]
    StalePlatforms(Vec<ImageName>),
    /// The time that was given is over.
    #[error("the run was not done within {} s{}", .limit.as_secs_f64(), but(.so_far.as_deref()))]
    TimedOut {
        /// How long it was given.
        limit: Duration,
        /// How far it came.
        so_far: Option<String>,
    },
    /// The run was ended by a signal.
    #[error("{}", ended(*.0))]
    Signalled(EndedBySignal),
    /// The system has no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(String),
    /// The runtime cannot be set up.
    #[error("the runtime cannot be set up")]
    Runtime(#[source] std::io::Error),
}

impl Error {
    /// The status that the process ends with.
    pub fn status(&self) -> Status {
        Status::Failed(match self {
            Self::Signalled(ended) => return Status::Signalled(ended.signal),
            Self::NoLock(_)
            | Self::NoImages(_)
            | Self::Orphans(_)
            | Self::Unsatisfied { .. }
            | Self::Export(export::ExportError::Unlocked { .. })
            | Self::StalePlatforms(_)
            | Self::ManifestRemoved { .. }
            | Self::ManifestNear { .. }
            | Self::LinkInPlaceOfFile { .. } => Class::No,
            Self::TimedOut { .. } => Class::NoAnswer,
            _ => Class::WrongQuestion,
        })
    }

    /// What the exit status says of it; `None` where a signal ended the run.
    pub fn class(&self) -> Option<Class> {
        match self.status() {
            Status::Failed(class) => Some(class),
            Status::Done | Status::Signalled(_) => None,
        }
    }

    /// The places of a file that are wrong, where that is what failed.
    pub fn problems(&self) -> Option<&Problems> {
        match self {
            Self::Problems(problems) => Some(problems),
            Self::Lock(LockError::Decode(error)) => error.problems(),
            Self::BaseUnreadable(error) => error.problems(),
            _ => None,
        }
    }

    /// What else is to be said, a line each: every reason, where there are several.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Unsatisfied { reasons, .. } => reasons.clone(),
            Self::Orphans(places) => places.clone(),
            Self::Export(export::ExportError::Unlocked { services, .. }) => services.clone(),
            Self::References(list) => list.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    }
}

impl From<ScanError> for Error {
    fn from(unreadable: ScanError) -> Self {
        match unreadable {
            ScanError::File(error) => Self::Used(error),
            ScanError::Problems(problems) => Self::Problems(problems),
            ScanError::Unknown(error) => Self::Find(error),
        }
    }
}

/// A file that cannot be read is one, whoever reads it.
impl From<export::ExportError> for Error {
    fn from(error: export::ExportError) -> Self {
        match error {
            export::ExportError::File(problems) => Self::Problems(Problems {
                source: problems.source.unquoted(),
                ..problems
            }),
            error => Self::Export(error),
        }
    }
}

/// A reference that is none.
#[derive(Debug)]
pub struct BadReference {
    /// Its place among those given, from 1.
    pub number: usize,
    /// What was written; `None` where that may hold credentials.
    pub text: Option<String>,
    /// What is wrong with it.
    pub error: ReferenceError,
}

impl fmt::Display for BadReference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => write!(out, "`{text}` is not a reference: {}", self.error),
            None => write!(out, "number {}: {}", self.number, self.error),
        }
    }
}
