//! Reading TOML as far as it can be read, however broken it is.

use super::findings::Findings;
use super::placed::Problem;
use super::readable::{TOKENS_MAX, readable};
use super::syntax;
use super::table::{Table, TableEntry};

/// A parsed text.
#[derive(Debug)]
pub struct TomlDocument<'s> {
    root: Vec<TableEntry<'s>>,
}

impl<'s> TomlDocument<'s> {
    /// Parses the source of the findings, which get all errors of its syntax at once. What could be read stands.
    pub fn parse(findings: &mut Findings<'s>) -> Self {
        let Some(readable) = readable(&findings.source().text) else {
            let message =
                format!("there are more than {TOKENS_MAX} words and marks here, and none is read");
            findings.report_syntax(Problem::new(0..0, message), Some(0..usize::MAX));
            return Self { root: Vec::new() };
        };
        let (root, mut errors) = syntax::parse(readable.text);
        // Where the beginning of a text ends, what is open there is closed later
        let is_cut = readable.broken_lines_behind > 0;
        errors.retain(|error| {
            !is_cut
                || error
                    .span()
                    .is_some_and(|span| span.start < readable.text.len())
        });
        syntax::report(findings, &errors);
        findings.leave_out(readable.broken_lines_behind);
        Self { root }
    }

    /// The table of the whole text.
    pub fn root(&self) -> Table<'_> {
        Table {
            entries: &self.root,
        }
    }
}
