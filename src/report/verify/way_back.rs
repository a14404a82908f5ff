//! The way out of what a change claims to have seen: back to the files of its base, and an update from there.

use std::fmt;
use std::path::Path;

use crate::document::shown_path;
use crate::files::shell_word;
use crate::manifest::MinAge;

/// The commands that take a change's lock and records back to those of its base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayBack(Vec<String>);

impl WayBack {
    /// Back to a revision, which has these files.
    pub fn to_revision(revision: &str, files: &[&Path]) -> Self {
        let words = files.iter().map(|path| word(path));
        let command = format!("git checkout {} --", shell_word(revision));
        let command = std::iter::once(command).chain(words);
        let command = command.collect::<Vec<_>>().join(" ");
        Self((!files.is_empty()).then_some(command).into_iter().collect())
    }

    /// Back to files, each with the one in whose place it is.
    pub fn to_files(files: &[(&Path, &Path)]) -> Self {
        let copy = |(from, to): &(&Path, &Path)| format!("cp {} {}", word(from), word(to));
        Self(files.iter().map(copy).collect())
    }

    /// The same, and without a file that the base does not have.
    #[must_use]
    pub fn and_remove(mut self, path: &Path) -> Self {
        self.0.push(format!("rm {}", word(path)));
        self
    }
}

/// The way out for an image whose age counts, where an update that goes on from the change does not help: what it locks
/// is not what the base locks, and is held or too young itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgeWayOut {
    /// The change begins anew.
    Anew(WayBack),
    /// The change has lowered this age, by which its own updates do not go.
    PolicyFirst(MinAge),
}

impl fmt::Display for AgeWayOut {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anew(back) => back.fmt(out),
            Self::PolicyFirst(min_age) => write!(
                out,
                "`min-age = \"{min_age}\"` of the base counts until another one is merged: propose that alone, without the new digest, and run `imagelock update` after the merge"
            ),
        }
    }
}

fn word(path: &Path) -> String {
    shell_word(&shown_path(path))
}

impl fmt::Display for WayBack {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("run ")?;
        for command in &self.0 {
            write!(out, "`{command}`, then ")?;
        }
        out.write_str("`imagelock update`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_base_does_not_have_is_removed_before_the_update() {
        let (lock, seen) = (Path::new("a b/images.lock"), Path::new("a b/images.seen"));
        let both = WayBack::to_revision("origin/main", &[lock, seen]);
        assert_eq!(
            both.to_string(),
            "run `git checkout origin/main -- 'a b/images.lock' 'a b/images.seen'`, then `imagelock update`"
        );
        let lock_only = WayBack::to_revision("HEAD~1", &[lock]).and_remove(seen);
        assert_eq!(
            lock_only.to_string(),
            "run `git checkout HEAD~1 -- 'a b/images.lock'`, then `rm 'a b/images.seen'`, then `imagelock update`"
        );
        let copied = WayBack::to_files(&[(Path::new("base.lock"), lock)]);
        assert_eq!(
            copied.to_string(),
            "run `cp base.lock 'a b/images.lock'`, then `imagelock update`"
        );
        let nothing = WayBack::to_revision("main", &[]).and_remove(Path::new("images.seen"));
        assert_eq!(
            nothing.to_string(),
            "run `rm images.seen`, then `imagelock update`"
        );
    }
}
