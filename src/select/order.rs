//! Which of two tags is newer.

use std::cmp::Ordering;

use super::number::{compare_digits, compare_exactly, compare_naturally};
use super::{TagVersion, Variant};

/// Compares two tags as versions, the newer one being the greater: by their numbers and builds; then by what the stars
/// of the variant took; then the one without a `v`; then the one that is bytewise smaller. A total order of all texts:
/// what is no version comes before all that are.
pub(super) fn compare_versions(one: &str, other: &str, variant: Option<&Variant>) -> Ordering {
    let read = |tag| (tag, TagVersion::read(tag));
    compare_read(read(one), read(other), variant)
}

/// [`compare_versions`] of two tags that were read.
pub(super) fn compare_read(
    (one, version): (&str, Option<TagVersion<'_>>),
    (other, other_version): (&str, Option<TagVersion<'_>>),
    variant: Option<&Variant>,
) -> Ordering {
    let (Some(version), Some(other_version)) = (version, other_version) else {
        let versions = version.is_some().cmp(&other_version.is_some());
        return versions.then_with(|| compare_texts(one, other));
    };
    let taken = || compare_taken(&version, &other_version, variant);
    version
        .compare_exactly(&other_version)
        .then_with(taken)
        .then_with(|| version.compare_prefix(&other_version))
        .then_with(|| other.cmp(one))
}

/// Compares two tags whatever their variants: [`compare_versions`] without one.
pub fn compare_tags(one: &str, other: &str) -> Ordering {
    compare_versions(one, other, None)
}

/// Compares two tags in natural order; of those that are equal in it, the bytewise smaller one is the newer.
pub(super) fn compare_texts(one: &str, other: &str) -> Ordering {
    compare_naturally(one, other).then_with(|| other.cmp(one))
}

/// Compares what the stars took of two suffixes, star by star, as versions.
fn compare_taken(
    one: &TagVersion<'_>,
    other: &TagVersion<'_>,
    variant: Option<&Variant>,
) -> Ordering {
    let Some(variant) = variant.filter(|variant| variant.has_stars()) else {
        return Ordering::Equal;
    };
    match (
        variant.match_suffix(one.suffix()),
        variant.match_suffix(other.suffix()),
    ) {
        (Some(one), Some(other)) => {
            let stars = one.iter().zip(&other);
            let orders = stars.map(|(one, other)| compare_exactly(one, other));
            orders.fold(Ordering::Equal, Ordering::then)
        }
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

/// Whether the numbers and the build of a tag are newer than those of another one, whatever their suffixes. Not where
/// one of them is no version.
pub fn is_newer_release(tag: &str, than: &str) -> bool {
    let versions = TagVersion::read(tag).zip(TagVersion::read(than));
    versions.is_some_and(|(tag, than)| tag.compare_release(&than).is_gt())
}

/// Whether a tag is of a lower version than another one. Not where one of them is no version.
///
/// Suffixes are not compared: the question is asked of changes that somebody else made, who could choose one. Of two
/// tags with different numbers of numbers the common ones count.
pub fn is_lower(tag: &str, than: &str) -> bool {
    let (Some(tag), Some(than)) = (TagVersion::read(tag), TagVersion::read(than)) else {
        return false;
    };
    // `1` is no lower than `1.2.3`: it floats above it
    let numbers = tag.numbers().split('.').zip(than.numbers().split('.'));
    let mut orders = numbers.map(|(one, other)| compare_digits(one.as_bytes(), other.as_bytes()));
    orders.find(|order| order.is_ne()) == Some(Ordering::Less)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        let lower = [
            ("1.26", "1.27"),
            ("1.9", "1.10"),
            ("v1", "2"),
            ("1.26-alpine", "1.27"),
            ("1.26", "1.27-alpine"),
            ("20240101", "20240102"),
            ("1", "99999999999999999999999"),
            ("1.2.3.3", "1.2.3.4"),
        ];
        for (tag, than) in lower {
            assert!(is_lower(tag, than), "{tag} is lower than {than}");
            assert!(!is_lower(than, tag), "{than} is not lower than {tag}");
        }
    }

    #[test]
    fn what_is_no_version_is_not_compared() {
        for (tag, than) in [
            ("latest", "1.2"),
            ("1.2", "main"),
            ("1.2", "1.2"),
            ("1.2", "1.2.0"),
            ("1..2", "2"),
            ("1", "1.2.3"),
            ("1.2", "1.2.3"),
        ] {
            assert!(!is_lower(tag, than), "{tag} and {than}");
        }
    }
}
