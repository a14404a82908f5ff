//! The reasons why an entry does not satisfy its image.

use std::collections::BTreeSet;

use super::Entry;
use crate::exit::Reason;
use crate::manifest::{Choice, Image};
use crate::reference::{Digest, Platform, PlatformList, Repository, Tag};

/// Why an entry does not satisfy its image.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsatisfied {
    /// It is the entry of another repository.
    #[error("the locked image is `{locked}`, but `images.toml` says `{declared}`")]
    Repository {
        /// What the lock says.
        locked: Repository,
        /// What the manifest says.
        declared: Repository,
    },
    /// It was locked for another tag, or for none.
    #[error("the locked tag is {}, but `images.toml` says `{declared}`", tag_or_none(.locked))]
    Tag {
        /// What the lock says.
        locked: Option<Tag>,
        /// What the manifest says.
        declared: Tag,
    },
    /// The manifest gives the digest, so no tag has chosen it.
    #[error(
        "the tag `{locked}` is locked, but an image with a digest in `images.toml` is locked without a tag"
    )]
    TagOfPin {
        /// What the lock says.
        locked: Tag,
    },
    /// The manifest gives a digest, and it is another one.
    #[error("the locked digest is `{locked}`, but `images.toml` says `{declared}`")]
    Digest {
        /// What the lock says.
        locked: Digest,
        /// What the manifest says.
        declared: Digest,
    },
    /// Platforms that the manifest declares are not locked.
    #[error("`images.toml` declares {}, which {} not locked", .0, if .0.count() == 1 { "is" } else { "are" })]
    MissingPlatforms(PlatformList),
    /// Platforms are locked that the manifest does not declare: something could hide there.
    #[error("`images.lock` has {}, which `images.toml` does not declare", .0)]
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
    /// Checks that this entry is one that the manifest's image may have.
    ///
    /// Stale platforms are not judged: they are fetched anew before anyone uses them.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn check(&self, image: &Image) -> Result<(), Unsatisfied> {
        let Self {
            repository,
            tag,
            digest,
            platforms: _,
        } = self;
        if *repository != image.repository {
            let (locked, declared) = (repository.clone(), image.repository.clone());
            return Err(Unsatisfied::Repository { locked, declared });
        }
        match (&image.choice, tag) {
            (Choice::Tag(declared), locked) if locked.as_ref() != Some(declared) => {
                let (locked, declared) = (locked.clone(), declared.clone());
                Err(Unsatisfied::Tag { locked, declared })
            }
            (Choice::Pin { digest: pin, .. }, _) if digest != pin => {
                let (locked, declared) = (digest.clone(), pin.clone());
                Err(Unsatisfied::Digest { locked, declared })
            }
            (Choice::Pin { .. }, Some(locked)) => Err(Unsatisfied::TagOfPin {
                locked: locked.clone(),
            }),
            _ if self.platforms_are_stale() => Ok(()),
            _ => self.check_platforms(&image.platforms),
        }
    }

    fn check_platforms(&self, declared: &BTreeSet<Platform>) -> Result<(), Unsatisfied> {
        let locked = self.platforms.iter();
        let locked = locked.flat_map(|locked| locked.digests.keys());
        if locked.clone().eq(declared) {
            return Ok(());
        }
        // In time of what is locked: many images may share a long list of what is declared
        let locked: BTreeSet<&Platform> = locked.collect();
        let undeclared = locked.iter().copied().filter(|it| !declared.contains(*it));
        let undeclared_count = undeclared.clone().count();
        let missing_count = declared.len() - (locked.len() - undeclared_count);
        if missing_count > 0 {
            let missing = declared.iter().filter(|it| !locked.contains(it));
            let list = PlatformList::new(missing, missing_count);
            return Err(Unsatisfied::MissingPlatforms(list));
        }
        if undeclared_count > 0 {
            let list = PlatformList::new(undeclared, undeclared_count);
            return Err(Unsatisfied::UndeclaredPlatforms(list));
        }
        Ok(())
    }
}

fn tag_or_none(tag: &Option<Tag>) -> String {
    tag.as_ref()
        .map_or_else(|| "none".to_owned(), |tag| format!("`{tag}`"))
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;
    use crate::lock::Platforms;

    const OLD: &str = "sha256:4f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d7";
    const NEW: &str = "sha256:91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e91be02d74f3c1a9e";

    fn platforms(names: &[&str]) -> BTreeSet<Platform> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn parsed<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> Option<T> {
        (!text.is_empty()).then(|| text.parse().unwrap())
    }

    /// `TAG PLATFORM…`, or `TAG@DIGEST` for a pin.
    fn image(text: &str) -> Image {
        let words: Vec<&str> = text.split(' ').collect();
        let choice = match words[0].split_once('@') {
            None => Choice::Tag(words[0].parse().unwrap()),
            Some((tag, digest)) => Choice::Pin {
                tag: parsed(tag),
                digest: digest.parse().unwrap(),
            },
        };
        Image {
            repository: "alpine".parse().unwrap(),
            choice,
            platforms: platforms(&words[1..]).into(),
            line: Some(1),
        }
    }

    /// The same with the locked digest; the platforms are those of the old one.
    fn entry(text: &str) -> Entry {
        let words: Vec<&str> = text.split(' ').collect();
        let (tag, digest) = words[0].split_once('@').unwrap();
        let digests = platforms(&words[1..])
            .into_iter()
            .map(|platform| (platform, OLD.parse().unwrap()))
            .collect();
        Entry {
            repository: "alpine".parse().unwrap(),
            tag: parsed(tag),
            digest: digest.parse().unwrap(),
            platforms: (words.len() > 1).then(|| Platforms::new(&OLD.parse().unwrap(), digests)),
        }
    }

    fn reason(entry: &Entry, image: &Image) -> String {
        entry
            .check(image)
            .map_or_else(|reason| reason.to_string(), |()| "satisfied".to_owned())
    }

    #[test]
    fn an_entry_satisfies_by_tag_or_digest_and_by_platforms() {
        let of_pin = "the tag `3.20` is locked, but an image with a digest in `images.toml` is locked without a tag";
        let other_digest = format!("the locked digest is `{OLD}`, but `images.toml` says `{NEW}`");
        let cases = [
            ("3.20@OLD", "3.20", "satisfied"),
            (
                "3.20@OLD linux/amd64 linux/arm64",
                "3.20 linux/amd64 linux/arm64",
                "satisfied",
            ),
            ("@OLD", "@OLD", "satisfied"),
            ("@OLD", "3.20@OLD", "satisfied"),
            (
                "3.20@OLD",
                "3.21",
                "the locked tag is `3.20`, but `images.toml` says `3.21`",
            ),
            (
                "@OLD",
                "3.20",
                "the locked tag is none, but `images.toml` says `3.20`",
            ),
            ("3.20@OLD", "@OLD", of_pin),
            ("3.20@OLD", "3.20@OLD", of_pin),
            ("@OLD", "3.20@NEW", &other_digest),
            (
                "3.20@OLD linux/amd64",
                "3.20 linux/amd64 linux/arm64 linux/s390x",
                "`images.toml` declares `linux/arm64`, `linux/s390x`, which are not locked",
            ),
            (
                "3.20@OLD",
                "3.20 linux/amd64",
                "`images.toml` declares `linux/amd64`, which is not locked",
            ),
            (
                "3.20@OLD linux/amd64 linux/arm64",
                "3.20 linux/amd64",
                "`images.lock` has `linux/arm64`, which `images.toml` does not declare",
            ),
            (
                "3.20@OLD linux/amd64 linux/arm64",
                "3.20",
                "`images.lock` has `linux/amd64`, `linux/arm64`, which `images.toml` does not declare",
            ),
            // Stale platforms are not judged
            ("3.20@NEW linux/amd64", "3.20 linux/arm64", "satisfied"),
            ("3.20@NEW linux/amd64", "3.20", "satisfied"),
        ];
        for (locked, declared, expected) in cases {
            let text = |text: &str| text.replace("OLD", OLD).replace("NEW", NEW);
            let found = reason(&entry(&text(locked)), &image(&text(declared)));
            assert_eq!(found, expected, "{locked} for {declared}");
        }
    }

    #[test]
    fn another_repository_does_not_satisfy() {
        let other = Image {
            repository: "nginx".parse().unwrap(),
            ..image("3.20")
        };
        assert_eq!(
            reason(&entry(&format!("3.20@{OLD}")), &other),
            "the locked image is `docker.io/library/alpine`, but `images.toml` says `docker.io/library/nginx`"
        );
    }
}
