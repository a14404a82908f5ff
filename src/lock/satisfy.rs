//! The reasons why an entry does not satisfy its image.

use std::collections::BTreeSet;

use super::Entry;
use crate::exit::Reason;
use crate::manifest::{Choice, Image, written_rule};
use crate::reference::{Digest, Platform, PlatformList, Repository, Tag};
use crate::select::TagRule;

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
    /// The rule of the manifest does not accept the tag that is locked, or there is none.
    #[error("{}", not_accepted(.locked, .declared))]
    TagNotAccepted {
        /// What the lock says.
        locked: Option<Tag>,
        /// What the manifest says.
        declared: Box<TagRule>,
    },
    /// The tag was chosen by another rule, or by none, or the manifest has none.
    #[error("`images.lock` has {}, but `images.toml` has {}", rule_or_none(.locked), rule_or_none(.declared))]
    Rule {
        /// What the lock says.
        locked: Option<Box<TagRule>>,
        /// What the manifest says.
        declared: Option<Box<TagRule>>,
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
            Self::TagNotAccepted { .. } => Reason::TagNotAccepted,
            Self::Rule { .. } => Reason::OtherRule,
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
        if self.repository != image.repository {
            let (locked, declared) = (self.repository.clone(), image.repository.clone());
            return Err(Unsatisfied::Repository { locked, declared });
        }
        self.check_choice(&image.choice)?;
        if self.rule.as_deref() != image.rule() {
            let (locked, declared) = (self.rule.clone(), image.rule().cloned().map(Box::new));
            return Err(Unsatisfied::Rule { locked, declared });
        }
        match self.platforms_are_stale() {
            true => Ok(()),
            false => self.check_platforms(&image.platforms),
        }
    }

    /// Checks that tag and digest are those that the manifest names, or that its rule accepts the tag.
    fn check_choice(&self, choice: &Choice) -> Result<(), Unsatisfied> {
        match (choice, &self.tag) {
            (Choice::Tag(declared), locked) if locked.as_ref() != Some(declared) => {
                let (locked, declared) = (locked.clone(), declared.clone());
                Err(Unsatisfied::Tag { locked, declared })
            }
            (Choice::Newest(rule), locked) if !is_accepted(rule, locked) => {
                let (locked, declared) = (locked.clone(), Box::new(rule.clone()));
                Err(Unsatisfied::TagNotAccepted { locked, declared })
            }
            (Choice::Pin { digest: pin, .. }, _) if self.digest != *pin => {
                let (locked, declared) = (self.digest.clone(), pin.clone());
                Err(Unsatisfied::Digest { locked, declared })
            }
            (Choice::Pin { .. }, Some(locked)) => Err(Unsatisfied::TagOfPin {
                locked: locked.clone(),
            }),
            (Choice::Tag(_) | Choice::Newest(_) | Choice::Pin { .. }, _) => Ok(()),
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

fn not_accepted(locked: &Option<Tag>, rule: &TagRule) -> String {
    let Some(tag) = locked else {
        let declared = written_rule(rule);
        return format!("no tag is locked, but `images.toml` has `{declared}`");
    };
    match rule {
        TagRule::Pattern(pattern) => format!("the locked tag `{tag}` does not match `{pattern}`"),
        TagRule::Version { range, variant } => {
            let variant = match variant {
                Some(variant) => format!(" with the variant `{variant}`"),
                None if tag.as_str().contains('-') => " without a variant".to_owned(),
                None => String::new(),
            };
            format!("the locked tag `{tag}` is not in `{range}`{variant}")
        }
    }
}

fn rule_or_none(rule: &Option<Box<TagRule>>) -> String {
    match rule {
        Some(rule) => format!("`{}`", written_rule(rule)),
        None => "no `version` or `tag-pattern`".to_owned(),
    }
}

fn is_accepted(rule: &TagRule, tag: &Option<Tag>) -> bool {
    tag.as_ref().is_some_and(|tag| rule.accepts(tag.as_str()))
}

#[cfg(test)]
mod tests;
