//! One file: what manifest and lock say of each of its places, and the locked digests written into it.

use std::path::Path;

use crate::commands::scanning::MentionPlaces;
use crate::document::shown_path;
use crate::files::{FileError, replace};
use crate::manifest::ImageName;
use crate::policy::usage::{Declared, Usage};
use crate::reference::Digest;
use crate::report::image_use::{ImageUse, UseFinding};
use crate::scan::{Hindrance, LockedPin, Mention, Rewritten, Used, rewrite};

/// The use of each place by manifest and lock; `None` if the image cannot be determined.
pub(super) fn usages<'a>(declared: &Declared<'a>, used: &Used) -> Vec<Option<Usage<'a>>> {
    let usage = |mention: &Mention| Some(declared.usage(mention.image.as_ref().ok()?));
    used.mentions.iter().map(usage).collect()
}

/// Writes the locked digests into a file, and adds its path to those that were written where that changes it.
pub(super) fn write(
    used: &Used,
    usages: &[Option<Usage<'_>>],
    written: &mut Vec<String>,
) -> Result<Rewritten, FileError> {
    let pin = |digest| LockedPin { tag: None, digest };
    let wanted: Vec<Option<LockedPin<'_>>> = usages
        .iter()
        .map(|usage| wanted(usage.as_ref()?).map(pin))
        .collect();
    let rewritten = rewrite(used, &wanted);
    if rewritten.text != used.source.text {
        let file = used.source.file_with(&rewritten.text);
        replace(&used.path, file.as_bytes())?;
        written.push(shown_path(&used.path));
    }
    Ok(rewritten)
}

/// The digest that has to stand where an image is used.
fn wanted<'a>(usage: &Usage<'a>) -> Option<&'a Digest> {
    match usage {
        Usage::Unpinned(_, digest) => Some(digest),
        Usage::Other(_, digest) => *digest,
        Usage::Pinned(_) | Usage::NotLocked(_) | Usage::Undeclared(_) => None,
    }
}

/// The findings on each place of a file, those that are left out among them.
pub(super) fn places(
    manifest: &Path,
    used: &Used,
    usages: &[Option<Usage<'_>>],
    digests: Option<&Rewritten>,
) -> Vec<ImageUse> {
    let mut places = MentionPlaces::of(manifest, used);
    for (index, (mention, usage)) in used.mentions.iter().zip(usages).enumerate() {
        let left = digests.map(|it| it.left[index].as_ref());
        let (name, finding) = match (usage, &mention.image) {
            (Some(usage), _) => found(usage, left),
            (None, Err(obstacle)) => (None, UseFinding::Unresolved(obstacle.clone())),
            (None, Ok(_)) => continue,
        };
        places.add(mention, name, finding);
    }
    places.finish()
}

/// The image of a place, and what is found there. `left` is why its digest was not written; `None` where nobody tried, and
/// where it was written there is no reason.
fn found(usage: &Usage<'_>, left: Option<Option<&Hindrance>>) -> (Option<ImageName>, UseFinding) {
    let is_written = matches!(left, Some(None));
    let left = left.flatten().cloned();
    let (name, finding) = match usage {
        Usage::Undeclared(near) => {
            let near = near.iter().copied().cloned();
            return (None, UseFinding::Undeclared(near.collect()));
        }
        Usage::Unpinned(name, digest) | Usage::Other(name, Some(digest)) if is_written => {
            (name, UseFinding::Fixed((*digest).clone()))
        }
        Usage::Pinned(name) => (name, UseFinding::Pinned),
        Usage::Unpinned(name, _) => (name, UseFinding::Unpinned(left)),
        Usage::Other(name, digest) => (name, UseFinding::Other(digest.cloned(), left)),
        Usage::NotLocked(name) => (name, UseFinding::NotLocked),
    };
    (Some((*name).clone()), finding)
}
