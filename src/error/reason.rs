//! Which reason an error has.

use super::Error;
use crate::exit::Reason;
use crate::export::ExportError;
use crate::git::GitError;
use crate::lock::LockError;
use crate::scan::FindError;

impl Error {
    /// The word for programs.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Problems(_) => Reason::InvalidFile,
            Self::File(_) | Self::Lock(LockError::File(_)) => Reason::File,
            Self::Lock(LockError::Decode(error)) => error.reason(),
            Self::Export(ExportError::Unlocked { .. }) => Reason::NotLocked,
            Self::NoManifest(_)
            | Self::LockAlone(_)
            | Self::NoManifestBelow(_)
            | Self::NoFile(_) => Reason::NoFile,
            Self::OneFile(_)
            | Self::OverSource(_)
            | Self::OverSystem(_)
            | Self::OverOthers(_)
            | Self::OverOutside { .. }
            | Self::Export(_)
            | Self::OneManifestOnly
            | Self::OneLockOnly
            | Self::OneBaseOnly(_)
            | Self::SharedLock { .. }
            | Self::References(_)
            | Self::NoReference
            | Self::Name(_)
            | Self::OneNameForMany(_)
            | Self::NameTaken { .. }
            | Self::NoImageLeft(_)
            | Self::Stdin(_)
            | Self::StdinTooLarge => Reason::BadRequest,
            Self::NoDirectory(_)
            | Self::Stdout(_)
            | Self::ManifestChanged(_)
            | Self::LockChanged(_)
            | Self::LockNotWritten { .. } => Reason::File,
            Self::Find(FindError::Missing(_)) | Self::NoImages(_) => Reason::NoFile,
            Self::Find(FindError::NoKind(_)) => Reason::BadRequest,
            Self::Find(FindError::Git(_)) | Self::Used(_) => Reason::File,
            // Of the repository, whoever asks
            Self::Git(
                GitError::Unreadable { .. }
                | GitError::Configuration(_)
                | GitError::Broken { .. }
                | GitError::Lost { .. }
                | GitError::Owner { .. },
            ) => Reason::File,
            Self::Orphans(_) => Reason::ImageNotDeclared,
            Self::UnknownNames { .. }
            | Self::UnknownEverywhere { .. }
            | Self::LockedOnly { .. } => Reason::UnknownName,
            Self::Git(_) | Self::NoBaseManifest(_) | Self::BaseUnreadable(_) => {
                Reason::BaseUnreadable
            }
            Self::ManifestRemoved { .. } => Reason::ManifestRemoved,
            Self::ManifestNear { .. } => Reason::ManifestNotVerified,
            Self::LinkInPlaceOfFile { .. } => Reason::LinkInPlaceOfFile,
            Self::NoLock(_) => Reason::NoLock,
            Self::Unsatisfied { .. } => Reason::LockUnsatisfied,
            Self::NoPlatform { .. } => Reason::PlatformNotLocked,
            Self::StalePlatforms(_) => Reason::PlatformsStale,
            Self::TimedOut { .. } => Reason::TimedOut,
            Self::Signalled(_) => Reason::Interrupted,
            Self::Runtime(_) | Self::Random(_) => Reason::Setup,
        }
    }
}
