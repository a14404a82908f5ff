//! Which of two tags is nearer to a variant.

use std::cmp::Ordering;

use crate::select::TagVersion;
use crate::select::number::compare_naturally;
use crate::select::order::{compare_texts, compare_versions};

/// Compares by the numbers and builds; then by whose suffix is nearer to the variant.
pub(super) fn compare_releases(one: &str, other: &str, variant: &str) -> Ordering {
    let versions = TagVersion::read(one).zip(TagVersion::read(other));
    let order = versions.map(|(one, other)| {
        let nearness = || compare_nearness(one.suffix(), other.suffix(), variant);
        one.compare_release(&other).then_with(nearness)
    });
    let rest = || compare_versions(one, other, None);
    order.unwrap_or(Ordering::Equal).then_with(rest)
}

/// Compares by whose suffix is nearer to the variant, then by the versions. What is no version comes before all others.
pub(super) fn compare_suffixes(one: &str, other: &str, variant: &str) -> Ordering {
    match (TagVersion::read(one), TagVersion::read(other)) {
        (Some(version), Some(other_version)) => {
            compare_nearness(version.suffix(), other_version.suffix(), variant)
                .then_with(|| compare_versions(one, other, None))
        }
        (version, other_version) => {
            let versions = version.is_some().cmp(&other_version.is_some());
            versions.then_with(|| compare_texts(one, other))
        }
    }
}

/// Whether two tags are versions of one variant.
pub(super) fn have_same_suffix(one: &str, other: &str) -> bool {
    let versions = TagVersion::read(one).zip(TagVersion::read(other));
    versions.map_or(one == other, |(one, other)| one.suffix() == other.suffix())
}

/// Which of two suffixes is nearer to a variant, the nearer being the greater: the one that has more of its beginning
/// and end; then the shorter one; then the one with the higher numbers. A total order of suffixes.
fn compare_nearness(one: &str, other: &str, variant: &str) -> Ordering {
    let common = |suffix: &str| common_ends(suffix, variant);
    common(one)
        .cmp(&common(other))
        .then_with(|| other.len().cmp(&one.len()))
        .then_with(|| compare_naturally(one, other))
        .then_with(|| other.cmp(one))
}

/// How many bytes two suffixes have in common: at their beginning, and of words at their end.
fn common_ends(one: &str, other: &str) -> usize {
    let front = common_front(one, other);
    let mut words = one[front..].rsplit('-').zip(other[front..].rsplit('-'));
    let same = words.by_ref().take_while(|(one, other)| one == other);
    front + same.map(|(word, _)| word.len()).sum::<usize>()
}

/// How many bytes two texts have in common at their beginning.
pub(super) fn common_front(one: &str, other: &str) -> usize {
    let bytes = one.bytes().zip(other.bytes());
    bytes.take_while(|(one, other)| one == other).count()
}
