//! Which of two tags is lower.

/// The most numbers that a version has: `1.2.3.4`.
const NUMBERS_MAX: usize = 4;

/// Whether a tag is of a lower version than another one. Not where one of them is no version.
///
/// A tag is read as an optional `v`, one to four numbers and an optional suffix behind a dash. Suffixes are not
/// compared: the question is asked of changes that somebody else made, who could choose one. Of two tags with different
/// numbers of numbers the common ones count.
pub fn is_lower(tag: &str, than: &str) -> bool {
    match (numbers(tag), numbers(than)) {
        // `1` is no lower than `1.2.3`: it floats above it
        (Some(tag), Some(than)) => {
            let common = tag.len().min(than.len());
            tag[..common] < than[..common]
        }
        _ => false,
    }
}

fn numbers(tag: &str) -> Option<Vec<u64>> {
    let tag = tag.strip_prefix('v').unwrap_or(tag);
    let version = tag.split_once('-').map_or(tag, |(version, _)| version);
    let parts: Vec<&str> = version.split('.').collect();
    if parts.len() > NUMBERS_MAX {
        return None;
    }
    let number = |part: &&str| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        // A number that is too large for anybody is larger than all others
        is_number.then(|| part.parse().unwrap_or(u64::MAX))
    };
    parts.iter().map(number).collect()
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
