//! The declared images that no file uses, for the commands that say so.

use std::collections::BTreeSet;

use crate::manifest::{ImageName, Manifest};
use crate::policy::usage::Declared;
use crate::scan::{Mention, Used};

/// The declared images of which it is certain that no file uses them; none unless the files are all there are. What a
/// comment leaves out is used all the same. An image that cannot be determined may be any, and one that is not declared
/// may be meant to be each of its repository.
pub(super) fn unused(
    manifest: &Manifest,
    declared: &Declared<'_>,
    used: &[Used],
    are_all: bool,
) -> Vec<ImageName> {
    let mut mentions = used.iter().flat_map(|used| &used.mentions);
    if !are_all || mentions.any(|mention| mention.image.is_err()) {
        return Vec::new();
    }
    let mentions = used.iter().flat_map(mentions_of);
    let images = mentions.filter_map(|mention| mention.image.as_ref().ok());
    let names: BTreeSet<&ImageName> = images.flat_map(|image| declared.names_of(image)).collect();
    let all = manifest.images.keys();
    all.filter(|name| !names.contains(name)).cloned().collect()
}

/// The places of a file, those that a comment leaves out among them.
fn mentions_of(used: &Used) -> impl Iterator<Item = &Mention> {
    used.mentions.iter().chain(&used.ignored)
}
