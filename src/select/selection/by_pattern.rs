//! The choice by a pattern.

use std::cmp::Ordering;

use regex_lite::CaptureLocations;

use super::kept::NearestTags;
use super::nearness::common_front;
use super::selected::{NearMiss, SelectedTag};
use crate::reference::Tag;
use crate::select::order::compare_texts;
use crate::select::pattern::compare_keys;
use crate::select::{MissReason, TagPattern};

/// A choice by a pattern in the making.
#[derive(Debug, Clone)]
pub struct PatternSelection {
    pattern: TagPattern,
    /// As written.
    text: String,
    locations: CaptureLocations,
    newest: Option<MatchedTag>,
    nearest: NearestTags,
}

/// A tag that matches.
#[derive(Debug, Clone)]
struct MatchedTag {
    tag: Tag,
    /// What the named group took of it.
    key: String,
}

impl PatternSelection {
    pub(super) fn new(pattern: TagPattern) -> Self {
        Self {
            text: pattern.to_string(),
            locations: pattern.locations(),
            pattern,
            newest: None,
            nearest: NearestTags::default(),
        }
    }

    pub(super) fn see(&mut self, tag: &str) {
        match self.pattern.find_key(tag, &mut self.locations) {
            Some(key) => keep_newest(&mut self.newest, tag, key),
            None if self.newest.is_none() => {
                let compare = |one: &str, other: &str| compare_nearness(one, other, &self.text);
                self.nearest.see(tag, |one, other| one == other, compare);
            }
            None => {}
        }
    }

    pub(super) fn finish(self) -> SelectedTag {
        let nearest = match &self.newest {
            Some(_) => Vec::new(),
            None => self.nearest.into_tags(),
        };
        let reason = MissReason::NotInPattern;
        let misses = nearest.into_iter().map(|tag| NearMiss { tag, reason });
        SelectedTag {
            newest: self.newest.map(|newest| newest.tag),
            near_misses: misses.collect(),
            ..SelectedTag::default()
        }
    }
}

fn keep_newest(newest: &mut Option<MatchedTag>, tag: &str, key: &str) {
    let is_newer = |newest: &MatchedTag| {
        let newest = (newest.tag.as_str(), Some(newest.key.as_str()));
        compare_keys((tag, Some(key)), newest).is_gt()
    };
    if newest.as_ref().is_none_or(is_newer)
        && let Ok(tag) = tag.parse()
    {
        let key = key.to_owned();
        *newest = Some(MatchedTag { tag, key });
    }
}

/// Which of two tags begins more as the pattern does.
fn compare_nearness(one: &str, other: &str, pattern: &str) -> Ordering {
    let pattern = pattern.trim_start_matches('^');
    let front = |tag: &str| common_front(tag, pattern);
    front(one)
        .cmp(&front(other))
        .then_with(|| compare_texts(one, other))
}
