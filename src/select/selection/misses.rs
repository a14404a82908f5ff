//! The tags that are nearest to a range and a variant, if none is accepted.

use super::kept::{NearestTags, keep_greater};
use super::nearness::{compare_releases, compare_suffixes, have_same_suffix};
use super::selected::NearMiss;
use crate::reference::Tag;
use crate::select::fit::Fit;
use crate::select::interval::Place;
use crate::select::order::compare_versions;
use crate::select::{MissReason, Variant};

/// The tags that are nearest to a range and a variant. Those with one fault are told, and others only if there is none.
#[derive(Debug, Clone, Default)]
pub(super) struct VersionMisses {
    /// The newest that stands for versions in the range and others.
    across: Option<Tag>,
    /// The newest below the range.
    below: Option<Tag>,
    /// The lowest above the range.
    above: Option<Tag>,
    /// The newest date.
    date: Option<Tag>,
    /// The newest pre-release in the range.
    pre_release: Option<Tag>,
    /// The newest in the range, one of each of the nearest other variants.
    variants: NearestTags,
    /// The newest with several faults, one of each of the nearest variants.
    others: NearestTags,
}

impl VersionMisses {
    /// Sees a tag that is not accepted.
    pub(super) fn see(
        &mut self,
        tag: &str,
        fit: Fit,
        variant: Option<&Variant>,
        variant_text: &str,
    ) {
        let newer = |one: &str, other: &str| compare_versions(one, other, variant);
        let lower = |one: &str, other: &str| newer(other, one);
        let newer_and_nearer = |one: &str, other: &str| compare_releases(one, other, variant_text);
        let nearer = |one: &str, other: &str| compare_suffixes(one, other, variant_text);
        match (fit.version, fit.suffix) {
            (Some(MissReason::NotWhole), None) => keep_greater(&mut self.across, tag, newer),
            (Some(MissReason::Date), None) => keep_greater(&mut self.date, tag, newer),
            (Some(MissReason::OutsideRange), None) if fit.place == Place::Below => {
                keep_greater(&mut self.below, tag, newer);
            }
            (Some(MissReason::OutsideRange), None) => keep_greater(&mut self.above, tag, lower),
            (None, Some(MissReason::PreRelease)) => {
                keep_greater(&mut self.pre_release, tag, newer_and_nearer);
            }
            (None, _) => self.variants.see(tag, have_same_suffix, nearer),
            (Some(_), _) => self.others.see(tag, have_same_suffix, nearer),
        }
    }

    /// The nearest, each with the reason why it is not accepted.
    pub(super) fn nearest(self, reason: impl Fn(&Tag) -> Option<MissReason>) -> Vec<NearMiss> {
        let same_variant = [self.across, self.below, self.above, self.date];
        let mut tags: Vec<Tag> = same_variant.into_iter().flatten().collect();
        tags.extend(self.variants.into_tags());
        tags.extend(self.pre_release);
        if tags.is_empty() {
            tags = self.others.into_tags();
        }
        let miss = |tag: Tag| {
            Some(NearMiss {
                reason: reason(&tag)?,
                tag,
            })
        };
        tags.into_iter().filter_map(miss).collect()
    }
}
