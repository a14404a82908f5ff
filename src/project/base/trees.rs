//! The commits that a change is held against, and that none of them has its manifest elsewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::tree::CommitTree;
use crate::error::{BaseError, Error};
use crate::files::{is_link, is_there};
use crate::project::{MANIFEST, ProjectFiles, relative};

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

    pub fn commits(&self) -> impl Iterator<Item = &CommitTree> {
        self.bases.iter().chain(&self.tip)
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
                return Err(BaseError::LinkInPlaceOfFile {
                    path: before,
                    base: self.revision.clone(),
                }
                .into());
            }
            let is_elsewhere = tree.name(&before).ok() != tree.name(&place.manifest_path).ok();
            if is_elsewhere || !is_there(&place.manifest_path) {
                return Err(removed(before, &self.revision, here));
            }
        }
        Ok(())
    }
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
    BaseError::ManifestRemoved {
        path,
        base: revision.to_owned(),
    }
    .into()
}

/// Tells whether a file of the repository with this root is a link, or lies behind one.
fn is_behind_link_below(path: &Path, root: &Path) -> bool {
    path.ancestors()
        .take_while(|part| part.starts_with(root) && *part != root)
        .any(is_link)
}
