//! What is newer than a tag that somebody has fixed.

use super::kept::keep_greater;
use crate::reference::Tag;
use crate::select::TagVersion;
use crate::select::interval::{FIRST_DATE, first_value};
use crate::select::order::compare_tags;

/// How many digits a year has.
const YEAR_DIGITS: usize = 4;
/// The last year of so many.
const LAST_YEAR: u128 = 9999;
/// The first number that has more in it than a year: `202406`, `20240603`.
const FIRST_DAY: u128 = 100_000;

/// The search for the newest version with the suffix of a fixed tag. Of dates only if the tag is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatestSelection {
    tag: Tag,
    /// The newest of those that are newer than the tag.
    newest: Option<Tag>,
    /// The newest of them that is written as the tag is.
    alike: Option<Tag>,
}

impl LatestSelection {
    /// A search beside a tag. None if the tag is no version, or a date whose month is read as a suffix: `2024-06-03`.
    pub fn beside(tag: &Tag) -> Option<Self> {
        let version = TagVersion::read(tag.as_str())?;
        (!is_dashed_date(&version)).then(|| Self {
            tag: tag.clone(),
            newest: None,
            alike: None,
        })
    }

    pub(super) fn see(&mut self, tag: &str) {
        let fixed = TagVersion::read(self.tag.as_str());
        let (Some(fixed), Some(version)) = (fixed, TagVersion::read(tag)) else {
            return;
        };
        let is_of_same_kind = version.suffix() == fixed.suffix() && may_follow(&version, &fixed);
        // What a floating tag may name is not ahead of it
        let is_newer = compare_tags(tag, self.tag.as_str()).is_gt() && !fixed.may_name(&version);
        if !is_of_same_kind || !is_newer {
            return;
        }
        keep_greater(&mut self.newest, tag, compare_tags);
        if version.form() == fixed.form() {
            keep_greater(&mut self.alike, tag, compare_tags);
        }
    }

    /// The newest version, or the tag itself if there is none. If tags of several lengths name it, the one that is
    /// written as the tag is: who wrote `3.20` wants to write `3.21` next, and not the `3.21.2` that it names today.
    pub(super) fn finish(self) -> Tag {
        let alike = self.alike.as_ref().map(Tag::as_str);
        let newest = self.newest.as_ref().map(Tag::as_str);
        let both = alike
            .and_then(TagVersion::read)
            .zip(newest.and_then(TagVersion::read));
        let names_newest = both.is_some_and(|(alike, newest)| alike.may_name(&newest));
        let latest = if names_newest {
            self.alike
        } else {
            self.newest
        };
        latest.unwrap_or(self.tag)
    }
}

fn is_dashed_date(version: &TagVersion<'_>) -> bool {
    let is_year = version.numbers().len() == YEAR_DIGITS && is_date(version);
    is_year
        && version
            .suffix()
            .starts_with(|first: char| first.is_ascii_digit())
}

fn is_date(version: &TagVersion<'_>) -> bool {
    first_value(version.numbers()) >= FIRST_DATE
}

/// Whether one is counted as the other is: no date comes after a version, and no day in one number after a year.
fn may_follow(version: &TagVersion<'_>, fixed: &TagVersion<'_>) -> bool {
    let has_day = first_value(version.numbers()) >= FIRST_DAY;
    match is_date(fixed) {
        true => !has_day || first_value(fixed.numbers()) > LAST_YEAR,
        false => !is_date(version),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found beside a tag, whatever the order of the list.
    fn latest(tag: &str, tags: &str) -> String {
        let tag: Tag = tag.parse().expect("a tag");
        let mut tags: Vec<&str> = tags.split_whitespace().collect();
        let mut find = || {
            let mut selection = LatestSelection::beside(&tag).expect("a version");
            tags.iter().for_each(|tag| selection.see(tag));
            tags.reverse();
            selection.finish().to_string()
        };
        let found = find();
        assert_eq!(find(), found, "{tag} in another order");
        found
    }

    #[test]
    fn beside_a_fixed_tag_the_newest_with_its_suffix_is_found() {
        for (tag, tags, expected) in [
            ("3.20", "3.20 3.21 3.22-rc1 20260101 edge", "3.21"),
            (
                "1.27-alpine",
                "1.27-alpine 1.29 1.28-alpine 1.28-alpine3.20",
                "1.28-alpine",
            ),
            ("20240101", "3.21 20240101 20260101", "20260101"),
            ("2024.01", "2024.01 2025.06 202506 20240603", "2025.06"),
            ("2024-jdk", "2024-jdk 2025-jdk 20240603-jdk", "2025-jdk"),
            ("9.0-1", "9.0-1 9.1-1", "9.1-1"),
            ("99999", "99999 100000", "100000"),
            ("v1.2", "v1.2 v1.3", "v1.3"),
            ("7.2.4", "7.2.4 7.2.10 7.2.9", "7.2.10"),
            (
                "21.0.5_9-jdk",
                "21.0.5_9-jdk 21.0.5_11-jdk",
                "21.0.5_11-jdk",
            ),
        ] {
            assert_eq!(latest(tag, tags), expected, "{tag} of {tags}");
        }
    }

    #[test]
    fn a_floating_tag_is_not_behind_what_it_may_name() {
        for (tag, tags) in [
            ("3.20", "3.20 3.20.5 3.19"),
            ("7", "7 7.4.1 7.4"),
            ("21.0.5", "21.0.5 21.0.5_11"),
            ("3.20", "3.20 3 latest"),
            ("3.20", ""),
            ("3.20", "3.20.5"),
        ] {
            assert_eq!(latest(tag, tags), tag, "{tag} of {tags}");
        }
    }

    #[test]
    fn of_the_tags_that_name_the_newest_version_the_one_that_is_written_alike_is_found() {
        for (tag, tags, expected) in [
            ("3.20", "3.20 3.21 3.21.2 3 4.0-rc1", "3.21"),
            ("7", "7 8 8.0 8.0.1", "8"),
            ("7.2.4", "7.2.4 8 8.0 8.0.1", "8.0.1"),
            ("21.0.5", "21.0.5 21.0.6 21.0.6_7", "21.0.6"),
            ("v1.2", "v1.2 v1.3 1.3", "v1.3"),
            // No tag of two numbers names it
            ("3.20", "3.20 3.21 4.0.1", "4.0.1"),
            ("3.20", "3.20 3.21.2", "3.21.2"),
            ("7.2.4", "7.2.4 8", "8"),
        ] {
            assert_eq!(latest(tag, tags), expected, "{tag} of {tags}");
        }
    }

    #[test]
    fn what_is_no_version_has_no_newest() {
        for tag in [
            "latest",
            "main",
            "8u504",
            "bookworm",
            "2024-06-03",
            "2024-06",
        ] {
            let tag: Tag = tag.parse().expect("a tag");
            assert_eq!(LatestSelection::beside(&tag), None, "{tag}");
        }
    }
}
