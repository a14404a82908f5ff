//! The comparison of manifest and lock, name by name. Both files alone decide it, so the answer is always the same.

use std::collections::BTreeMap;

use super::{Entry, Lock, Unsatisfied};
use crate::manifest::{Image, ImageName, Manifest};
use crate::reference::Platform;

/// The state of a name that manifest or lock has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryState {
    /// Its entry satisfies its image.
    Satisfied,
    /// Its entry satisfies its image, but the platforms belong to another digest and have to be fetched anew; or from
    /// the tag, if the digest of the entry is that of this one of them.
    Stale(Option<Platform>),
    /// The image has no entry.
    Missing,
    /// Its entry does not satisfy its image.
    Unsatisfied(Unsatisfied),
    /// The entry has no image.
    Undeclared,
}

impl EntryState {
    /// The state of an image and its entry.
    pub fn of(image: Option<&Image>, entry: Option<&Entry>) -> Self {
        match (image, entry) {
            (None, _) => Self::Undeclared,
            (Some(_), None) => Self::Missing,
            (Some(image), Some(entry)) => match entry.check(image) {
                Err(reason) => Self::Unsatisfied(reason),
                Ok(()) if entry.platforms_are_stale() => Self::Stale(entry.stale_platform()),
                Ok(()) => Self::Satisfied,
            },
        }
    }

    /// Tells whether the entry satisfies the image. Stale platforms are no reason why not.
    pub fn is_satisfied(&self) -> bool {
        match self {
            Self::Satisfied | Self::Stale(_) => true,
            Self::Missing | Self::Unsatisfied(_) | Self::Undeclared => false,
        }
    }
}

/// The state of every name of manifest and lock, bytewise by name.
pub fn compare(manifest: &Manifest, lock: &Lock) -> BTreeMap<ImageName, EntryState> {
    let images = manifest.images.iter().map(|(name, image)| {
        let state = EntryState::of(Some(image), lock.entries.get(name));
        (name.clone(), state)
    });
    let is_undeclared = |name: &&ImageName| !manifest.images.contains_key(*name);
    let undeclared = lock.entries.keys().filter(is_undeclared);
    let undeclared = undeclared.map(|name| (name.clone(), EntryState::Undeclared));
    images.chain(undeclared).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Source;
    use crate::lock::decode;

    #[test]
    fn a_comparison_names_everything_bytewise() {
        let manifest = "[images]\nmissing = \"alpine:3.20\"\nWrong = \"alpine:3.21\"\ngood = \"alpine:3.20\"\n\
            stale = { image = \"alpine:3.20\", platforms = [\"linux/amd64\"] }\n\
            stale-part = { image = \"alpine:3.20\", platforms = [\"linux/amd64\"] }\n";
        let digest = format!("sha256:{}", "4f3c1a9e91be02d7".repeat(4));
        let entry = |name: &str| {
            format!(
                "[images.{name}]\nimage = \"docker.io/library/alpine\"\ntag = \"3.20\"\ndigest = \"{digest}\"\n"
            )
        };
        let platforms = |name: &str, digest: &str| {
            format!(
                "platforms-of = \"91be02d74f3c1a9e\"\n[images.{name}.platforms]\n\"linux/amd64\" = \"{digest}\"\n"
            )
        };
        let other = format!("sha256:{}", "0".repeat(64));
        let entries = ["Wrong", "good", "extra"].map(entry).concat();
        let stale = entry("stale") + &platforms("stale", &other);
        let part = entry("stale-part") + &platforms("stale-part", &digest);
        let lock = format!("version = 1\n{entries}{stale}{part}");
        let manifest = Manifest::parse(&Source::new("m", manifest)).unwrap();
        let lock = decode(&Source::new("l", lock)).unwrap().lock;
        let comparison = compare(&manifest, &lock);
        let names: Vec<_> = comparison
            .iter()
            .map(|(name, it)| (name.as_str(), it))
            .collect();
        let satisfied = comparison.iter().filter(|(_, it)| it.is_satisfied());
        let satisfied: Vec<_> = satisfied.map(|(name, _)| name.as_str()).collect();
        assert_eq!(satisfied, ["good", "stale", "stale-part"]);
        let (locked, declared) = (Some("3.20".parse().unwrap()), "3.21".parse().unwrap());
        let wrong = Unsatisfied::Tag { locked, declared };
        let amd64 = Some("linux/amd64".parse().unwrap());
        assert_eq!(
            names,
            [
                ("Wrong", &EntryState::Unsatisfied(wrong)),
                ("extra", &EntryState::Undeclared),
                ("good", &EntryState::Satisfied),
                ("missing", &EntryState::Missing),
                ("stale", &EntryState::Stale(None)),
                ("stale-part", &EntryState::Stale(amd64)),
            ]
        );
        assert!(!comparison.values().all(EntryState::is_satisfied));
    }
}
