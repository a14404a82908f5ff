//! The words of files: which names stand in them, and how often.

use std::collections::BTreeMap;
use std::path::Path;

use memchr::memmem::Finder;

use crate::files::{Trust, read_bytes};

/// Names that are looked for, each as a word.
pub(super) struct SoughtNames<'n>(Vec<(&'n str, Finder<'n>)>);

impl<'n> SoughtNames<'n> {
    pub(super) fn new(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names = names.into_iter().map(|name| (name, Finder::new(name)));
        Self(names.collect())
    }

    pub(super) fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(sought, _)| *sought == name)
    }

    /// How often each stands in a file, if it does; `None` where the file cannot be read.
    pub(super) fn count(&self, path: &Path) -> Option<BTreeMap<&'n str, usize>> {
        let bytes = read_bytes(path, Trust::Found).ok()?.unwrap_or_default();
        let counts = self.0.iter().filter_map(|(name, finder)| {
            let places = finder.find_iter(&bytes);
            let count = places.filter(|at| is_word(&bytes, *at, name.len())).count();
            (count > 0).then_some((*name, count))
        });
        Some(counts.collect())
    }
}

/// Whether no part of a name stands before or behind a place.
fn is_word(bytes: &[u8], at: usize, length: usize) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let behind = bytes.get(at + length);
    !before.is_some_and(is_part) && !behind.is_some_and(is_part)
}
