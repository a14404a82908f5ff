//! Where images stand in the values of a chart, as the command line has it.

use std::collections::BTreeSet;
use std::str::FromStr;

/// How deep a place may lie.
const DEPTH_MAX: usize = 32;

/// Where an image stands in the values of a chart: `NAME=PATH[:KEYS]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The image.
    pub name: String,
    /// The keys that lead to it.
    pub(super) path: Vec<String>,
    /// What stands there.
    pub(super) shape: Shape,
}

/// What stands at the end of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// The whole reference, as a string.
    Reference,
    /// A table with these parts of it.
    Parts(BTreeSet<Part>),
}

/// A part of a reference, by the key that charts have for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Digest,
    Registry,
    Repository,
    Tag,
}

/// Why a text is no mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// There is no `=`, or no name before it.
    #[error("a mapping is written `NAME=PATH` or `NAME=PATH:KEYS`, like `web=frontend.image`")]
    Format,
    /// A path has an empty or odd key, or too many.
    #[error(
        "a path is up to {DEPTH_MAX} keys of `A`-`Z`, `a`-`z`, `0`-`9`, `_`, `-` with dots between them"
    )]
    Path,
    /// A key is none of those that are known.
    #[error(
        "the keys are `registry`, `repository`, `tag`, `digest`, or `reference` alone, with commas between them"
    )]
    Keys,
    /// The keys do not name an image by its digest.
    #[error("keys without `repository`, or without `tag` and `digest`, pin no image")]
    Unpinned,
}

impl FromStr for Mapping {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('=').filter(|(name, _)| !name.is_empty());
        let (name, place) = parts.ok_or(MappingError::Format)?;
        let (path, keys) = place
            .split_once(':')
            .map_or((place, None), |(path, keys)| (path, Some(keys)));
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let is_key_byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let is_key = |key: &String| !key.is_empty() && key.bytes().all(is_key_byte);
        if path.len() > DEPTH_MAX || !path.iter().all(is_key) {
            return Err(MappingError::Path);
        }
        let shape = keys.map_or(Ok(Shape::default()), str::parse)?;
        Ok(Self {
            name: name.to_owned(),
            path,
            shape,
        })
    }
}

impl Default for Shape {
    /// What `helm create` makes.
    fn default() -> Self {
        Self::Parts(BTreeSet::from([Part::Repository, Part::Tag]))
    }
}

impl FromStr for Shape {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "reference" {
            return Ok(Self::Reference);
        }
        let part = |word| match word {
            "digest" => Ok(Part::Digest),
            "registry" => Ok(Part::Registry),
            "repository" => Ok(Part::Repository),
            "tag" => Ok(Part::Tag),
            _ => Err(MappingError::Keys),
        };
        let parts: BTreeSet<Part> = text.split(',').map(part).collect::<Result<_, _>>()?;
        let is_pinned = parts.contains(&Part::Tag) || parts.contains(&Part::Digest);
        if !parts.contains(&Part::Repository) || !is_pinned {
            return Err(MappingError::Unpinned);
        }
        Ok(Self::Parts(parts))
    }
}

impl Part {
    /// The key.
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

    fn error(text: &str) -> MappingError {
        text.parse::<Mapping>().unwrap_err()
    }

    #[test]
    fn a_mapping_has_a_name_a_path_and_keys() {
        let mapping: Mapping = "acme/web=a.b-c:digest,repository".parse().unwrap();
        assert_eq!(
            (mapping.name.as_str(), mapping.path.join("/").as_str()),
            ("acme/web", "a/b-c")
        );
        assert_eq!(
            mapping.shape,
            Shape::Parts(BTreeSet::from([Part::Repository, Part::Digest]))
        );
        assert_eq!("web=a".parse::<Mapping>().unwrap().shape, Shape::default());
        assert_eq!(
            "web=a:reference".parse::<Mapping>().unwrap().shape,
            Shape::Reference
        );
    }

    #[test]
    fn what_is_no_mapping_is_told_from_what_pins_nothing() {
        assert_eq!(
            (error("web"), error("=a")),
            (MappingError::Format, MappingError::Format)
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
            assert_eq!(error(&format!("web={path}")), MappingError::Path, "{path}");
        }
        for keys in ["", "tags", "reference,tag", "tag,", "tag:digest"] {
            assert_eq!(
                error(&format!("web=a:{keys}")),
                MappingError::Keys,
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
                MappingError::Unpinned,
                "{keys}"
            );
        }
    }
}
