//! What to write to exclude more files, in words.

use crate::document::quoted;
use crate::exclude::Exclude;

/// The list of patterns that a manifest may have: a second one would be given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExcludeList {
    /// There is no manifest yet.
    NoManifest,
    /// The manifest has none.
    #[default]
    Absent,
    /// It has one, which may be empty.
    Present,
}

impl ExcludeList {
    /// That of a new manifest, which has one if it excludes something.
    pub fn of_new(exclude: &Exclude) -> Self {
        match exclude.is_empty() {
            true => Self::Absent,
            false => Self::Present,
        }
    }

    /// What to write for these patterns: a list, or more in the one that is there. `more` stands behind the patterns.
    pub fn addition<S: AsRef<str>>(self, patterns: &[S], more: &str) -> String {
        match self {
            Self::NoManifest | Self::Absent => format!("`{}`{more}", exclude_line(patterns)),
            Self::Present => format!("`{}`{more} in the list `exclude`", strings(patterns)),
        }
    }
}

/// The line that excludes these patterns: `exclude = ["testdata/"]`.
pub fn exclude_line<S: AsRef<str>>(patterns: &[S]) -> String {
    format!("exclude = [{}]", strings(patterns))
}

fn strings<S: AsRef<str>>(patterns: &[S]) -> String {
    let strings = patterns.iter().map(|pattern| quoted(pattern.as_ref()));
    strings.collect::<Vec<_>>().join(", ")
}
