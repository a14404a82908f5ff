//! One pattern, as a line of `.gitignore` has it.

use std::fmt;
use std::str::FromStr;

use gix_glob::{wildmatch, wildmatch::Mode};

use super::check::{LENGTH_MAX, PatternError, check_escapes, check_parts};

/// A pattern that can match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    is_negated: bool,
    /// Whether it matches directories alone (`testdata/`).
    is_for_directories: bool,
    parts: PatternParts,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternParts {
    /// The last part of a path, in any directory.
    Name(PatternPart),
    Path(Vec<PatternPart>),
}

/// The part of a pattern between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternPart {
    /// `**`: any directories, or none; at the end, something below.
    Any,
    /// A name without wildcards.
    Literal(Vec<u8>),
    /// A name with wildcards, as git's wildmatch reads it.
    Wild(Vec<u8>),
}

impl Pattern {
    /// Whether it takes out of what patterns before it exclude (`!`).
    pub fn is_negated(&self) -> bool {
        self.is_negated
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it matches a path, part by part; not whether it matches a directory above it.
    pub(super) fn matches(&self, path: &[&[u8]], is_directory: bool) -> bool {
        if self.is_for_directories && !is_directory {
            return false;
        }
        match &self.parts {
            PatternParts::Name(part) => path.last().is_some_and(|name| part.matches(name)),
            PatternParts::Path(parts) => match_path(parts, path),
        }
    }
}

impl PatternPart {
    fn read(text: &str) -> Self {
        let is_any = text.len() > 1 && text.bytes().all(|byte| byte == b'*');
        if is_any {
            Self::Any
        } else if text.contains(['*', '?', '[', '\\']) {
            Self::Wild(text.into())
        } else {
            Self::Literal(text.into())
        }
    }

    fn matches(&self, name: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Literal(text) => text == name,
            Self::Wild(text) => {
                let pattern = text.as_slice().into();
                wildmatch(pattern, name.into(), Mode::NO_MATCH_SLASH_LITERAL)
            }
        }
    }
}

/// Whether the parts match a whole path. Where one does not, the last `**` takes one directory more: what those before
/// it took as the first that fits, leaves the most to it. (wildmatch itself tries them all, which has no end.)
fn match_path(parts: &[PatternPart], path: &[&[u8]]) -> bool {
    let (mut part, mut name) = (0, 0);
    let mut last_any: Option<(usize, usize)> = None;
    loop {
        match (parts.get(part), path.get(name)) {
            (Some(PatternPart::Any), next) if part + 1 == parts.len() => return next.is_some(),
            (Some(PatternPart::Any), _) => {
                part += 1;
                last_any = Some((part, name));
                continue;
            }
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted.matches(found) => {
                (part, name) = (part + 1, name + 1);
                continue;
            }
            _ => {}
        }
        match &mut last_any {
            Some((after, taken)) if *taken < path.len() => {
                *taken += 1;
                (part, name) = (*after, *taken);
            }
            _ => return false,
        }
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > LENGTH_MAX {
            return Err(PatternError::TooLong);
        }
        if text.starts_with('#') {
            return Err(PatternError::Comment);
        }
        let negated = text.strip_prefix('!');
        let path = negated.unwrap_or(text);
        check_escapes(path)?;
        check_parts(path)?;
        let is_for_directories = path.ends_with('/');
        let inner = path.strip_suffix('/').unwrap_or(path);
        let parts = if inner.contains('/') {
            let anchored = inner.strip_prefix('/').unwrap_or(inner);
            PatternParts::Path(anchored.split('/').map(PatternPart::read).collect())
        } else {
            PatternParts::Name(PatternPart::read(inner))
        };
        Ok(Self {
            written: text.to_owned(),
            is_negated: negated.is_some(),
            is_for_directories,
            parts,
        })
    }
}

/// For people: without what would break the line.
impl fmt::Display for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.written.replace(char::is_control, "?"))
    }
}
