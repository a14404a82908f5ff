//! The entries that the commits of a base have for an image: those from which an update on each of them goes on.

use super::BaseFiles;
use super::commit::BaseCommit;
use crate::lock::Entry;
use crate::manifest::{Image, ImageName, Manifest};
use crate::policy::decision::LockedEntries;

/// The entries of all commits of a base.
pub struct BaseEntries<'a> {
    bases: Vec<CommitEntries<'a>>,
    tip: Option<CommitEntries<'a>>,
}

/// The entries of one commit.
struct CommitEntries<'a> {
    /// Those from which an update goes on: all.
    locked: LockedEntries<'a>,
    /// Those that satisfy their images.
    vouching: LockedEntries<'a>,
}

impl BaseFiles {
    /// The entries of all of them, for the images of a manifest.
    pub fn entries<'a>(&'a self, manifest: &'a Manifest) -> BaseEntries<'a> {
        let of_commit = |commit: &'a BaseCommit| CommitEntries {
            locked: LockedEntries::new(manifest, &commit.locked),
            vouching: LockedEntries::new(manifest, &commit.lock),
        };
        BaseEntries {
            bases: self.bases.iter().map(of_commit).collect(),
            tip: self.tip.as_ref().map(of_commit),
        }
    }
}

impl<'a> BaseEntries<'a> {
    /// The entry of each commit from which an update on it goes on, the commit that the change is meant for among them.
    pub fn of(&self, name: &ImageName, image: &Image) -> Vec<&'a Entry> {
        let commits = self.bases.iter().chain(&self.tip);
        commits.filter_map(|it| it.locked.of(name, image)).collect()
    }

    /// The entries that vouch for that of an image, as those of its own name do: that of the commit that the change is
    /// meant for, and the one that all others have.
    pub fn vouchers(&self, name: &ImageName, image: &Image) -> Vec<&'a Entry> {
        let tip = self.tip.as_ref().or(self.bases.first());
        let mut of_bases = self.bases.iter().map(|it| it.vouching.of(name, image));
        let first = of_bases.next().flatten();
        let of_all = first.filter(|first| of_bases.all(|other| other == Some(*first)));
        let of_tip = tip.and_then(|tip| tip.vouching.of(name, image));
        of_tip.into_iter().chain(of_all).collect()
    }
}
