//! `[files] exclude` of `images.toml`: which files are not read, in the patterns of `.gitignore`.
//!
//! Owns what a pattern may be, and which paths a list of them excludes. Knows nothing of the files themselves.

mod check;
mod path;
mod pattern;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;

pub use path::pattern_of;
pub use pattern::Pattern;

/// The most patterns that a list may have, since each is held against each path.
pub const PATTERNS_MAX: usize = 1000;

/// The most directories above a file that patterns are held against, since each costs as much as it lies deep.
const DEPTH_MAX: usize = 64;

/// A list of patterns, of which the last one that matches a path decides, as in `.gitignore`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exclude {
    patterns: Vec<Pattern>,
}

impl Exclude {
    /// A list of patterns in their order.
    pub fn new(patterns: Vec<Pattern>) -> Self {
        Self { patterns }
    }

    /// Whether nothing is excluded.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The patterns in their order.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// A search with these patterns, which decides each directory once.
    pub fn search(&self) -> Search<'_> {
        Search {
            exclude: self,
            directories: HashMap::new(),
        }
    }

    /// What the list says of one path; nothing where no pattern matches it.
    fn decision(&self, path: &[&[u8]], is_directory: bool) -> Option<bool> {
        let mut patterns = self.patterns.iter().rev();
        let last = patterns.find(|pattern| pattern.matches(path, is_directory))?;
        Some(!last.is_negated())
    }
}

/// A search that remembers what was decided of directories.
#[derive(Debug)]
pub struct Search<'a> {
    exclude: &'a Exclude,
    directories: HashMap<Vec<u8>, bool>,
}

impl Search<'_> {
    /// Whether a file is excluded, by its path from the directory of `images.toml`. What is in an excluded directory
    /// is, whatever a later pattern says of it. What is deeper than any file lies is read.
    pub fn excludes(&mut self, path: &Path) -> bool {
        let path = path::bytes(path);
        let parts: Vec<&[u8]> = path.split(|byte| *byte == b'/').collect();
        if parts.len() > DEPTH_MAX {
            return self.excludes_directory(&parts[..DEPTH_MAX]);
        }
        let (_, directory) = parts.split_last().unwrap_or((&&[][..], &[]));
        self.excludes_directory(directory) || self.exclude.decision(&parts, false).unwrap_or(false)
    }

    fn excludes_directory(&mut self, parts: &[&[u8]]) -> bool {
        let Some((_, above)) = parts.split_last() else {
            return false;
        };
        let path = parts.join(&b'/');
        if let Some(known) = self.directories.get(&path) {
            return *known;
        }
        let is_excluded =
            self.excludes_directory(above) || self.exclude.decision(parts, true).unwrap_or(false);
        self.directories.insert(path, is_excluded);
        is_excluded
    }
}
