//! Which reason an error has.

use super::Reason;
use crate::error::Error as RunError;
use crate::export;
use crate::files::FileError;
use crate::git::GitError;
use crate::lock::{DecodeError, LockError, Unsatisfied};
use crate::policy::{PolicyRefusal, Weakening};
use crate::registry::Error;
use crate::registry::error::RateLimit;
use crate::scan::FindError;

impl From<&Error> for Reason {
    fn from(error: &Error) -> Self {
        match error {
            Error::Unreachable { .. } => Self::Unreachable,
            Error::Tls { .. } => Self::Tls,
            Error::Proxy { .. } => Self::Proxy,
            Error::Broken { .. } => Self::ConnectionBroken,
            Error::Server { .. } => Self::ServerError,
            Error::RateLimited {
                reason: RateLimit::Quota { .. },
                ..
            } => Self::QuotaUsedUp,
            Error::RateLimited { .. } => Self::RateLimited,
            Error::Refused(_) => Self::AccessRefused,
            Error::CredentialsRejected { .. } => Self::CredentialsRejected,
            Error::UntrustedRealm { .. } => Self::UntrustedRealm,
            Error::NoTokens { .. } | Error::NoIdentityTokens { .. } => Self::NoToken,
            Error::CredentialsFile { .. } => Self::CredentialsUnusable,
            Error::Certificates { .. } => Self::CertificatesUnusable,
            Error::Helper { .. } => Self::HelperFailed,
            Error::Challenge { .. } => Self::Challenge,
            Error::NoSuchTag { .. } => Self::NoSuchTag,
            Error::NoSuchDigest { .. } => Self::NoSuchDigest,
            Error::WrongDigest { .. } => Self::WrongDigest,
            Error::Protocol { .. } => Self::NotARegistry,
            Error::Mirrors { .. } => Self::MirrorsFailed,
            Error::Setup { .. } => Self::Setup,
        }
    }
}

impl From<&PolicyRefusal> for Reason {
    fn from(refusal: &PolicyRefusal) -> Self {
        match refusal {
            PolicyRefusal::MissingPlatforms { .. } => Self::PlatformsMissing,
        }
    }
}

impl From<&Weakening> for Reason {
    fn from(weakening: &Weakening) -> Self {
        match weakening {
            Weakening::PlatformsRemoved(_) => Self::PolicyRemoved,
            Weakening::PinnedByHand(_) => Self::PinnedByHand,
            Weakening::TagLowered { .. } => Self::TagLowered,
            Weakening::Excluded(_) | Weakening::ExcludedAnew => Self::FilesExcluded,
        }
    }
}

impl From<&Unsatisfied> for Reason {
    fn from(reason: &Unsatisfied) -> Self {
        match reason {
            Unsatisfied::Repository { .. } => Self::OtherImage,
            Unsatisfied::Tag { .. } => Self::OtherTag,
            Unsatisfied::TagOfPin { .. } => Self::TagOfPin,
            Unsatisfied::Digest { .. } => Self::OtherDigest,
            Unsatisfied::MissingPlatforms(_) => Self::PlatformsNotLocked,
            Unsatisfied::UndeclaredPlatforms(_) => Self::PlatformsNotDeclared,
        }
    }
}

impl From<&RunError> for Reason {
    fn from(error: &RunError) -> Self {
        match error {
            RunError::Problems(_) => Self::InvalidFile,
            RunError::File(error) | RunError::Lock(LockError::File(error)) => Self::from(error),
            RunError::Lock(LockError::Decode(error)) => Self::from(error),
            RunError::Export(export::ExportError::Unlocked { .. }) => Self::NotLocked,
            RunError::NoManifest(_)
            | RunError::LockAlone(_)
            | RunError::NoManifestBelow(_)
            | RunError::NoFile(_) => Self::NoFile,
            RunError::OneFile(_)
            | RunError::OverSource(_)
            | RunError::OverSystem(_)
            | RunError::OverOthers(_)
            | RunError::OverOutside { .. }
            | RunError::Export(_)
            | RunError::OneManifestOnly
            | RunError::OneLockOnly
            | RunError::OneBaseOnly(_)
            | RunError::SharedLock { .. }
            | RunError::References(_)
            | RunError::NoReference
            | RunError::Name(_)
            | RunError::OneNameForMany(_)
            | RunError::NameTaken { .. }
            | RunError::NoImageLeft(_)
            | RunError::Stdin(_)
            | RunError::StdinTooLarge => Self::BadRequest,
            RunError::NoDirectory(_)
            | RunError::Stdout(_)
            | RunError::ManifestChanged(_)
            | RunError::LockChanged(_)
            | RunError::LockNotWritten { .. } => Self::File,
            RunError::Find(FindError::Missing(_)) | RunError::NoImages(_) => Self::NoFile,
            RunError::Find(FindError::NoKind(_)) => Self::BadRequest,
            RunError::Find(FindError::Git(_)) | RunError::Used(_) => Self::File,
            // Of the repository, whoever asks
            RunError::Git(
                GitError::Unreadable { .. }
                | GitError::Configuration(_)
                | GitError::Broken { .. }
                | GitError::Lost { .. }
                | GitError::Owner { .. },
            ) => Self::File,
            RunError::Orphans(_) => Self::ImageNotDeclared,
            RunError::UnknownNames { .. }
            | RunError::UnknownEverywhere { .. }
            | RunError::LockedOnly { .. } => Self::UnknownName,
            RunError::Git(_) | RunError::NoBaseManifest(_) | RunError::BaseUnreadable(_) => {
                Self::BaseUnreadable
            }
            RunError::ManifestRemoved { .. } => Self::ManifestRemoved,
            RunError::ManifestNear { .. } => Self::ManifestNotVerified,
            RunError::LinkInPlaceOfFile { .. } => Self::LinkInPlaceOfFile,
            RunError::NoLock(_) => Self::NoLock,
            RunError::Unsatisfied { .. } => Self::LockUnsatisfied,
            RunError::NoPlatform { .. } => Self::PlatformNotLocked,
            RunError::StalePlatforms(_) => Self::PlatformsStale,
            RunError::TimedOut { .. } => Self::TimedOut,
            RunError::Signalled(_) => Self::Interrupted,
            RunError::Runtime(_) | RunError::Random(_) => Self::Setup,
        }
    }
}

impl From<&FileError> for Reason {
    fn from(_: &FileError) -> Self {
        Self::File
    }
}

impl From<&DecodeError> for Reason {
    fn from(error: &DecodeError) -> Self {
        match error {
            DecodeError::Foreign { .. } => Self::ForeignLock,
            DecodeError::Newer(_) => Self::NewerLock,
            DecodeError::Conflict(_) => Self::Conflict,
            DecodeError::Damaged(_) => Self::DamagedLock,
        }
    }
}
