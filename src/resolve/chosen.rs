//! A tag that was chosen out of a list, beside what is locked, or the reason why none was.

use super::lists::TagQuestion;
use crate::reference::{Repository, Tag};
use crate::registry::Error;
use crate::select::{NearMiss, SelectedTag, TagRule, is_newer_release};

/// A tag that was chosen out of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenTag {
    /// The newest tag of the list that the rule accepts.
    pub newest: Tag,
    /// The newest tag that is newer and has the same variant, but is outside of the range.
    pub newer_outside: Option<Tag>,
    /// The newest tag in the range that is newer, but has another variant.
    pub newer_variant: Option<Tag>,
    /// What became of the locked tag, if the list lacks it and has but lower ones.
    pub unlisted: Option<UnlistedTag>,
}

/// A locked tag that is newer than all that the list has. A list may lack a tag that is there: so it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnlistedTag {
    /// It is asked about, and stays if the registry has it all the same.
    Asked(Tag),
    /// The registry has no such tag any more.
    Gone(Tag),
}

/// The reason why no tag was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceFailure {
    /// There is no list, or not all of it.
    NoList(Error),
    /// The list has no tag that the rule accepts.
    NoMatch(Box<NoMatch>),
}

/// A rule that accepts no tag of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMatch {
    pub repository: Repository,
    pub rule: TagRule,
    /// The nearest tags, the nearest first.
    pub nearest: Vec<NearMiss>,
}

impl ChosenTag {
    /// The same where this tag is locked.
    pub(super) fn beside(self, rule: &TagRule, locked: Option<Tag>) -> Self {
        let is_newer = |locked: &Tag| {
            let order = rule.compare(self.newest.as_str(), locked.as_str());
            order.is_lt()
        };
        let unlisted = locked.filter(is_newer);
        let is_newer_too = |tag: &Tag| {
            let locked = unlisted.as_ref();
            locked.is_none_or(|locked| is_newer_release(tag.as_str(), locked.as_str()))
        };
        Self {
            newer_variant: self.newer_variant.filter(is_newer_too),
            unlisted: unlisted.map(UnlistedTag::Asked),
            ..self
        }
    }

    /// The tag to ask about.
    pub fn asked(&self) -> &Tag {
        match &self.unlisted {
            Some(UnlistedTag::Asked(locked)) => locked,
            Some(UnlistedTag::Gone(_)) | None => &self.newest,
        }
    }

    /// Notes that the tag that was asked about is gone. Returns the one to ask about instead, if there is one.
    pub(super) fn find_gone(&mut self) -> Option<Tag> {
        let Some(UnlistedTag::Asked(locked)) = &self.unlisted else {
            return None;
        };
        self.unlisted = Some(UnlistedTag::Gone(locked.clone()));
        Some(self.newest.clone())
    }
}

impl TagQuestion {
    /// What was chosen, or why nothing was.
    pub fn chosen(&self, answer: Result<SelectedTag, Error>) -> Result<ChosenTag, ChoiceFailure> {
        let SelectedTag {
            newest,
            newer_outside,
            newer_variant,
            near_misses,
        } = answer.map_err(ChoiceFailure::NoList)?;
        let Some(newest) = newest else {
            let no_match = NoMatch {
                repository: self.repository.clone(),
                rule: self.rule.clone(),
                nearest: near_misses,
            };
            return Err(ChoiceFailure::NoMatch(Box::new(no_match)));
        };
        Ok(ChosenTag {
            newest,
            newer_outside,
            newer_variant,
            unlisted: None,
        })
    }
}
