//! Kinds of files that the version before this one did not read, where they fail: a gate that was green need not stay
//! so.

use super::excluded;
use crate::manifest::ExcludeList;

/// How many kinds, and how many patterns, are named.
const NAMED_MAX: usize = 3;

/// The new kinds of the files that do not pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFileKinds {
    /// What one file of each is called, with its article.
    pub names: Vec<String>,
    /// The patterns that would exclude these files.
    pub patterns: Vec<String>,
}

impl NewFileKinds {
    /// That they are new, and how to leave the files out.
    pub(super) fn hint(&self, manifest: &str, list: ExcludeList) -> Option<String> {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let more = match names.len().saturating_sub(NAMED_MAX) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let names = names.get(..NAMED_MAX).unwrap_or(&names).join(", ");
        let way_out = excluded::way_out(manifest, (&self.patterns, list), NAMED_MAX);
        let way_out = way_out.map(|words| format!("; {words}"));
        let words = match self.names.len() {
            1 => "this kind of file is new to imagelock in this version",
            _ => "these kinds of files are new to imagelock in this version",
        };
        (!self.names.is_empty())
            .then(|| format!("{words}: {names}{more}{}", way_out.unwrap_or_default()))
    }
}
