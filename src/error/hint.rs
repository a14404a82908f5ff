//! The way out of what failed as a whole.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::io;
use std::iter::successors;

use super::Error;
use crate::files::FileError;
use crate::git::GitError;
use crate::lock::{DecodeError, LockError};
use crate::scan::{FileKind, FindError};

/// How the system says that a process, or all of them, have too many files open: EMFILE and ENFILE, which are the same on
/// Linux and macOS, and have no kind of their own.
const TOO_MANY_FILES: [i32; 2] = [24, 23];

impl Error {
    /// The way out, where there is one.
    pub fn hint(&self) -> Option<Cow<'static, str>> {
        match self {
            _ if wants_files(self) => Some(
                "this process may open too few files at once: raise that with `ulimit -n`".into(),
            ),
            Self::Find(FindError::Git(GitError::Missing(_))) => {
                Some("install git, or name the files".into())
            }
            Self::Find(FindError::NoKind(_)) => {
                Some(format!("it looks into {}, by their names", FileKind::list()).into())
            }
            Self::Git(error) | Self::Find(FindError::Git(error)) => error.hint(),
            _ => self.fixed_hint().map(Cow::Borrowed),
        }
    }

    /// One that is always the same.
    fn fixed_hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoManifest(_) | Self::NoManifestBelow(_) => {
                "run `imagelock init` to write one, or name another file with `--manifest-path`"
            }
            Self::LockAlone(_) => {
                "pass `--lock-only` to take the lock as it is, or name the manifest with `--manifest-path`"
            }
            Self::NoImages(_) => {
                "name files or directories that use images, or write `images.toml` by hand"
            }
            Self::NoLock(_) | Self::Unsatisfied { .. } => "run `imagelock lock`",
            Self::NoPlatform { .. } => {
                "add the platform to `platforms` in `images.toml` and run `imagelock lock`"
            }
            Self::StalePlatforms(_) => "run `imagelock lock`, which fetches them anew",
            Self::Used(FileError::Outside { .. }) => "put the files themselves there",
            Self::Orphans(_) => "write one there with `imagelock init`, or name files below one",
            Self::BaseUnreadable(_) => "who mends the base merges without this gate",
            Self::ManifestRemoved { .. } => {
                "without its manifest nothing would be verified; who means to remove it merges without this gate"
            }
            Self::ManifestNear { .. } => {
                "verify every `images.toml` of the repository: `imagelock verify --all --base REV`"
            }
            Self::LinkInPlaceOfFile { .. } => "put the file itself there",
            Self::Export(error) => return error.hint(),
            Self::OverSystem(_) => "print it with `--output -`",
            Self::OverOthers(_) => "move it away, or name another file with `--output`",
            Self::OverOutside { .. } => {
                "name the file that it leads to with `--output` if it is meant"
            }
            Self::OverSource(_) => "name another file with `--output`",
            Self::OneNameForMany(_) => "add them one after the other, or without `--name`",
            Self::NameTaken { .. } => {
                "give another name with `--name`, or `imagelock remove` that image first"
            }
            Self::LockedOnly { .. } => {
                "run `imagelock lock`, which removes what the manifest does not name"
            }
            Self::NoImageLeft(_) => {
                "delete manifest and lock, or `imagelock add` another image first"
            }
            Self::LockNotWritten { .. } => "mend that, and run `imagelock lock`",
            Self::ManifestChanged(_) | Self::LockChanged(_) => "run the same again",
            Self::OneBaseOnly(_) => "name a revision, in which each has its own",
            Self::SharedLock { .. } => "give them different names",
            Self::OneFile(_) => "name another file with `--lock-path`",
            Self::TimedOut { .. } => "give it more with `--timeout`, or leave that out",
            Self::Lock(LockError::Decode(DecodeError::Foreign { .. })) => {
                "move the file away, or name another lock with `--lock-path`"
            }
            Self::Lock(LockError::Decode(DecodeError::Newer(_))) => "use a newer imagelock",
            Self::Lock(LockError::Decode(DecodeError::Damaged(_))) => {
                "take the file from the last commit, or delete it and run `imagelock lock`"
            }
            Self::File(FileError::Exists { path })
                if path.extension().is_some_and(|it| it == "lock") =>
            {
                "move it away, or name another file with `--lock-path`"
            }
            Self::File(FileError::Exists { .. }) => {
                "add to it with `imagelock add`, move it away, or name another file with `--manifest-path`"
            }
            Self::File(FileError::Outside { .. })
            | Self::Lock(LockError::File(FileError::Outside { .. })) => {
                "a file that is found by search must lie inside the repository; name it with `--manifest-path` or \
                 `--lock-path` if it is meant"
            }
            _ => return None,
        })
    }
}

/// Whether it comes from there being no more files to open.
fn wants_files(error: &Error) -> bool {
    let causes = successors(Some(error as &dyn StdError), |&error| error.source());
    let mut numbers = causes.filter_map(|cause| cause.downcast_ref::<io::Error>()?.raw_os_error());
    cfg!(unix) && numbers.any(|number| TOO_MANY_FILES.contains(&number))
}
