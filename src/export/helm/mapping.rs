//! Where images stand in the values of a chart, as the command line has it.

use std::collections::BTreeSet;
use std::str::FromStr;

/// The most keys that lead to a place.
const DEPTH_MAX: usize = 32;

/// The place of an image in the values of a chart: `NAME=PATH[:KEYS]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelmMapping {
    pub name: String,
    /// The keys that lead to it.
    pub(super) path: Vec<String>,
    /// The form of the value there.
    pub(super) shape: HelmShape,
}

/// The form of the value at the end of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HelmShape {
    /// The whole reference, as a string.
    Reference,
    /// A table with these parts of it.
    Parts(BTreeSet<HelmPart>),
}

/// A part of a reference, by the key that charts have for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HelmPart {
    Digest,
    Registry,
    Repository,
    Tag,
}

/// The reason why a text is no mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HelmMappingError {
    #[error("expected `NAME=PATH` or `NAME=PATH:KEYS`, like `web=frontend.image`")]
    Form,
    #[error(
        "a path has up to {DEPTH_MAX} keys of `A`-`Z`, `a`-`z`, `0`-`9`, `_`, `-`, separated by dots"
    )]
    Path,
    #[error(
        "the keys are `registry`, `repository`, `tag`, `digest`, or `reference` alone, separated by commas"
    )]
    Keys,
    #[error("the keys need `repository`, and `tag` or `digest`, to pin an image")]
    Unpinned,
}

impl FromStr for HelmMapping {
    type Err = HelmMappingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('=').filter(|(name, _)| !name.is_empty());
        let (name, place) = parts.ok_or(HelmMappingError::Form)?;
        let (path, keys) = match place.split_once(':') {
            Some((path, keys)) => (path, Some(keys)),
            None => (place, None),
        };
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let is_key_byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let is_key = |key: &String| !key.is_empty() && key.bytes().all(is_key_byte);
        if path.len() > DEPTH_MAX || !path.iter().all(is_key) {
            return Err(HelmMappingError::Path);
        }
        let shape = keys.map_or(Ok(HelmShape::default()), str::parse)?;
        Ok(Self {
            name: name.to_owned(),
            path,
            shape,
        })
    }
}

impl Default for HelmShape {
    /// The form that `helm create` makes.
    fn default() -> Self {
        Self::Parts(BTreeSet::from([HelmPart::Repository, HelmPart::Tag]))
    }
}

impl FromStr for HelmShape {
    type Err = HelmMappingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "reference" {
            return Ok(Self::Reference);
        }
        let all = [
            HelmPart::Digest,
            HelmPart::Registry,
            HelmPart::Repository,
            HelmPart::Tag,
        ];
        let part = |word| {
            let part = all.into_iter().find(|part| part.key() == word);
            part.ok_or(HelmMappingError::Keys)
        };
        let parts: BTreeSet<HelmPart> = text.split(',').map(part).collect::<Result<_, _>>()?;
        let is_pinned = parts.contains(&HelmPart::Tag) || parts.contains(&HelmPart::Digest);
        if !parts.contains(&HelmPart::Repository) || !is_pinned {
            return Err(HelmMappingError::Unpinned);
        }
        Ok(Self::Parts(parts))
    }
}

impl HelmPart {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Digest => "digest",
            Self::Registry => "registry",
            Self::Repository => "repository",
            Self::Tag => "tag",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> HelmMappingError {
        text.parse::<HelmMapping>().unwrap_err()
    }

    #[test]
    fn a_mapping_has_a_name_a_path_and_keys() {
        let mapping: HelmMapping = "acme/web=a.b-c:digest,repository".parse().unwrap();
        assert_eq!(
            (mapping.name.as_str(), mapping.path.join("/").as_str()),
            ("acme/web", "a/b-c")
        );
        assert_eq!(
            mapping.shape,
            HelmShape::Parts(BTreeSet::from([HelmPart::Repository, HelmPart::Digest]))
        );
        assert_eq!(
            "web=a".parse::<HelmMapping>().unwrap().shape,
            HelmShape::default()
        );
        assert_eq!(
            "web=a:reference".parse::<HelmMapping>().unwrap().shape,
            HelmShape::Reference
        );
    }

    #[test]
    fn what_is_no_mapping_is_told_from_what_pins_nothing() {
        assert_eq!(
            (error("web"), error("=a")),
            (HelmMappingError::Form, HelmMappingError::Form)
        );
        for path in [
            "",
            ".",
            "a.",
            "a..b",
            "a[0]",
            "a b",
            &vec!["a"; DEPTH_MAX + 1].join("."),
        ] {
            assert_eq!(
                error(&format!("web={path}")),
                HelmMappingError::Path,
                "{path}"
            );
        }
        for keys in ["", "tags", "reference,tag", "tag,", "tag:digest"] {
            assert_eq!(
                error(&format!("web=a:{keys}")),
                HelmMappingError::Keys,
                "{keys}"
            );
        }
        for keys in [
            "tag",
            "repository",
            "registry,repository",
            "registry,digest",
        ] {
            assert_eq!(
                error(&format!("web=a:{keys}")),
                HelmMappingError::Unpinned,
                "{keys}"
            );
        }
    }
}
