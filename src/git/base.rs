//! What something is compared with, or read from: a commit, or a file.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The ending of a lock, which no branch and no tag can have (`git check-ref-format`, rule 1).
const LOCK_ENDING: &str = ".lock";
/// The ending of a file of records.
const SEEN_ENDING: &str = ".seen";

/// The base of a comparison. What ends in `.lock` is a file, and so is what begins with `/` or `.`; everything
/// else is a revision, so that no file of a pull request can stand in for a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// A commit, by any name that git knows for it.
    Revision(String),
    File(PathBuf),
}

/// The reason why a text names no base.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is a revision of git, like `origin/main` or `HEAD~1`, or a file that ends in `.lock`")]
pub struct ParseBaseError;

impl FromStr for Base {
    type Err = ParseBaseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.ends_with(LOCK_ENDING) || text.starts_with(['/', '.']) {
            return Ok(Self::File(text.into()));
        }
        // What begins with a dash would be an option of git, and a colon a file
        let is_wrong =
            |letter: char| letter.is_control() || letter.is_whitespace() || letter == ':';
        if text.is_empty() || text.starts_with('-') || text.contains(is_wrong) {
            return Err(ParseBaseError);
        }
        Ok(Self::Revision(text.to_owned()))
    }
}

impl fmt::Display for Base {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Revision(revision) => out.write_str(revision),
            Self::File(path) => write!(out, "{}", path.display()),
        }
    }
}

/// A source of records of what tags named and since when. What ends in `.seen` is a file, too: a branch with such a
/// name can be given by its commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenSource(pub Base);

/// The reason why a text names no source of records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is a revision of git, like `origin/main`, or a file that ends in `.seen`")]
pub struct ParseSeenSourceError;

impl FromStr for SeenSource {
    type Err = ParseSeenSourceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // What has a colon is a file of a commit, as git writes it
        if text.ends_with(SEEN_ENDING) && !text.starts_with('-') && !text.contains(':') {
            return Ok(Self(Base::File(text.into())));
        }
        text.parse().map(Self).map_err(|_| ParseSeenSourceError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_from_what_a_base_may_be_and_from_files_of_records() {
        let cases = [
            ("origin/main", true),
            ("imagelock/seen/main", true),
            ("images.seen", false),
            ("/tmp/records", false),
            ("./main", false),
        ];
        for (text, is_revision) in cases {
            let SeenSource(base) = text.parse().unwrap();
            assert_eq!(matches!(base, Base::Revision(_)), is_revision, "{text}");
            assert_eq!(base.to_string(), text);
        }
        for text in ["", "-x", "--output=x.seen", "main:images.seen", "a b"] {
            assert_eq!(text.parse::<SeenSource>(), Err(ParseSeenSourceError));
        }
    }

    #[test]
    fn what_may_be_a_branch_is_never_a_file() {
        let cases = [
            ("origin/main", true),
            ("HEAD~1", true),
            ("HEAD^1", true),
            ("v1.0", true),
            ("images.lock", false),
            ("sub/base.lock", false),
            ("./main", false),
            ("../base.lock", false),
            ("/tmp/base", false),
        ];
        for (text, is_revision) in cases {
            let base: Base = text.parse().unwrap();
            assert_eq!(matches!(base, Base::Revision(_)), is_revision, "{text}");
            assert_eq!(base.to_string(), text);
        }
    }

    #[test]
    fn what_git_could_take_for_something_else_is_refused() {
        for text in ["", "-x", "--output=x", "main:file", "a b", "a\nb"] {
            assert_eq!(text.parse::<Base>(), Err(ParseBaseError), "{text:?}");
        }
    }
}
