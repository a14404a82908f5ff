//! The shape of a name of which variables are a part whose values nobody knows before the build: `build-$TARGETARCH`.
//!
//! A stage that has this shape is what is meant. Docker sets some variables by itself, and what they may be is known.

use crate::reference::Platform;

/// The most parts of a name that are looked at, and the longest name of a stage, in bytes: many times what anybody
/// writes, so that names that are made for it cost no time.
const PARTS_MAX: usize = 8;
const NAME_MAX: usize = 63;

/// The variants of processors, of which most have none
/// (<https://github.com/opencontainers/image-spec/blob/main/image-index.md>).
const VARIANTS: &[&str] = &["", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9"];

/// The shape of a name, as far as it can be that of a stage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct NamePattern {
    parts: Vec<NamePart>,
    /// Whether it is too long to be one.
    is_too_long: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum NamePart {
    Text(String),
    /// A variable that docker sets to one of these.
    OneOf(&'static [&'static str]),
    /// Any other variable.
    Any,
}

impl NamePattern {
    /// The shape of a variable whose value is not known.
    pub(super) fn variable(name: &str) -> Self {
        let part = match name {
            "BUILDOS" | "TARGETOS" => NamePart::OneOf(Platform::SYSTEMS),
            "BUILDARCH" | "TARGETARCH" => NamePart::OneOf(Platform::ARCHITECTURES),
            "BUILDVARIANT" | "TARGETVARIANT" => NamePart::OneOf(VARIANTS),
            _ => NamePart::Any,
        };
        Self {
            parts: vec![part],
            is_too_long: false,
        }
    }

    pub(super) fn push_text(&mut self, text: &str) {
        if text.len() > NAME_MAX {
            self.is_too_long = true;
        } else if !text.is_empty() {
            self.push(NamePart::Text(text.to_lowercase()));
        }
    }

    pub(super) fn push_all(&mut self, other: Self) {
        self.is_too_long |= other.is_too_long;
        other.parts.into_iter().for_each(|part| self.push(part));
    }

    fn push(&mut self, part: NamePart) {
        if self.parts.len() < PARTS_MAX {
            self.parts.push(part);
        } else {
            self.is_too_long = true;
        }
    }

    /// Whether it says something of a name: a variable alone may be anything.
    pub(super) fn says_something(&self) -> bool {
        let is_something = |part: &NamePart| match part {
            NamePart::Text(text) => text.contains(|it: char| it.is_ascii_alphanumeric()),
            NamePart::OneOf(_) => true,
            NamePart::Any => false,
        };
        !self.is_too_long && self.parts.iter().any(is_something)
    }

    /// Whether the name of a stage has this shape.
    pub(super) fn fits(&self, name: &str) -> bool {
        if name.len() > NAME_MAX || !name.is_ascii() {
            return false;
        }
        let mut ends = NameEnds::only(0);
        for part in &self.parts {
            ends = match part {
                NamePart::Text(text) => ends.behind(name, text),
                NamePart::OneOf(values) => values
                    .iter()
                    .fold(NameEnds::default(), |all, it| all.or(ends.behind(name, it))),
                NamePart::Any => ends.or_later(name.len()),
            };
        }
        ends.has(name.len())
    }
}

/// The places in a name at which what was looked at may end: a bit for each.
#[derive(Clone, Copy, Default)]
struct NameEnds(u64);

impl NameEnds {
    fn only(at: usize) -> Self {
        Self(1 << at)
    }

    fn has(self, at: usize) -> bool {
        self.0 & (1 << at) != 0
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The ends of a text that begins at one of these places.
    fn behind(self, name: &str, text: &str) -> Self {
        let starts = (0..=name.len()).filter(|at| self.has(*at));
        let ends = starts.filter(|at| name[*at..].starts_with(text));
        ends.fold(Self::default(), |all, at| {
            all.or(Self::only(at + text.len()))
        })
    }

    /// These places and all behind the first of them, up to the end of a name.
    fn or_later(self, end: usize) -> Self {
        let first = (0..=end).find(|at| self.has(*at));
        let later = first.into_iter().flat_map(|first| first..=end);
        later.fold(Self::default(), |all, at| all.or(Self::only(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shape, of which `$…` is a variable.
    fn pattern(parts: &[&str]) -> NamePattern {
        let mut pattern = NamePattern::default();
        for part in parts {
            match part.strip_prefix('$') {
                Some(name) => pattern.push_all(NamePattern::variable(name)),
                None => pattern.push_text(part),
            }
        }
        pattern
    }

    #[test]
    fn a_stage_fits_if_its_name_is_what_the_variables_may_make() {
        let cases: [(&[&str], &str, bool); 14] = [
            (&["bin-", "$TARGETOS"], "bin-linux", true),
            (&["bin-", "$TARGETOS"], "bin-amd64", false),
            (&["bin-", "$TARGETOS"], "bin-", false),
            (&["bin-", "$TARGETARCH"], "bin-arm64", true),
            (&["bin-", "$TARGETARCH"], "bin-arm64-slim", false),
            (&["$TARGETARCH", "$TARGETVARIANT"], "armv7", true),
            (&["$TARGETARCH", "$TARGETVARIANT"], "amd64", true),
            (&["a-", "$TARGETPLATFORM"], "a-linux", true),
            (&["Bin-", "$TARGETOS", "-B"], "bin-windows-b", true),
            (&["build-", "$MODE"], "build-dev", true),
            (&["build-", "$MODE"], "build", false),
            (&["$MODE", "-base"], "a-b-base", true),
            (&["$A", "-", "$B"], "a-b", true),
            (&["bin-", "$TARGETOS"], "é", false),
        ];
        for (parts, name, fits) in cases {
            assert_eq!(pattern(parts).fits(name), fits, "{parts:?} {name}");
        }
    }

    #[test]
    fn a_variable_alone_says_nothing_unless_docker_sets_it() {
        let cases: [(&[&str], bool); 4] = [
            (&["$MODE"], false),
            (&["$A", "-", "$B"], false),
            (&["$TARGETARCH"], true),
            (&["build-", "$MODE"], true),
        ];
        for (parts, expected) in cases {
            assert_eq!(pattern(parts).says_something(), expected, "{parts:?}");
        }
        let long = "a".repeat(NAME_MAX + 1);
        assert!(!pattern(&[&long, "$TARGETARCH"]).says_something());
        assert!(!pattern(&["a", "$B", "a", "$B", "a", "$B", "a", "$B", "a"]).says_something());
    }
}
