//! The files of a directory that belong to it, as git sees it: what is committed, and what is not ignored.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::attributes::{may_be_rewritten_in, may_rewrite};
use super::child::GitOutput;
use super::run::{path, run};
use super::{GitError, GitRepository};
use crate::files::{TemporaryDirectory, is_directory, is_link, is_there};

/// Tracked files, also those that a later `.gitignore` names, and untracked ones that nobody ignores; each with a
/// letter that says which, and the tracked ones with their mode.
const LIST: [&str; 7] = [
    "ls-files",
    "-z",
    "-t",
    "--stage",
    "--cached",
    "--others",
    "--exclude-standard",
];
/// The letter of what nobody tracks, and of what a sparse checkout leaves out.
const UNTRACKED: u8 = b'?';
const LEFT_OUT: u8 = b'S';
/// The mode of another repository.
const GITLINK: &[u8] = b"160000 ";

/// The contents of a directory, by paths from there, each list sorted bytewise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files and links.
    pub files: Vec<PathBuf>,
    /// Those of them that git does not track; none if it tracks nothing there yet.
    pub untracked: BTreeSet<PathBuf>,
    /// The submodules and other repositories, whose files are listed nowhere.
    pub repositories: Vec<PathBuf>,
    /// The tracked files that a sparse checkout leaves out.
    pub left_out: Vec<PathBuf>,
    /// Whether attributes may have git write some of the files otherwise than they are committed.
    pub may_be_rewritten: bool,
}

/// The files below a directory, by their paths from there, sorted bytewise: what git tracks, since what is committed
/// counts whoever ignores it, and what `.gitignore` does not name. Submodules are repositories of their own and left
/// out; links are listed, wherever they lead. Outside of any repository `.gitignore` holds all the same.
///
/// # Errors
/// Where git cannot be run, or fails.
pub fn files(directory: &Path) -> Result<Vec<PathBuf>, GitError> {
    Ok(listing(directory)?.files)
}

/// The files below a directory, and what is not among them.
///
/// # Errors
/// Where git cannot be run, or fails.
pub fn listing(directory: &Path) -> Result<Listing, GitError> {
    let unreadable = |source| GitError::Unreadable(directory.to_owned(), source);
    let place = directory.canonicalize().map_err(unreadable)?;
    let repository = GitRepository::find(&place)?;
    let output = match &repository {
        Some(repository) => repository.git_listing(&place, &LIST)?,
        None => list_without_repository(&place)?,
    };
    // A sparse index is read with the directories that it leaves out
    let fetch = || "git ls-files".to_owned();
    let listed = output.answer(&directory.display().to_string(), fetch)?;
    let mut listing = sorted(directory, &listed);
    let here = |path: &PathBuf| may_rewrite(&directory.join(path));
    listing.may_be_rewritten = repository.is_some()
        && (listing.files.iter().chain(&listing.left_out).any(here)
            || may_be_rewritten_in(directory));
    Ok(listing)
}

/// Lists by an empty repository elsewhere, which knows no file.
fn list_without_repository(directory: &Path) -> Result<GitOutput, GitError> {
    let files = [("HEAD", "ref: refs/heads/main\n")];
    let empty =
        TemporaryDirectory::with(&files, &["objects", "refs"]).map_err(GitError::NoTemporary)?;
    run(empty.path(), directory, directory, LIST)
}

/// The paths that were listed, each by its kind. What is in a conflict is listed more than once, and is here once.
fn sorted(directory: &Path, listed: &[u8]) -> Listing {
    let entries = listed.split(|byte| *byte == 0).filter_map(ListedFile::read);
    let entries: BTreeSet<ListedFile<'_>> = entries.collect();
    let mut listing = Listing::default();
    let is_any_tracked = entries.iter().any(|entry| entry.tag != UNTRACKED);
    for entry in entries {
        let path = path(entry.name.strip_suffix(b"/").unwrap_or(entry.name));
        let place = directory.join(&path);
        let list = if entry.is_repository {
            &mut listing.repositories
        } else if is_link(&place) || (is_there(&place) && !is_directory(&place)) {
            &mut listing.files
        } else if entry.tag == LEFT_OUT && !is_there(&place) {
            &mut listing.left_out
        } else {
            continue;
        };
        if list.last() != Some(&path) {
            if is_any_tracked && entry.tag == UNTRACKED {
                listing.untracked.insert(path.clone());
            }
            list.push(path);
        }
    }
    listing
}

/// `H 100644 OBJECT STAGE TAB name` of what is tracked, `? name` of what is not.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct ListedFile<'l> {
    name: &'l [u8],
    tag: u8,
    is_repository: bool,
}

impl<'l> ListedFile<'l> {
    fn read(line: &'l [u8]) -> Option<Self> {
        let (&tag, rest) = line.split_first()?;
        let rest = rest.strip_prefix(b" ")?;
        if tag == UNTRACKED {
            return Some(Self {
                name: rest,
                tag,
                is_repository: rest.ends_with(b"/"),
            });
        }
        let tab = rest.iter().position(|byte| *byte == b'\t')?;
        Some(Self {
            name: &rest[tab + 1..],
            tag,
            is_repository: rest.starts_with(GITLINK),
        })
    }
}
