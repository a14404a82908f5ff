//! Many platforms: as images share them, and as a message names them.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::Platform;

/// A set of platforms. A clone is the same set, so that any number of images may have one.
pub type PlatformSet = Arc<BTreeSet<Platform>>;

/// The most platforms that are named. More are there for nobody to read, and one file may ask for them with each of its
/// images.
const NAMED_MAX: usize = 20;

/// Some platforms: the first of them, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformList {
    named: Vec<Platform>,
    count: usize,
}

impl PlatformList {
    /// Platforms of which there are so many; no more are taken than are named.
    pub fn new<'p>(platforms: impl Iterator<Item = &'p Platform>, count: usize) -> Self {
        Self {
            named: platforms.take(count.min(NAMED_MAX)).cloned().collect(),
            count,
        }
    }

    /// The number of platforms.
    pub fn count(&self) -> usize {
        self.count
    }
}

/// Names in backticks, with commas.
impl fmt::Display for PlatformList {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, platform) in self.named.iter().enumerate() {
            write!(out, "{}`{platform}`", if index == 0 { "" } else { ", " })?;
        }
        match self.count.saturating_sub(self.named.len()) {
            0 => Ok(()),
            more => write!(out, " and {more} more"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_platforms_the_first_are_named_and_the_others_counted() {
        let platforms: Vec<Platform> = (100..130)
            .map(|number| format!("linux/a{number}").parse().unwrap())
            .collect();
        let list = |count: usize| PlatformList::new(platforms[..count].iter(), count).to_string();
        assert_eq!(list(2), "`linux/a100`, `linux/a101`");
        assert!(list(20).ends_with("`linux/a119`"));
        assert!(list(30).ends_with("`linux/a119` and 10 more"));
    }
}
