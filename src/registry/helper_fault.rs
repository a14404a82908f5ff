//! Why a credential helper that somebody named is of no use.

/// The reason for which nobody can ask a credential helper.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum HelperFault {
    /// It is not installed.
    NotInstalled,
    /// It is there, but cannot be run, for this reason.
    CannotRun(String),
}
