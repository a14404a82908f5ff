//! The files to look into: those that are named, and those of directories that git knows or nobody ignores.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::exit::{Diagnosis, Reason};
use crate::files::{Trust, is_directory, is_link, is_there, parent, read_pieces};
use crate::git::{self, GitError, WITH_GIT};
use crate::scan::chart::CHART;
use crate::scan::kind::FileKind;
use crate::scan::links::FilePlaces;
use crate::scan::name::{is_of_shell, lower_name};
use crate::scan::unread::is_unread;

/// A file that is looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The path, as people are shown it.
    pub path: PathBuf,
    /// The kind that the name says.
    pub kind: FileKind,
    /// The reason to look into it.
    pub origin: CandidateOrigin,
    /// Whether git may have written it otherwise than it is committed.
    pub may_be_rewritten: bool,
}

/// The reason to look into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandidateOrigin {
    /// Somebody named it.
    Named,
    /// It is in a directory.
    Listed,
    /// It is a link to a directory, which is told where it leads out of the repository.
    Link,
    /// Another file may say something of it, or it of others.
    Beside,
}

/// A file that is not looked into for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// The path, as people are shown it.
    pub path: PathBuf,
    /// The kind that the name says, if it says one.
    pub kind: Option<FileKind>,
    /// The reason to look into it if another file says what it is.
    pub origin: CandidateOrigin,
    /// Whether git tracks it, or it lies where git tracks nothing yet.
    pub is_tracked: bool,
    /// Whether git may have written it otherwise than it is committed.
    pub may_be_rewritten: bool,
}

/// All files to look into.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundFiles {
    /// The files that may use images, each once, in the order of the paths.
    pub candidates: Vec<Candidate>,
    /// The other files, of which those may say something, or that say something of those.
    pub neighbours: Vec<Neighbour>,
    /// The files with the name that was looked for besides.
    pub others: Vec<PathBuf>,
    /// The files in directories that commonly name images, and have no reader.
    pub unread: Vec<PathBuf>,
    /// Files that are there, or committed, and not looked into.
    pub unseen: Unseen,
}

/// Files that are not looked into: they are another repository's, or not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unseen {
    /// The directories that are repositories of their own.
    pub repositories: BTreeSet<PathBuf>,
    /// The files that may use images, or have the other name that is looked for, and that a sparse checkout leaves out.
    pub left_out: BTreeSet<PathBuf>,
}

/// The failure to find files.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// A named path is not there.
    #[error("`{}` does not exist", .0.display())]
    Missing(PathBuf),
    /// A named file, of which no other one says anything, is none of those that use images.
    #[error("`{}` is not a kind of file that imagelock reads", .0.display())]
    NoKind(PathBuf),
    /// git does not list the files of a directory.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl FindError {
    /// The exit status, the reason and the way out.
    pub fn diagnosis(&self) -> Diagnosis<'_> {
        let wrong = Diagnosis::wrong_question;
        match self {
            Self::Missing(_) => wrong(Reason::NoFile),
            Self::NoKind(path) => wrong(Reason::BadRequest).file(path).hint(format!(
                "imagelock reads {}, and knows them by their names",
                FileKind::list()
            )),
            Self::Git(GitError::Missing(_)) => {
                wrong(Reason::File).hint(format!("{WITH_GIT}; files that are named need none"))
            }
            Self::Git(error) => Diagnosis {
                reason: Reason::File,
                ..error.diagnosis()
            },
        }
    }
}

/// The files below `paths` that may use images. `other` is the name of a file to collect besides, and the files in the
/// directories `around` may say something of those that are found.
///
/// # Errors
/// Where a path is not there, or git cannot list a directory.
pub fn find(paths: &[PathBuf], around: &[PathBuf], other: &str) -> Result<FoundFiles, FindError> {
    let mut found = FoundFiles::default();
    let mut unknown = BTreeSet::new();
    for path in paths {
        if is_directory(path) {
            list(path, other, &mut found)?;
        } else if is_there(path) {
            match named(path) {
                Some(candidate) => found.candidates.push(candidate),
                None => drop(unknown.insert(path)),
            }
        } else {
            return Err(FindError::Missing(path.clone()));
        }
    }
    let mut seen = BTreeSet::new();
    found.candidates.retain(|it| seen.insert(it.path.clone()));
    found.neighbours.retain(|it| seen.insert(it.path.clone()));
    let searched = paths.iter().filter(|path| !unknown.contains(path));
    let searched: HashSet<PathBuf> = searched.map(|path| place(path)).collect();
    for directory in around {
        list_beside(directory, &searched, &mut found);
    }
    take_unknown(unknown, &mut found);
    Ok(found)
}

fn list(directory: &Path, other: &str, found: &mut FoundFiles) -> Result<(), FindError> {
    let here = |path| below(directory, path);
    let listing = git::listing(directory)?;
    let is_other = |path: &Path| path.file_name().is_some_and(|name| name == other);
    let repositories = listing.repositories.into_iter().map(here);
    found.unseen.repositories.extend(repositories);
    let left_out = listing.left_out.into_iter().map(here);
    let left_out = left_out.filter(|path| is_other(path) || kind(path).is_some());
    found.unseen.left_out.extend(left_out);
    for path in listing.files {
        if let Some(name) = lower_name(&path) {
            let file = ListedFile {
                is_tracked: !listing.untracked.contains(&path),
                path: here(path),
                name,
                may_be_rewritten: listing.may_be_rewritten,
            };
            file.sort(is_other, found);
        }
    }
    Ok(())
}

/// A file of a directory that is searched.
struct ListedFile {
    path: PathBuf,
    /// Its name in lower case.
    name: String,
    is_tracked: bool,
    may_be_rewritten: bool,
}

impl ListedFile {
    /// Puts it where it belongs by its name.
    fn sort(self, is_other: impl Fn(&Path) -> bool, found: &mut FoundFiles) {
        let (path, name) = (&self.path, &self.name);
        let is_link = is_link(path);
        let is_linked_directory = is_link && is_directory(path);
        if !is_linked_directory && is_unread(path, name) {
            found.unread.push(path.clone());
        }
        let (kind, origin) = match FileKind::of_named(path, name, has_chart) {
            _ if is_linked_directory => (FileKind::Kubernetes, CandidateOrigin::Link),
            _ if is_other(path) => return found.others.push(self.path),
            Some(kind) => (kind, CandidateOrigin::Listed),
            None if is_script(path, name) => (FileKind::Shell, CandidateOrigin::Listed),
            None => return found.neighbours.push(self.into_neighbour()),
        };
        found.candidates.push(Candidate {
            may_be_rewritten: self.may_be_rewritten || (is_link && may_be_rewritten(path)),
            path: self.path,
            kind,
            origin,
        });
    }

    fn into_neighbour(self) -> Neighbour {
        Neighbour {
            path: self.path,
            kind: None,
            origin: CandidateOrigin::Listed,
            is_tracked: self.is_tracked,
            may_be_rewritten: self.may_be_rewritten,
        }
    }
}

/// Lists the files of a directory that are not searched but may say something of those that are. Without git nobody
/// says anything: files that are named are read all the same.
fn list_beside(directory: &Path, searched: &HashSet<PathBuf>, found: &mut FoundFiles) {
    let root = place(directory);
    let is_searched = |place: &Path| place.ancestors().any(|it| searched.contains(it));
    if is_searched(&root) {
        return;
    }
    let listing = git::listing(directory).unwrap_or_default();
    for path in listing.files {
        if is_searched(&root.join(&path)) {
            continue;
        }
        let is_tracked = !listing.untracked.contains(&path);
        let path = below(directory, path);
        let kind = lower_name(&path).and_then(|name| FileKind::of_named(&path, &name, has_chart));
        found.neighbours.push(Neighbour {
            path,
            kind,
            origin: CandidateOrigin::Beside,
            is_tracked,
            may_be_rewritten: listing.may_be_rewritten,
        });
    }
}

/// Takes files that are named, and of which only another file may say what they are.
fn take_unknown(unknown: BTreeSet<&PathBuf>, found: &mut FoundFiles) {
    if unknown.is_empty() {
        return;
    }
    let mut places = FilePlaces::default();
    let all = found.neighbours.iter().enumerate();
    let all = all.map(|(number, it)| (places.place(&it.path), number));
    let numbers: HashMap<PathBuf, usize> = all.collect();
    for path in unknown {
        let number = numbers.get(&places.place(path));
        let neighbour = number.and_then(|number| found.neighbours.get_mut(*number));
        let is_tracked = neighbour.as_ref().is_some_and(|it| it.is_tracked);
        let named = Neighbour {
            path: path.clone(),
            kind: None,
            origin: CandidateOrigin::Named,
            is_tracked,
            may_be_rewritten: may_be_rewritten(path),
        };
        match neighbour {
            Some(neighbour) => *neighbour = named,
            None => found.neighbours.push(named),
        }
    }
}

/// The place of a file or a directory, however it is named.
fn place(path: &Path) -> PathBuf {
    if is_directory(path) {
        return path.canonicalize().unwrap_or_else(|_| path.to_owned());
    }
    let directory = parent(path).canonicalize();
    directory.map_or_else(
        |_| path.to_owned(),
        |directory| directory.join(path.file_name().unwrap_or_default()),
    )
}

/// A path from a directory, as people are shown it.
fn below(directory: &Path, path: PathBuf) -> PathBuf {
    if directory == Path::new(".") {
        path
    } else {
        directory.join(path)
    }
}

/// A file that is named; `None` if its name does not say what it is.
fn named(path: &Path) -> Option<Candidate> {
    // What lies around it says what it is, however short the name is
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let is_script = || lower_name(path).is_some_and(|name| is_script(path, &name));
    let kind = kind(&absolute).or_else(|| is_script().then_some(FileKind::Shell))?;
    Some(Candidate {
        path: path.to_owned(),
        kind,
        origin: CandidateOrigin::Named,
        may_be_rewritten: may_be_rewritten(path),
    })
}

/// Whether attributes where a file is, or a link to it leads, may have git write it otherwise than it is committed.
fn may_be_rewritten(path: &Path) -> bool {
    let place = path.canonicalize().ok();
    let directory = place.as_deref().and_then(Path::parent);
    directory.is_some_and(git::may_be_rewritten_in)
}

/// Whether a name has an ending. A dot at the beginning hides a file.
fn has_ending(name: &str) -> bool {
    let shown = name.strip_prefix('.').unwrap_or(name);
    shown.contains('.')
}

/// Whether a file whose name has no ending is a script of a shell, by its first line.
fn is_script(path: &Path, name: &str) -> bool {
    if has_ending(name) {
        return false;
    }
    let mut is_script = false;
    let read = read_pieces(path, Trust::Found, |piece| {
        is_script = is_of_shell(piece);
        ControlFlow::Break(())
    });
    read.is_ok() && is_script
}

fn kind(path: &Path) -> Option<FileKind> {
    FileKind::of(path, has_chart)
}

fn has_chart(directory: &Path) -> bool {
    is_there(&directory.join(CHART))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_letters_may_have_no_ending() {
        for name in ["a", "deploy", ".hook", "écrire", "部署"] {
            assert!(!has_ending(name), "{name}");
        }
        for name in ["a.sh", ".a.sh", "é.sh"] {
            assert!(has_ending(name), "{name}");
        }
    }
}
