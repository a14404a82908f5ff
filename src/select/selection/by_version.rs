//! The choice by a range, and a variant.

use super::kept::keep_greater;
use super::misses::VersionMisses;
use super::nearness::compare_releases;
use super::selected::SelectedTag;
use crate::reference::Tag;
use crate::select::fit::Fit;
use crate::select::interval::Place;
use crate::select::order::{compare_versions, is_newer_release};
use crate::select::{MissReason, Variant, VersionRange};

/// A choice by a range, and a variant, in the making.
#[derive(Debug, Clone)]
pub struct VersionSelection {
    range: VersionRange,
    variant: Option<Variant>,
    /// The variant as written; empty if there is none.
    variant_text: String,
    /// The newest that is accepted.
    newest: Option<Tag>,
    /// The newest above the range that has the variant.
    above: Option<Tag>,
    /// The newest in the range that has another variant.
    other_variant: Option<Tag>,
    misses: VersionMisses,
}

impl VersionSelection {
    pub(super) fn new(range: VersionRange, variant: Option<Variant>) -> Self {
        Self {
            variant_text: variant.as_ref().map(Variant::to_string).unwrap_or_default(),
            range,
            variant,
            newest: None,
            above: None,
            other_variant: None,
            misses: VersionMisses::default(),
        }
    }

    pub(super) fn see(&mut self, tag: &str) {
        let variant = self.variant.as_ref();
        let fit = Fit::new(tag, &self.range, variant);
        let by_version = |one: &str, other: &str| compare_versions(one, other, variant);
        let by_nearness = |one: &str, other: &str| compare_releases(one, other, &self.variant_text);
        match (fit.version, fit.suffix) {
            (None, None) => return keep_greater(&mut self.newest, tag, by_version),
            (Some(MissReason::OutsideRange), None) if fit.place == Place::Above => {
                keep_greater(&mut self.above, tag, by_version);
            }
            (None, Some(MissReason::OtherVariant)) => {
                keep_greater(&mut self.other_variant, tag, by_nearness);
            }
            _ => {}
        }
        if self.newest.is_none() {
            self.misses.see(tag, fit, variant, &self.variant_text);
        }
    }

    pub(super) fn finish(self) -> SelectedTag {
        let variant = self.variant.as_ref();
        let Some(newest) = self.newest else {
            let reason = |tag: &Tag| Fit::new(tag.as_str(), &self.range, variant).reason_against();
            return SelectedTag {
                near_misses: self.misses.nearest(reason),
                ..SelectedTag::default()
            };
        };
        let is_newer = |tag: &Tag| is_newer_release(tag.as_str(), newest.as_str());
        SelectedTag {
            newer_outside: self.above,
            newer_variant: self.other_variant.filter(is_newer),
            newest: Some(newest),
            near_misses: Vec::new(),
        }
    }
}
