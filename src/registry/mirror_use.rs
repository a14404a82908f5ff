//! What a mirror was asked, and what came of it.

use crate::exit::Reason;
use crate::reference::Repository;

/// A question that a mirror was asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MirrorUse {
    /// The repository under its canonical name.
    pub repository: Repository,
    /// The tag or digest, or `tags/list`.
    pub target: String,
    /// The mirror's host, and its prefix.
    pub mirror: String,
    /// What came of it.
    pub outcome: MirrorOutcome,
}

/// What came of a question to a mirror.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MirrorOutcome {
    /// It has an answer.
    Answered,
    /// It has none. The next host is asked, unless it sent the wrong content.
    Failed {
        /// The cause for programs.
        reason: Reason,
        /// The cause in words.
        cause: String,
    },
}
