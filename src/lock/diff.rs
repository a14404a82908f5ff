//! What changed between two locks, for one name: data for a line of a report.

use super::Entry;

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// There was none.
    Added(Entry),
    /// There is none any more.
    Removed(Entry),
    /// It is another one.
    Updated {
        /// What it was.
        old: Entry,
        /// What it is.
        new: Entry,
    },
}

impl Change {
    /// Whether image, tag and digest are what they were, and only the platforms are not.
    pub fn is_of_platforms_alone(&self) -> bool {
        let Self::Updated { old, new } = self else { return false };
        (&old.repository, &old.tag, &old.digest) == (&new.repository, &new.tag, &new.digest)
    }
}

/// What changed from one entry to the other; `None` where nothing did.
pub fn diff(old: Option<&Entry>, new: Option<&Entry>) -> Option<Change> {
    match (old, new) {
        (None, None) => None,
        (None, Some(new)) => Some(Change::Added(new.clone())),
        (Some(old), None) => Some(Change::Removed(old.clone())),
        (Some(old), Some(new)) if old == new => None,
        (Some(old), Some(new)) => Some(Change::Updated { old: old.clone(), new: new.clone() }),
    }
}
