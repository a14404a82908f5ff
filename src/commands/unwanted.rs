//! The step by which `init` leaves out test data and code of others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::new_manifest::are_images_in;
use crate::document::shown_path;
use crate::exclude::Exclude;
use crate::project::excluded::Exclusions;
use crate::project::unwanted::{UnwantedDirectories, with};
use crate::scan::{Candidate, MentionRole, Scan, Used};

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
    /// Takes what lies in unwanted directories out of a scan. Where no other file uses an image, they are what somebody
    /// wants to read.
    pub(super) fn take_out(
        manifest: &Path,
        (named, own): (&[PathBuf], &Exclude),
        candidates: &[Candidate],
        scan: &mut Scan,
    ) -> Self {
        let nothing = Self {
            exclude: own.clone(),
            patterns: Vec::new(),
            files: Vec::new(),
        };
        let used = scan.used.iter().filter(|used| uses_images(used));
        let used = used.map(|used| used.path.as_path());
        let unreadable = scan.unreadable.iter().map(|(path, _)| path.as_path());
        let files = used.chain(unreadable);
        let new = UnwantedDirectories::below(manifest, named).patterns(files);
        if new.is_empty() {
            return nothing;
        }
        let exclude = with(&new, own);
        let mut exclusions = Exclusions::new([(manifest, Some(&exclude))], named);
        let paths = candidates.iter().map(|candidate| &candidate.path);
        let excluded: BTreeSet<&PathBuf> = paths
            .filter(|path| exclusions.excluder(path).is_some())
            .collect();
        let wanted = scan.used.iter().filter(|it| !excluded.contains(&it.path));
        if !are_images_in(wanted) {
            return nothing;
        }
        scan.used.retain(|used| !excluded.contains(&used.path));
        scan.unreadable.retain(|(path, _)| !excluded.contains(path));
        scan.doubtful
            .retain(|it| !excluded.contains(&PathBuf::from(&it.source.name)));
        let added = new.iter().filter(|it| exclude.patterns().contains(it));
        Self {
            patterns: added.map(|it| it.as_str().to_owned()).collect(),
            files: excluded.into_iter().map(|path| shown_path(path)).collect(),
            exclude,
        }
    }
}

/// Whether a file uses images, and does not only tell of them.
fn uses_images(used: &Used) -> bool {
    let mut mentions = used.mentions.iter();
    mentions.any(|mention| mention.role == MentionRole::Used)
}
