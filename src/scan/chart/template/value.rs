//! What an expression of a template comes to, without rendering it.

use std::collections::BTreeMap;

/// The largest value that is followed, in parts: an image has a few dozen.
const SIZE_MAX: usize = 256;
/// The length of a text that counts as one part.
const PART_LENGTH: usize = 64;
/// The step to some item, whatever its key.
pub(in crate::scan) const ANY: &str = "*";

/// The template with a name in which something is written; `None` for the file that is read.
pub(in crate::scan) type Origin = Option<usize>;

/// What a version in `Chart.yaml` is that of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scan) enum VersionOf {
    /// `appVersion`: what the chart installs.
    App,
    /// `version`: the chart itself.
    Chart,
}

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scan) enum TemplateValue {
    /// A text that a template writes.
    Text(String, Origin),
    /// What the values of the chart say at some keys.
    Values(Vec<String>),
    /// What a template of the chart is given: `.Values`, `.Chart` and more.
    Root,
    /// The chart itself.
    Chart,
    Version(VersionOf),
    Mapping(BTreeMap<String, TemplateValue>),
    Sequence(Vec<TemplateValue>),
    /// Texts, one behind the other.
    Joined(Vec<TemplateValue>),
    /// One of several.
    Either(Vec<TemplateValue>),
    /// The first of several that is not empty.
    Fallback(Vec<TemplateValue>),
    /// What a template prints that no chart of the repository defines.
    Missing(String),
    /// Anything.
    Unknown(Origin),
}

impl TemplateValue {
    pub(super) fn empty() -> Self {
        Self::Text(String::new(), None)
    }

    /// Several, one behind the other.
    pub(in crate::scan) fn joined(parts: impl IntoIterator<Item = Self>) -> Self {
        let is_filled = |part: &Self| !part.is_empty();
        let mut parts: Vec<Self> = parts.into_iter().filter(is_filled).collect();
        match parts.len() {
            0 => Self::empty(),
            1 => parts.remove(0),
            _ => Self::Joined(parts).limited(),
        }
    }

    /// One of several.
    pub(super) fn either(all: impl IntoIterator<Item = Self>) -> Self {
        Self::of_several(all, Self::Either)
    }

    /// The first of several that is not empty.
    pub(in crate::scan) fn fallback(all: impl IntoIterator<Item = Self>) -> Self {
        Self::of_several(all, Self::Fallback)
    }

    fn of_several(all: impl IntoIterator<Item = Self>, of: impl Fn(Vec<Self>) -> Self) -> Self {
        let mut different: Vec<Self> = Vec::new();
        for value in all {
            if !different.contains(&value) {
                different.push(value);
            }
        }
        match different.len() {
            0 => Self::empty(),
            1 => different.remove(0),
            _ => of(different).limited(),
        }
    }

    /// What is at a key; `None` as the key is any.
    pub(in crate::scan) fn field(&self, key: Option<&str>) -> Self {
        match (self, key) {
            (Self::Root, Some("Values")) => Self::Values(Vec::new()),
            (Self::Root, Some("Chart")) => Self::Chart,
            (Self::Chart, Some("AppVersion")) => Self::Version(VersionOf::App),
            (Self::Chart, Some("Version")) => Self::Version(VersionOf::Chart),
            (Self::Values(keys), key) => {
                let key = key.unwrap_or(ANY).to_owned();
                Self::Values(keys.iter().cloned().chain([key]).collect()).limited()
            }
            (Self::Mapping(entries), Some(key)) => {
                entries.get(key).cloned().unwrap_or_else(Self::empty)
            }
            (Self::Mapping(entries), None) => Self::either(entries.values().cloned()),
            (Self::Sequence(items), Some(number)) => {
                let number = number.parse::<usize>().ok();
                let item = number.and_then(|number| items.get(number)).cloned();
                item.unwrap_or(Self::Unknown(None))
            }
            (Self::Sequence(items), None) => Self::either(items.iter().cloned()),
            (Self::Either(all), _) => Self::either(all.iter().map(|it| it.field(key))),
            (Self::Fallback(all), _) => Self::fallback(all.iter().map(|it| it.field(key))),
            (Self::Unknown(origin), _) => Self::Unknown(*origin),
            (value, _) if value.is_empty() => Self::empty(),
            _ => Self::Unknown(None),
        }
    }

    /// The text, if it is one that a template writes.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text, _) => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text() == Some("")
    }

    /// The same, if it is not larger than what is followed.
    pub(super) fn limited(self) -> Self {
        match self.size() {
            0..=SIZE_MAX => self,
            _ => Self::Unknown(None),
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Text(text, _) | Self::Missing(text) => 1 + text.len() / PART_LENGTH,
            Self::Values(keys) => {
                let length: usize = keys.iter().map(String::len).sum();
                1 + keys.len() / 8 + length / PART_LENGTH
            }
            Self::Mapping(entries) => 1 + entries.values().map(Self::size).sum::<usize>(),
            Self::Sequence(all) | Self::Joined(all) | Self::Either(all) | Self::Fallback(all) => {
                1 + all.iter().map(Self::size).sum::<usize>()
            }
            Self::Root | Self::Chart | Self::Version(_) | Self::Unknown(_) => 1,
        }
    }
}
