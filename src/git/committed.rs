//! Files as they were in a commit, read by git itself.

use std::path::{Component, Path, PathBuf};

use super::commit::{Commit, slashes};
use super::{GitError, MAX_SIZE};
use crate::files::shell_word;

/// The mode of a link, as git writes it.
const LINK: &str = "120000";
/// The most links that are followed one after another.
const MAX_LINKS: usize = 8;

/// What a commit has at a path.
enum CommittedFile {
    Text(String),
    /// A link, with its target as it is written.
    Link(PathBuf),
}

/// A text of a commit, and the links that lead to it.
#[derive(Debug)]
pub struct LinkedText {
    pub text: String,
    /// The targets as they are written, each from the directory of the link before; none where the path is a file.
    pub targets: Vec<PathBuf>,
}

impl Commit {
    /// The text of a file, by its path from the root; `None` where there is none.
    ///
    /// # Errors
    /// Where something else is there, or git fails.
    pub fn read(&self, path: &Path) -> Result<Option<String>, GitError> {
        match self.committed(path)? {
            Some(CommittedFile::Text(text)) => Ok(Some(text)),
            Some(CommittedFile::Link(_)) => Err(self.not_a_file(path, "a link")),
            None => Ok(None),
        }
    }

    /// The text of a file, or of what its link leads to in this commit; `None` where there is neither.
    ///
    /// # Errors
    /// Where a link leads to nothing of this commit, something else is there, or git fails.
    pub fn read_linked(&self, path: &Path) -> Result<Option<LinkedText>, GitError> {
        let (mut place, mut targets) = (path.to_owned(), Vec::new());
        while targets.len() <= MAX_LINKS {
            match self.committed(&place)? {
                Some(CommittedFile::Text(text)) => return Ok(Some(LinkedText { text, targets })),
                None if targets.is_empty() => return Ok(None),
                None => return Err(self.not_a_file(path, "a link to what is not committed")),
                Some(CommittedFile::Link(target)) => {
                    let outside = || self.not_a_file(path, "a link that leads out of the commit");
                    place = linked(&place, &target).ok_or_else(outside)?;
                    targets.push(target);
                }
            }
        }
        Err(self.not_a_file(path, "a link to too many others"))
    }

    fn not_a_file(&self, path: &Path, what: &'static str) -> GitError {
        GitError::NotAFile {
            file: self.name(path),
            what,
        }
    }

    /// What is at a path from the root.
    fn committed(&self, path: &Path) -> Result<Option<CommittedFile>, GitError> {
        let file = self.name(path);
        let place = slashes(path);
        // Where a partial clone may fetch, it fetches what stands at this place and what leads there
        let fetch = || {
            format!(
                "git cat-file -e {}",
                shell_word(&format!("{}:{place}", self.id))
            )
        };
        let list = ["ls-tree", "-z", "-l", "--full-tree", &self.id, "--", &place];
        let listed = self.run(&file, &list, fetch)?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let Some((entry, _)) = listed.split_once('\t') else {
            return Ok(None);
        };
        let mut words = entry.split_whitespace();
        let [mode, kind, id, size] = std::array::from_fn(|_| words.next().unwrap_or_default());
        match size.parse::<u64>() {
            _ if kind != "blob" => return Err(self.not_a_file(path, "a directory")),
            Ok(size) if size > MAX_SIZE => return Err(GitError::NotText(file)),
            Ok(_) => {}
            // `BAD` stands for the size of what is not there
            Err(_) => return Err(GitError::Lacking(file)),
        }
        let content = self.run(&file, &["cat-file", "blob", id], fetch)?;
        let text = String::from_utf8(content).map_err(|_| GitError::NotText(file))?;
        Ok(Some(if mode == LINK {
            CommittedFile::Link(text.into())
        } else {
            CommittedFile::Text(text)
        }))
    }
}

/// The path from the root that a link leads to; `None` where that is outside, or goes up from a directory that may be a
/// link.
fn linked(link: &Path, target: &Path) -> Option<PathBuf> {
    let directory = link.parent()?;
    let mut place = directory.to_owned();
    for part in target.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => place.push(name),
            // A directory above the link itself is no link
            Component::ParentDir if directory.starts_with(&place) => {
                if !place.pop() {
                    return None;
                }
            }
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(place)
}
