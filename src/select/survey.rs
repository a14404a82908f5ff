//! What a list has beside the tag that a rule chooses.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasher;

use super::ordered::newest_first;
use super::selection::{NearMiss, TagSelection};
use super::{MissReason, TagRule};
use crate::reference::Tag;

/// How many near misses of one reason are kept.
const KEPT_MAX: usize = 5;

/// Which tags of a list are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurveyScope {
    /// Those that the rule accepts, and the nearest others.
    Nearest,
    /// All.
    All,
}

/// A survey in the making: each tag of a list is seen as the list streams by, in any order. Few are kept of those that
/// the rule does not accept, unless all are wanted.
#[derive(Debug, Clone)]
pub struct TagSurvey {
    rule: Option<TagRule>,
    scope: SurveyScope,
    selection: Option<TagSelection>,
    hasher: RandomState,
    /// The hashes of all tags, each of which counts once.
    seen: HashSet<u64>,
    tags: Vec<Tag>,
    has_accepted: bool,
    near: BTreeMap<MissReason, NearTags>,
}

/// What a list has.
#[derive(Debug, Default)]
pub struct SurveyedTags {
    /// The tags, the newest first: those that the rule accepts, or all.
    pub tags: Vec<SurveyedTag>,
    /// The tags that miss the rule for one reason alone, by it.
    pub near: BTreeMap<MissReason, NearTags>,
    /// How many tags the list has.
    pub count: usize,
    /// What is nearest, if the rule accepts nothing; the nearest first.
    pub near_misses: Vec<NearMiss>,
}

/// A tag, held against a rule.
#[derive(Debug)]
pub struct SurveyedTag {
    pub tag: Tag,
    /// Why the rule does not accept it, if it does not.
    pub reason: Option<MissReason>,
}

/// The tags that miss a rule for one reason alone.
#[derive(Debug, Clone, Default)]
pub struct NearTags {
    /// The newest of them, the newest first.
    pub newest: Vec<Tag>,
    /// How many there are.
    pub count: usize,
}

impl TagSurvey {
    /// A survey of which no tag has been seen. Without a rule, all tags are kept.
    pub fn new(rule: Option<&TagRule>, scope: SurveyScope) -> Self {
        Self {
            rule: rule.cloned(),
            scope,
            selection: rule.map(TagSelection::new),
            hasher: RandomState::new(),
            seen: HashSet::new(),
            tags: Vec::new(),
            has_accepted: false,
            near: BTreeMap::new(),
        }
    }

    /// Sees a tag of the list.
    pub fn see(&mut self, tag: &str) {
        let Ok(own) = tag.parse::<Tag>() else { return };
        if !self.seen.insert(self.hasher.hash_one(tag)) {
            return;
        }
        let (Some(rule), Some(selection)) = (&self.rule, &mut self.selection) else {
            self.has_accepted = true;
            return self.tags.push(own);
        };
        selection.see(tag);
        let is_accepted = rule.accepts(tag);
        self.has_accepted |= is_accepted;
        if let Some(reason) = rule.only_reason_against(tag) {
            self.near.entry(reason).or_default().see(&own, rule);
        }
        if self.scope == SurveyScope::All || is_accepted {
            self.tags.push(own);
        }
    }

    /// Whether it has seen a tag that the rule accepts; without a rule, any.
    pub fn has_accepted(&self) -> bool {
        self.has_accepted
    }

    /// What the list has, all of whose tags were seen.
    pub fn finish(self) -> SurveyedTags {
        let rule = self.rule.as_ref();
        let held = |tag: Tag| SurveyedTag {
            reason: rule.and_then(|rule| rule.reason_against(tag.as_str())),
            tag,
        };
        SurveyedTags {
            tags: newest_first(&self.tags, rule)
                .into_iter()
                .map(held)
                .collect(),
            near: self.near,
            count: self.seen.len(),
            near_misses: match self.selection {
                Some(selection) => selection.finish().near_misses,
                None => Vec::new(),
            },
        }
    }
}

impl NearTags {
    fn see(&mut self, tag: &Tag, rule: &TagRule) {
        self.count += 1;
        let is_newer = |kept: &Tag| rule.compare(tag.as_str(), kept.as_str()).is_gt();
        let newest = &mut self.newest;
        if newest.len() == KEPT_MAX && !newest.last().is_some_and(is_newer) {
            return;
        }
        let at = newest.partition_point(|kept| !is_newer(kept));
        newest.insert(at, tag.clone());
        newest.truncate(KEPT_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey<'t>(scope: SurveyScope, tags: impl IntoIterator<Item = &'t str>) -> SurveyedTags {
        let rule = TagRule::Version {
            range: "^7.2".parse().expect("a range"),
            variant: None,
        };
        let mut survey = TagSurvey::new(Some(&rule), scope);
        tags.into_iter().for_each(|tag| survey.see(tag));
        survey.finish()
    }

    fn tags(surveyed: &SurveyedTags) -> Vec<&str> {
        surveyed.tags.iter().map(|it| it.tag.as_str()).collect()
    }

    #[test]
    fn few_are_kept_of_the_tags_that_a_rule_does_not_accept() {
        let newer: Vec<String> = (0..1_000).map(|number| format!("8.{number}")).collect();
        let list = newer.iter().map(String::as_str);
        let surveyed = survey(SurveyScope::Nearest, list.chain(["latest", "7.4", "7.3"]));
        assert_eq!(tags(&surveyed), ["7.4", "7.3"]);
        assert_eq!(surveyed.count, 1_003);
        let near = &surveyed.near[&MissReason::OutsideRange];
        let newest: Vec<&str> = near.newest.iter().map(Tag::as_str).collect();
        assert_eq!(newest, ["8.999", "8.998", "8.997", "8.996", "8.995"]);
        assert_eq!(near.count, 1_000);
    }

    #[test]
    fn neither_the_order_nor_doubled_tags_change_a_survey() {
        let list = ["8.1", "7.4", "6", "7.4-alpine", "8.0", "latest", "7.3", "7"];
        let told = |surveyed: SurveyedTags| format!("{surveyed:?}");
        for scope in [SurveyScope::Nearest, SurveyScope::All] {
            let expected = told(survey(scope, list));
            let doubled = list.into_iter().rev().chain(list);
            assert_eq!(told(survey(scope, doubled)), expected, "{scope:?}");
        }
    }

    #[test]
    fn all_tags_are_kept_if_all_are_wanted() {
        let list = ["8.1", "7.4", "latest", "7.4-alpine"];
        let surveyed = survey(SurveyScope::All, list);
        assert_eq!(tags(&surveyed), ["8.1", "7.4", "7.4-alpine", "latest"]);
    }
}
