//! Names that earlier steps of a file give to what they build.

use std::collections::BTreeSet;

/// The tag that docker takes where none is written.
const LATEST: &str = ":latest";
/// The options of commands that name what is built.
const OPTIONS: [&str; 3] = ["-t", "--tag", "--destination"];

/// What was built, by the names as they are written.
#[derive(Debug, Default)]
pub(super) struct BuiltNames(BTreeSet<String>);

impl BuiltNames {
    pub(super) fn add(&mut self, name: &str) {
        self.0.insert(without_latest(name).to_owned());
    }

    /// Adds what the words of a command that builds name.
    pub(super) fn add_command<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        let mut is_option = false;
        for word in words {
            let word = word.trim_matches(['"', '\'']);
            if is_option {
                self.add(word);
            }
            is_option = OPTIONS.contains(&word);
            let name = word
                .split_once('=')
                .filter(|(option, _)| OPTIONS.contains(option));
            name.into_iter()
                .for_each(|(_, name)| self.add(name.trim_matches(['"', '\''])));
        }
    }

    pub(super) fn has(&self, written: &str) -> bool {
        self.0.contains(without_latest(written))
    }
}

fn without_latest(name: &str) -> &str {
    name.strip_suffix(LATEST).unwrap_or(name)
}
