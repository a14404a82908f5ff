//! The step by which `init` leaves out test data and code of others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::new_manifest::are_images_in;
use crate::document::shown_path;
use crate::exclude::Exclude;
use crate::project::excluded::Exclusions;
use crate::project::unwanted::{UnwantedDirectories, with};
use crate::scan::{FoundFiles, MentionRole, Scan, Used, scan};

/// What is left out of a new `images.toml`, though nobody asked for it.
pub(super) struct Unwanted {
    /// The patterns for the new `images.toml`, with those that somebody asked for.
    pub exclude: Exclude,
    /// Those of them that nobody asked for.
    pub patterns: Vec<String>,
    /// The files that these leave out, as they are shown.
    pub files: Vec<String>,
}

impl Unwanted {
    /// Takes what lies in unwanted directories out of what was found, and scans the rest again: what they say of other
    /// files does not count either. Where no other file uses an image, they are what somebody wants to read.
    pub(super) fn take_out(
        manifest: &Path,
        (named, own): (&[PathBuf], &Exclude),
        found: &mut FoundFiles,
        first: Scan,
    ) -> (Self, Scan) {
        let nothing = Self {
            exclude: own.clone(),
            patterns: Vec::new(),
            files: Vec::new(),
        };
        let used = first.used.iter().filter(|used| uses_images(used));
        let used = used.map(|used| used.path.as_path());
        let unreadable = first.unreadable.iter().map(|(path, _)| path.as_path());
        let files = used.chain(unreadable);
        let new = UnwantedDirectories::below(manifest, named).patterns(files);
        if new.is_empty() {
            return (nothing, first);
        }
        let exclude = with(&new, own);
        let exclusions = || Exclusions::new([(manifest, Some(&exclude))], named);
        let mut among = exclusions();
        let mut is_excluded = |path: &PathBuf| among.excluder(path).is_some();
        let wanted = first.used.iter().filter(|it| !is_excluded(&it.path));
        if !are_images_in(wanted) {
            return (nothing, first);
        }
        let followed = first.followed.iter().map(|(path, _)| path);
        let followed = followed.filter(|path| is_excluded(path));
        let mut files: BTreeSet<String> = followed.map(|path| shown_path(path)).collect();
        files.extend(exclusions().take_out(found).concat());
        let added = new.iter().filter(|it| exclude.patterns().contains(it));
        let unwanted = Self {
            patterns: added.map(|it| it.as_str().to_owned()).collect(),
            files: files.into_iter().collect(),
            exclude: exclude.clone(),
        };
        (unwanted, scan(found))
    }
}

/// Whether a file uses images, and does not only tell of them.
fn uses_images(used: &Used) -> bool {
    let mut mentions = used.mentions.iter();
    mentions.any(|mention| mention.role == MentionRole::Used)
}
