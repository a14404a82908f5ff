//! The line of releases that a tag is of.

use super::interval::{FIRST_DATE, first_value};
use super::suffix::is_pre_release;
use super::{TagRule, TagVersion, Variant};

/// How many numbers `~` keeps of two or three.
const KEPT: usize = 2;

/// The line of releases that a tag is of: `7.2.4-alpine` is of those with `7.2` that have the variant `alpine`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseLine {
    /// The numbers that all of them begin with.
    numbers: Vec<String>,
    variant: String,
    /// The rule that accepts the tag and what follows it: `~7.2.4` with the variant `alpine`.
    rule: TagRule,
}

impl ReleaseLine {
    /// The line of a tag. None if the tag is no version or not of a release, or is a date alone, behind which nothing
    /// comes.
    pub fn of(tag: &str) -> Option<Self> {
        let version = TagVersion::read(tag)?;
        let (text, suffix) = (version.numbers(), version.suffix());
        let numbers: Vec<String> = text.split('.').map(str::to_owned).collect();
        let is_date = numbers.len() == 1 && first_value(text) >= FIRST_DATE;
        if is_pre_release(suffix) || is_date {
            return None;
        }
        let variant = match suffix {
            "" => None,
            suffix => Some(suffix.parse::<Variant>().ok()?),
        };
        let range = format!("~{text}").parse().ok()?;
        let rule = TagRule::Version { range, variant };
        let kept = numbers.len().min(KEPT).max(numbers.len().saturating_sub(1));
        rule.accepts(tag).then(|| Self {
            numbers: numbers[..kept].to_vec(),
            variant: suffix.to_owned(),
            rule,
        })
    }

    /// The rule that accepts the tag, and what follows it in its line.
    pub fn rule(&self) -> &TagRule {
        &self.rule
    }

    /// What all tags of the line have in common: numbers and variant.
    pub fn shared(&self) -> (&[String], &str) {
        (&self.numbers, &self.variant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_is_a_version_begins_its_line() {
        for (tag, range, variant, shared) in [
            ("7", "~7", None, "7"),
            ("24.04", "~24.04", None, "24.04"),
            ("7.2.4", "~7.2.4", None, "7.2"),
            ("v7.2.4", "~7.2.4", None, "7.2"),
            ("1.2.3.4", "~1.2.3.4", None, "1.2.3"),
            ("7.2.4-alpine", "~7.2.4", Some("alpine"), "7.2"),
            ("3.12-slim-bookworm", "~3.12", Some("slim-bookworm"), "3.12"),
            ("21.0.5_11-jdk", "~21.0.5", Some("jdk"), "21.0"),
            ("2024.6.3", "~2024.6.3", None, "2024.6"),
        ] {
            let line = ReleaseLine::of(tag).expect(tag);
            let rule = TagRule::Version {
                range: range.parse().unwrap(),
                variant: variant.map(|it| it.parse().unwrap()),
            };
            assert_eq!(line.rule(), &rule, "{tag}");
            assert_eq!(line.shared().0.join("."), shared, "{tag}");
        }
    }

    #[test]
    fn what_nothing_follows_is_of_no_line() {
        for tag in [
            "latest",
            "bookworm",
            "main-17",
            "20240603",
            "2024-06-03",
            "2023",
            "7.4-rc1",
            "1.2.3-4-g1abb7b5",
            "99999999999999999999999999999999999999999999",
        ] {
            assert_eq!(ReleaseLine::of(tag), None, "{tag}");
        }
    }
}
