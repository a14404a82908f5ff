//! The change of one name between two locks: data for a line of a report.

use super::Entry;

/// The change of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryChange {
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

impl Entry {
    /// Tells whether image, tag and digest are those of another entry. Only the platforms and the rule may differ.
    pub fn names_same_digest(&self, other: &Self) -> bool {
        let Self {
            rule: _,
            repository,
            tag,
            digest,
            platforms: _,
        } = self;
        (repository, tag, digest) == (&other.repository, &other.tag, &other.digest)
    }

    /// Tells whether all that is locked is what another entry locks. Only the rule may differ, which says what may be
    /// locked next.
    pub fn locks_the_same(&self, other: &Self) -> bool {
        self.names_same_digest(other) && self.platforms == other.platforms
    }
}

/// The change from one entry to the other; `None` where there is none.
pub fn diff(old: Option<&Entry>, new: Option<&Entry>) -> Option<EntryChange> {
    match (old, new) {
        (None, None) => None,
        (None, Some(new)) => Some(EntryChange::Added(new.clone())),
        (Some(old), None) => Some(EntryChange::Removed(old.clone())),
        (Some(old), Some(new)) if old == new => None,
        (Some(old), Some(new)) => Some(EntryChange::Updated {
            old: old.clone(),
            new: new.clone(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Platforms;
    use super::*;
    use crate::select::TagRule;

    fn entry(tag: &str) -> Entry {
        let digest = format!("sha256:{}", "4f3c1a9e91be02d7".repeat(4))
            .parse()
            .unwrap();
        Entry {
            rule: None,
            repository: "alpine".parse().unwrap(),
            tag: Some(tag.parse().unwrap()),
            digest,
            platforms: None,
        }
    }

    #[test]
    fn nothing_and_the_same_are_no_change() {
        assert_eq!(diff(None, None), None);
        assert_eq!(diff(Some(&entry("3.20")), Some(&entry("3.20"))), None);
    }

    #[test]
    fn an_entry_is_added_removed_or_updated() {
        let (old, new) = (entry("3.20"), entry("3.21"));
        assert_eq!(
            diff(None, Some(&new)),
            Some(EntryChange::Added(new.clone()))
        );
        assert_eq!(
            diff(Some(&old), None),
            Some(EntryChange::Removed(old.clone()))
        );
        assert!(!old.names_same_digest(&new));
        assert_eq!(
            diff(Some(&old), Some(&new)),
            Some(EntryChange::Updated { old, new })
        );
    }

    #[test]
    fn a_rule_alone_is_a_change_that_locks_the_same() {
        let (old, mut new) = (entry("3.20"), entry("3.20"));
        new.rule = Some(Box::new(TagRule::Version {
            range: "^3".parse().unwrap(),
            variant: None,
        }));
        assert!(old.names_same_digest(&new) && old.locks_the_same(&new));
        assert!(diff(Some(&old), Some(&new)).is_some());
    }

    #[test]
    fn platforms_alone_are_told_apart() {
        let (old, mut new) = (entry("3.20"), entry("3.20"));
        let digests = [("linux/amd64".parse().unwrap(), new.digest.clone())].into();
        new.platforms = Some(Platforms::new(&new.digest, digests));
        assert!(old.names_same_digest(&new) && !old.locks_the_same(&new));
        assert!(diff(Some(&old), Some(&new)).is_some());
    }
}
