//! How a tag fits a range and a variant.

use super::interval::Place;
use super::suffix::{is_pre_release, is_pre_release_behind_number};
use super::{MissReason, TagVersion, Variant, VersionRange};

/// How a tag fits a range and a variant: it is accepted if it fits both.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    /// Where the versions lie that it stands for.
    pub(super) place: Place,
    /// Why the range does not accept it, if it does not.
    pub(super) version: Option<MissReason>,
    /// Why its suffix is not the variant, if it is not.
    pub(super) suffix: Option<MissReason>,
}

impl Fit {
    pub(super) fn new(tag: &str, range: &VersionRange, variant: Option<&Variant>) -> Self {
        if let Some(version) = TagVersion::read(tag) {
            let suffix = version.suffix();
            return Self::of_version(&version, range, suffix_reason(suffix, variant));
        }
        Self::of_glued(tag, range, variant).unwrap_or(Self {
            place: Place::Across,
            version: Some(MissReason::NotAVersion),
            suffix: None,
        })
    }

    /// Some write `3.15.0rc1-alpine`, which is no version, but worth a word if `3.15.0-alpine` would fit.
    fn of_glued(tag: &str, range: &VersionRange, variant: Option<&Variant>) -> Option<Self> {
        let (version, rest) = TagVersion::read_front(tag)?;
        let (word, suffix) = rest.split_once('-').unwrap_or((rest, ""));
        let is_worth =
            is_pre_release_behind_number(word) && suffix_reason(suffix, variant).is_none();
        is_worth.then(|| Self::of_version(&version, range, Some(MissReason::PreRelease)))
    }

    fn of_version(
        version: &TagVersion<'_>,
        range: &VersionRange,
        suffix: Option<MissReason>,
    ) -> Self {
        let place = range.place(version.numbers());
        let version = match place {
            _ if range.passes_by(version.numbers()) => Some(MissReason::Date),
            Place::Inside => None,
            Place::Across => Some(MissReason::NotWhole),
            Place::Below | Place::Above => Some(MissReason::OutsideRange),
        };
        Self {
            place,
            version,
            suffix,
        }
    }

    /// Why the tag is not accepted, if it is for one reason.
    pub(super) fn only_reason_against(&self) -> Option<MissReason> {
        match (self.version, self.suffix) {
            (Some(reason), None) | (None, Some(reason)) => Some(reason),
            (Some(_), Some(_)) | (None, None) => None,
        }
    }

    /// Why the tag is not accepted, if it is not.
    pub(super) fn reason_against(&self) -> Option<MissReason> {
        self.version.or(self.suffix)
    }
}

/// Why a suffix is not the variant, if it is not.
fn suffix_reason(suffix: &str, variant: Option<&Variant>) -> Option<MissReason> {
    let is_variant = match variant {
        None => suffix.is_empty(),
        Some(variant) => variant.match_suffix(suffix).is_some(),
    };
    match is_variant {
        true => None,
        false if is_pre_release(suffix) => Some(MissReason::PreRelease),
        false => Some(MissReason::OtherVariant),
    }
}
