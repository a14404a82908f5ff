//! The commits that a change is held against, and that none of them has its manifest elsewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::tree::CommitTree;
use crate::error::{BaseError, Error};
use crate::exclude::Exclude;
use crate::files::{is_link, is_there};
use crate::project::excluded::Exclusions;
use crate::project::{MANIFEST, ProjectFiles, RepositoryManifests, relative};

/// How revisions begin that name other commits in other clones, or none.
const LOCAL: [&str; 4] = ["HEAD", "FETCH_HEAD", "@", "refs/"];

/// The commits that a change is held against: those where it has left a revision, and the revision itself.
pub struct BaseTrees {
    pub revision: String,
    /// The commits where the change has left it; one at least.
    pub bases: Vec<CommitTree>,
    /// The revision; `None` where it is the only base.
    pub tip: Option<CommitTree>,
}

impl BaseTrees {
    /// Those of the repository of a directory.
    pub fn open(revision: &str, directory: &Path) -> Result<Self, Error> {
        let tip = CommitTree::open(revision, directory)?;
        let bases = tip.bases(revision)?;
        let is_base = bases.iter().all(|base| base.is(&tip));
        Ok(Self {
            revision: revision.to_owned(),
            bases,
            tip: (!is_base).then_some(tip),
        })
    }

    /// The revision as another clone knows it, too: `HEAD^1` is another commit there, and a full name none.
    pub fn shared_revision(&self) -> &str {
        if LOCAL.iter().any(|start| self.revision.starts_with(start)) {
            self.tip.as_ref().unwrap_or(&self.bases[0]).short_id()
        } else {
            &self.revision
        }
    }

    pub fn commits(&self) -> impl Iterator<Item = &CommitTree> {
        self.bases.iter().chain(&self.tip)
    }

    /// Tells whether all of them exclude a manifest by one of those above it.
    pub fn exclude(&self, manifests: &RepositoryManifests, below: &Path) -> bool {
        let mut commits = self.commits();
        commits.all(|tree| is_excluded_in(manifests, tree, below))
    }

    pub fn root(&self) -> &Path {
        self.bases[0].root()
    }

    /// The manifests of each base, wherever they are, by their paths from the root.
    pub fn manifests_of_bases(&self) -> Result<Vec<BTreeSet<PathBuf>>, Error> {
        self.bases.iter().map(manifests).collect()
    }

    /// Those of the revision; `None` where it is the only base.
    pub fn manifests_of_tip(&self) -> Result<Option<BTreeSet<PathBuf>>, Error> {
        self.tip.as_ref().map(manifests).transpose()
    }

    /// The path of a file from the root of the repository.
    pub fn below(&self, path: &Path) -> Result<PathBuf, Error> {
        self.bases[0].below(path)
    }

    /// Checks that no base has a manifest before that is not the one of the change. `find` finds it in a commit.
    pub fn check_manifest(
        &self,
        place: &ProjectFiles,
        here: &Path,
        find: impl Fn(&CommitTree) -> Result<Option<PathBuf>, Error>,
    ) -> Result<(), Error> {
        for tree in &self.bases {
            let Some(before) = find(tree)? else { continue };
            // Where the shell came by a link, the base has no file at what the link leads to
            if is_behind_link_below(&before, tree.root()) {
                let (path, base) = (before, self.revision.clone());
                return Err(BaseError::LinkInPlaceOfFile { path, base }.into());
            }
            let is_elsewhere = tree.name(&before).ok() != tree.name(&place.manifest_path).ok();
            if is_elsewhere || !is_there(&place.manifest_path) {
                return Err(removed(before, &self.revision, here));
            }
        }
        Ok(())
    }
}

/// Tells whether a commit excludes a manifest by one of those above it.
pub fn is_excluded_in(manifests: &RepositoryManifests, tree: &CommitTree, below: &Path) -> bool {
    let above = below.ancestors().skip(2);
    let above = above.map(|directory| manifests.root.join(directory).join(MANIFEST));
    // One that cannot be read excludes nothing
    let exclude = |path: PathBuf| Some((tree.manifest(&path).ok()??.exclude, path));
    let above: Vec<(Exclude, PathBuf)> = above.filter_map(exclude).collect();
    let patterns = above.iter();
    let patterns = patterns.map(|(exclude, path)| (path.as_path(), Some(exclude)));
    let excluder = Exclusions::new(patterns, &[]).excluder(&manifests.root.join(below));
    excluder.is_some()
}

fn manifests(tree: &CommitTree) -> Result<BTreeSet<PathBuf>, Error> {
    Ok(tree.files_called(MANIFEST)?.into_iter().collect())
}

/// The error that the change has no manifest any more where the base has one.
pub fn removed(path: PathBuf, revision: &str, here: &Path) -> Error {
    let path = if path.is_absolute() {
        relative(&path, here)
    } else {
        path
    };
    let base = revision.to_owned();
    BaseError::ManifestRemoved { path, base }.into()
}

/// Tells whether a file of the repository with this root is a link, or lies behind one.
fn is_behind_link_below(path: &Path, root: &Path) -> bool {
    let is_below = |part: &&Path| part.starts_with(root) && *part != root;
    path.ancestors().take_while(is_below).any(is_link)
}
