//! Files as they were in a commit, read by git itself.

use std::path::{Component, Path, PathBuf};

use super::run::paths;
use super::{GitError, GitRepository, MAX_BASES, MAX_SIZE};
use crate::files::shell_word;

/// The mode of a link, as git writes it.
const LINK: &str = "120000";
/// The most links that are followed one after another.
const MAX_LINKS: usize = 8;
/// The exit status of git where commits have nothing in common.
const NOTHING_IN_COMMON: i32 = 1;

/// A commit of a repository.
#[derive(Debug, Clone)]
pub struct Commit {
    repository: GitRepository,
    revision: String,
    id: String,
}

/// The commits before another one.
#[derive(Debug, Default)]
pub struct CommitsBefore {
    /// One, or more before a merge.
    pub commits: Vec<Commit>,
    /// Whether there may be others that a shallow clone lacks.
    pub is_cut: bool,
}

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
    /// The commit that a revision names in a repository.
    ///
    /// # Errors
    /// Where there is none, or several, or no git.
    pub fn find(repository: GitRepository, revision: &str) -> Result<Self, GitError> {
        let revision = revision.to_owned();
        let output =
            repository.git(["rev-parse", "--verify", &format!("{revision}^{{commit}}")])?;
        let said = String::from_utf8_lossy(&output.stderr);
        // A tag that is called like a branch goes before it, and may be somebody else's
        if said.contains("is ambiguous") {
            return Err(GitError::Ambiguous(revision));
        }
        match std::str::from_utf8(&output.stdout) {
            Ok(id) if output.is_good() => Ok(Self {
                id: id.trim().to_owned(),
                repository,
                revision,
            }),
            _ if said.contains("Needed a single revision") => Err(GitError::NoCommit {
                revision,
                is_shallow: repository.is_shallow(),
            }),
            _ => Err(output.failure(&revision)),
        }
    }

    /// Whether it is the same commit as another one of the repository.
    pub fn is(&self, other: &Self) -> bool {
        self.id == other.id
    }

    /// The commits at which what is checked out here has left this one, itself where they have nothing in common. Where
    /// the histories cross there are several, and whoever wrote one of them has chosen it.
    ///
    /// # Errors
    /// Where there are more than sixteen, where the history is not there to tell, and where git fails.
    pub fn bases(&self) -> Result<Vec<Self>, GitError> {
        let output = self
            .repository
            .git(["merge-base", "--all", &self.id, "HEAD"])?;
        // A commit that is missing is none, and git says so
        let is_none = output.status.code() == Some(NOTHING_IN_COMMON) && !output.complains();
        if !output.is_good() && !is_none {
            return Err(output.failure(&self.revision));
        }
        let base = |id: &str| Self {
            id: id.to_owned(),
            ..self.clone()
        };
        let ids = String::from_utf8_lossy(&output.stdout);
        let bases: Vec<Self> = ids.lines().map(base).collect();
        let is_ancestor = bases.iter().any(|base| base.is(self));
        if self.repository.is_shallow() && !is_ancestor {
            return Err(GitError::Shallow(self.revision.clone()));
        }
        match bases.len() {
            0 => Ok(vec![self.clone()]),
            1..=MAX_BASES => Ok(bases),
            _ => Err(GitError::TooManyBases(self.revision.clone())),
        }
    }

    /// The commits before the last one that changed a file, which is this one or an ancestor of it. None where it was
    /// never there before, and where the history ends: `is_cut` tells whether somebody stopped fetching there.
    ///
    /// # Errors
    /// Where git fails, or a partial clone lacks what it has to compare.
    pub fn before_last_change(&self, path: &Path) -> Result<CommitsBefore, GitError> {
        let (file, place) = (self.name(path), slashes(path));
        let list = ["rev-list", "--max-count=1", &self.id, "--", &place];
        let fetch = || format!("git log --max-count=1 -- {}", shell_word(&place));
        let last = self.run(&file, &list, fetch)?;
        let last = String::from_utf8_lossy(&last).trim().to_owned();
        if last.is_empty() {
            return Ok(CommitsBefore::default());
        }
        let list = ["rev-list", "--parents", "--max-count=1", &last];
        let listed = self.run(&file, &list, || format!("git cat-file -e {last}"))?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let parent = |id: &str| Self {
            repository: self.repository.clone(),
            revision: id.to_owned(),
            id: id.to_owned(),
        };
        let commits: Vec<Self> = listed.split_whitespace().skip(1).map(parent).collect();
        let is_cut = commits.is_empty() && self.repository.is_shallow();
        Ok(CommitsBefore { commits, is_cut })
    }

    /// The repository that this one is a part of: a submodule's commits are whoever's it belongs to.
    ///
    /// # Errors
    /// Where git cannot be run, or that repository is broken or somebody else's.
    pub fn superproject(&self) -> Result<Option<PathBuf>, GitError> {
        self.repository.superproject()
    }

    /// All files and links of this commit, by their paths from the root; what submodules hold is not theirs.
    ///
    /// # Errors
    /// Where git fails.
    pub fn files(&self) -> Result<Vec<PathBuf>, GitError> {
        let fetch = || format!("git ls-tree -r --name-only {}", self.id);
        let list = ["ls-tree", "-r", "-z", "--name-only", "--full-tree"];
        let list = [&list[..], &[&self.id]].concat();
        Ok(paths(&self.run(&self.revision, &list, fetch)?))
    }

    /// The name of a file of this commit.
    pub fn name(&self, path: &Path) -> String {
        format!("{}:{}", self.revision, slashes(path))
    }

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

    /// The answer of git about an object. `fetch` is the command that fetches it into a partial clone.
    fn run(
        &self,
        file: &str,
        arguments: &[&str],
        fetch: impl Fn() -> String,
    ) -> Result<Vec<u8>, GitError> {
        self.repository.git(arguments)?.answer(file, fetch)
    }
}

/// The path from the root that a link leads to; `None` where that is outside, or goes up from a directory that may be a link.
fn linked(link: &Path, target: &Path) -> Option<PathBuf> {
    let directory = link.parent()?;
    let ups = target.components();
    let ups = ups.take_while(|part| matches!(part, Component::ParentDir | Component::CurDir));
    let ups = ups.filter(|part| *part == Component::ParentDir).count();
    let mut place = directory.ancestors().nth(ups)?.to_owned();
    let rest = target
        .components()
        .skip_while(|part| matches!(part, Component::ParentDir | Component::CurDir));
    for part in rest {
        match part {
            Component::Normal(name) => place.push(name),
            Component::Prefix(_)
            | Component::RootDir
            | Component::CurDir
            | Component::ParentDir => return None,
        }
    }
    Some(place)
}

/// A path as git writes it.
fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
