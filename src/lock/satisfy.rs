//! Does the lock satisfy the manifest? Asked of both files alone, so the answer is always the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Entry, Lock};
use crate::exit::Reason;
use crate::manifest::{Choice, Image, ImageName, Manifest};
use crate::reference::{Digest, Platform, PlatformList, Repository, Tag};

/// Why an entry does not satisfy its image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsatisfied {
    /// It is the entry of another repository.
    #[error("the image is `{locked}`, the manifest says `{declared}`")]
    Repository {
        /// What the lock says.
        locked: Repository,
        /// What the manifest says.
        declared: Repository,
    },
    /// It was locked for another tag, or for none.
    #[error("the tag is {}, the manifest says `{declared}`", TagOrNone(.locked))]
    Tag {
        /// What the lock says.
        locked: Option<Tag>,
        /// What the manifest says.
        declared: Tag,
    },
    /// The manifest gives the digest, so no tag has chosen it.
    #[error(
        "the tag `{locked}` is locked, and a digest that the manifest gives is locked without one"
    )]
    TagOfPin {
        /// What the lock says.
        locked: Tag,
    },
    /// The manifest gives a digest, and it is another one.
    #[error("the digest is `{locked}`, the manifest says `{declared}`")]
    Digest {
        /// What the lock says.
        locked: Digest,
        /// What the manifest says.
        declared: Digest,
    },
    /// Platforms that the manifest declares are not locked.
    #[error("the manifest declares {}, which {} not locked", .0, if .0.count() == 1 { "is" } else { "are" })]
    MissingPlatforms(PlatformList),
    /// Platforms are locked that the manifest does not declare: something could hide there.
    #[error("the lock holds {}, which the manifest does not declare", .0)]
    UndeclaredPlatforms(PlatformList),
}

impl Unsatisfied {
    /// The word for programs.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Repository { .. } => Reason::OtherImage,
            Self::Tag { .. } => Reason::OtherTag,
            Self::TagOfPin { .. } => Reason::TagOfPin,
            Self::Digest { .. } => Reason::OtherDigest,
            Self::MissingPlatforms(_) => Reason::PlatformsNotLocked,
            Self::UndeclaredPlatforms(_) => Reason::PlatformsNotDeclared,
        }
    }
}

impl Entry {
    /// Whether this entry is one that the manifest's image may have.
    ///
    /// Stale platforms are not judged: they are fetched anew before anyone uses them.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn check(&self, image: &Image) -> Result<(), Unsatisfied> {
        if self.repository != image.repository {
            let (locked, declared) = (self.repository.clone(), image.repository.clone());
            return Err(Unsatisfied::Repository { locked, declared });
        }
        match (&image.choice, &self.tag) {
            (Choice::Tag(declared), locked) if locked.as_ref() != Some(declared) => {
                return Err(Unsatisfied::Tag {
                    locked: locked.clone(),
                    declared: declared.clone(),
                });
            }
            (Choice::Pin { digest, .. }, _) if self.digest != *digest => {
                return Err(Unsatisfied::Digest {
                    locked: self.digest.clone(),
                    declared: digest.clone(),
                });
            }
            (Choice::Pin { .. }, Some(tag)) => {
                return Err(Unsatisfied::TagOfPin {
                    locked: tag.clone(),
                });
            }
            _ => {}
        }
        if self.platforms_are_stale() {
            Ok(())
        } else {
            self.check_platforms(&image.platforms)
        }
    }

    fn check_platforms(&self, declared: &BTreeSet<Platform>) -> Result<(), Unsatisfied> {
        let locked = self
            .platforms
            .iter()
            .flat_map(|locked| locked.digests.keys());
        if locked.clone().eq(declared) {
            return Ok(());
        }
        // In time of what is locked: many images may share a long list of what is declared
        let locked: BTreeSet<&Platform> = locked.collect();
        let undeclared = || {
            locked
                .iter()
                .copied()
                .filter(|platform| !declared.contains(*platform))
        };
        let undeclared_count = undeclared().count();
        let missing_count = declared.len() - (locked.len() - undeclared_count);
        if missing_count > 0 {
            let missing = declared
                .iter()
                .filter(|platform| !locked.contains(platform));
            return Err(Unsatisfied::MissingPlatforms(PlatformList::new(
                missing,
                missing_count,
            )));
        }
        if undeclared_count > 0 {
            let list = PlatformList::new(undeclared(), undeclared_count);
            return Err(Unsatisfied::UndeclaredPlatforms(list));
        }
        Ok(())
    }
}

/// How a name stands between manifest and lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryState {
    /// Its entry satisfies its image.
    Satisfied,
    /// So it does, but the platforms belong to another digest and have to be fetched anew.
    Stale,
    /// The image has no entry.
    Missing,
    /// Its entry does not satisfy its image.
    Unsatisfied(Unsatisfied),
    /// The entry has no image.
    Undeclared,
}

/// How every name of manifest and lock stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Bytewise by name.
    pub names: BTreeMap<ImageName, EntryState>,
}

impl Comparison {
    /// Whether the lock satisfies the manifest. Stale platforms are no reason why not.
    pub fn is_satisfied(&self) -> bool {
        self.names
            .values()
            .all(|state| matches!(state, EntryState::Satisfied | EntryState::Stale))
    }
}

/// Compares every image with its entry.
pub fn compare(manifest: &Manifest, lock: &Lock) -> Comparison {
    let images = manifest
        .images
        .iter()
        .map(|(name, image)| (name, entry_state(image, lock.entries.get(name))));
    let undeclared = lock
        .entries
        .keys()
        .filter(|name| !manifest.images.contains_key(name));
    let undeclared = undeclared.map(|name| (name, EntryState::Undeclared));
    Comparison {
        names: images
            .chain(undeclared)
            .map(|(name, state)| (name.clone(), state))
            .collect(),
    }
}

/// How an image and its entry stand to each other.
pub fn entry_state(image: &Image, entry: Option<&Entry>) -> EntryState {
    match entry.map(|entry| (entry, entry.check(image))) {
        None => EntryState::Missing,
        Some((_, Err(reason))) => EntryState::Unsatisfied(reason),
        Some((entry, Ok(()))) if entry.platforms_are_stale() => EntryState::Stale,
        Some((_, Ok(()))) => EntryState::Satisfied,
    }
}

/// A tag, or that there is none.
struct TagOrNone<'a>(&'a Option<Tag>);

impl fmt::Display for TagOrNone<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(tag) => write!(out, "`{tag}`"),
            None => out.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Platforms;
    use super::*;
    use crate::exclude::Exclude;

    const OLD: &str = "sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7";
    const NEW: &str = "sha256:91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e";

    fn platforms(names: &[&str]) -> BTreeSet<Platform> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn image(tag: &str, names: &[&str]) -> Image {
        Image {
            repository: "alpine".parse().unwrap(),
            choice: Choice::Tag(tag.parse().unwrap()),
            platforms: platforms(names).into(),
            line: Some(1),
        }
    }

    fn pin(tag: Option<&str>, digest: &str) -> Image {
        let choice = Choice::Pin {
            tag: tag.map(|tag| tag.parse().unwrap()),
            digest: digest.parse().unwrap(),
        };
        Image {
            choice,
            ..image("3.20", &[])
        }
    }

    fn entry(tag: Option<&str>, digest: &str, names: &[&str]) -> Entry {
        let digests = platforms(names)
            .into_iter()
            .map(|platform| (platform, OLD.parse().unwrap()))
            .collect();
        Entry {
            repository: "alpine".parse().unwrap(),
            tag: tag.map(|tag| tag.parse().unwrap()),
            digest: digest.parse().unwrap(),
            platforms: (!names.is_empty()).then(|| Platforms::new(&OLD.parse().unwrap(), digests)),
        }
    }

    fn reason(entry: &Entry, image: &Image) -> String {
        entry
            .check(image)
            .map_or_else(|reason| reason.to_string(), |()| "satisfied".to_owned())
    }

    #[test]
    fn an_entry_of_the_same_image_tag_and_platforms_satisfies() {
        assert_eq!(
            reason(&entry(Some("3.20"), OLD, &[]), &image("3.20", &[])),
            "satisfied"
        );
        let both = ["linux/amd64", "linux/arm64"];
        assert_eq!(
            reason(&entry(Some("3.20"), OLD, &both), &image("3.20", &both)),
            "satisfied"
        );
        assert_eq!(reason(&entry(None, OLD, &[]), &pin(None, OLD)), "satisfied");
        assert_eq!(
            reason(&entry(None, OLD, &[]), &pin(Some("3.20"), OLD)),
            "satisfied"
        );
    }

    #[test]
    fn another_repository_does_not_satisfy() {
        let other = Image {
            repository: "nginx".parse().unwrap(),
            ..image("3.20", &[])
        };
        assert_eq!(
            reason(&entry(Some("3.20"), OLD, &[]), &other),
            "the image is `docker.io/library/alpine`, the manifest says `docker.io/library/nginx`"
        );
    }

    #[test]
    fn another_tag_does_not_satisfy_and_neither_does_none() {
        let locked = entry(Some("3.20"), OLD, &[]);
        assert_eq!(
            reason(&locked, &image("3.21", &[])),
            "the tag is `3.20`, the manifest says `3.21`"
        );
        let expected =
            "the tag `3.20` is locked, and a digest that the manifest gives is locked without one";
        assert_eq!(reason(&locked, &pin(None, OLD)), expected);
        assert_eq!(reason(&locked, &pin(Some("3.20"), OLD)), expected);
        let untagged = entry(None, OLD, &[]);
        assert_eq!(
            reason(&untagged, &image("3.20", &[])),
            "the tag is none, the manifest says `3.20`"
        );
    }

    #[test]
    fn another_digest_than_the_one_given_by_hand_does_not_satisfy() {
        let expected = format!("the digest is `{OLD}`, the manifest says `{NEW}`");
        assert_eq!(
            reason(&entry(None, OLD, &[]), &pin(Some("3.20"), NEW)),
            expected
        );
    }

    #[test]
    fn missing_platforms_are_named() {
        let declared = image("3.20", &["linux/amd64", "linux/arm64", "linux/s390x"]);
        assert_eq!(
            reason(&entry(Some("3.20"), OLD, &["linux/amd64"]), &declared),
            "the manifest declares `linux/arm64`, `linux/s390x`, which are not locked"
        );
        assert_eq!(
            reason(
                &entry(Some("3.20"), OLD, &[]),
                &image("3.20", &["linux/amd64"])
            ),
            "the manifest declares `linux/amd64`, which is not locked"
        );
    }

    #[test]
    fn platforms_that_nobody_declared_do_not_satisfy() {
        let locked = entry(Some("3.20"), OLD, &["linux/amd64", "linux/arm64"]);
        let expected = "the lock holds `linux/arm64`, which the manifest does not declare";
        assert_eq!(reason(&locked, &image("3.20", &["linux/amd64"])), expected);
        let expected =
            "the lock holds `linux/amd64`, `linux/arm64`, which the manifest does not declare";
        assert_eq!(reason(&locked, &image("3.20", &[])), expected);
    }

    #[test]
    fn stale_platforms_are_not_judged() {
        let stale = entry(Some("3.20"), NEW, &["linux/amd64"]);
        assert!(stale.platforms_are_stale());
        assert_eq!(
            reason(&stale, &image("3.20", &["linux/arm64"])),
            "satisfied"
        );
        assert_eq!(reason(&stale, &image("3.20", &[])), "satisfied");
    }

    #[test]
    fn a_comparison_names_everything_bytewise() {
        let images = [
            ("stale", image("3.20", &["linux/amd64"])),
            ("missing", image("3.20", &[])),
            ("Wrong", image("3.21", &[])),
            ("good", image("3.20", &[])),
        ];
        let entries = [
            ("stale", entry(Some("3.20"), NEW, &["linux/amd64"])),
            ("Wrong", entry(Some("3.20"), OLD, &[])),
            ("good", entry(Some("3.20"), OLD, &[])),
            ("extra", entry(Some("3.20"), OLD, &[])),
        ];
        let images = images
            .into_iter()
            .map(|(name, image)| (name.parse().unwrap(), image))
            .collect();
        let entries = entries
            .into_iter()
            .map(|(name, entry)| (name.parse().unwrap(), entry))
            .collect();
        let comparison = compare(
            &Manifest {
                images,
                exclude: Exclude::default(),
                exclude_line: None,
                warnings: Vec::new(),
            },
            &Lock { entries },
        );
        let names: Vec<(&str, &EntryState)> = comparison
            .names
            .iter()
            .map(|(name, state)| (name.as_str(), state))
            .collect();
        let (locked, declared) = (Some("3.20".parse().unwrap()), "3.21".parse().unwrap());
        let wrong = Unsatisfied::Tag { locked, declared };
        assert_eq!(
            names,
            [
                ("Wrong", &EntryState::Unsatisfied(wrong)),
                ("extra", &EntryState::Undeclared),
                ("good", &EntryState::Satisfied),
                ("missing", &EntryState::Missing),
                ("stale", &EntryState::Stale),
            ]
        );
        assert!(!comparison.is_satisfied());
    }

    #[test]
    fn stale_platforms_alone_leave_a_lock_satisfied() {
        let names = [EntryState::Satisfied, EntryState::Stale]
            .into_iter()
            .zip(["a", "b"]);
        let names = names
            .map(|(state, name)| (name.parse().unwrap(), state))
            .collect();
        assert!(Comparison { names }.is_satisfied());
    }
}
