//! Texts under a key that is called an image, where nobody knows the schema: what their words alone say.

use crate::reference::{self, Digest, Tag};

/// The endings of pictures and of disks.
const PICTURES: [&str; 12] = [
    ".avif", ".bmp", ".gif", ".ico", ".img", ".iso", ".jpeg", ".jpg", ".png", ".qcow2", ".svg",
    ".webp",
];
/// The schemes of addresses that have no slashes behind them.
const SCHEMES: [&str; 5] = ["blob:", "cid:", "data:", "file:", "urn:"];
/// Tags without a digit that people give to versions, systems and branches.
const TAGS: [&str; 24] = [
    "alpine", "beta", "bionic", "bookworm", "bullseye", "buster", "canary", "debug", "dev", "edge",
    "focal", "jammy", "latest", "lts", "main", "mainline", "master", "nightly", "noble", "nonroot",
    "slim", "stable", "trixie", "unstable",
];

/// Whether a text that reads as a reference is the ID of a local image, a time, the name of a picture, or an address.
pub(super) fn is_something_else(text: &str) -> bool {
    let name = text.rsplit('/').next().unwrap_or_default();
    let name = name.split([':', '@']).next().unwrap_or_default();
    let has_letter = name.contains(|it: char| it.is_ascii_alphabetic());
    let is_picture = PICTURES.iter().any(|ending| name.ends_with(ending));
    let is_id = text.parse::<Digest>().is_ok();
    is_id || !has_letter || is_picture || SCHEMES.iter().any(|scheme| text.starts_with(scheme))
}

/// Whether a text names an image of a registry without a tag. Whoever reads it may put one behind it.
pub(super) fn is_untagged(text: &str) -> bool {
    let read = reference::parse(text);
    read.is_ok_and(|read| read.has_registry && read.reference.is_bare()) && !is_something_else(text)
}

/// Whether a tag is that of an image by what it says.
pub(super) fn is_version(tag: &Tag) -> bool {
    let mut words = tag.as_str().split(['-', '_', '.']);
    tag.as_str().contains(|it: char| it.is_ascii_digit()) || words.any(|word| TAGS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_pictures_and_addresses_are_something_else() {
        for text in [
            "12:30",
            "data:abc",
            "covers/2023:01",
            "icon.png:1",
            "acme.example/a.svg",
        ] {
            assert!(is_something_else(text), "{text}");
        }
        for text in [
            "redis:7",
            "acme/2048-game:1",
            "localhost:5000/a:1",
            "quay.io/a/b",
        ] {
            assert!(!is_something_else(text), "{text}");
        }
    }

    #[test]
    fn an_image_without_a_tag_is_told_by_its_registry() {
        for (text, expected) in [
            ("ghcr.io/acme/app", true),
            ("localhost:5000/app", true),
            ("acme/app", false),
            ("ghcr.io/acme/app:1", false),
            ("cdn.acme.example/hero.png", false),
        ] {
            assert_eq!(is_untagged(text), expected, "{text}");
        }
    }

    #[test]
    fn a_tag_is_a_version_by_a_digit_or_a_word() {
        for (tag, expected) in [
            ("7", true),
            ("v1-rc", true),
            ("main-slim", true),
            ("abc", false),
        ] {
            assert_eq!(is_version(&tag.parse().unwrap()), expected, "{tag}");
        }
    }
}
