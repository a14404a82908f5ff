//! The names of new images.

use super::new_image::NewImage;
use crate::context::Context;
use crate::document::{shown, shown_path};
use crate::error::{Error, RequestError};
use crate::flow::Effect;
use crate::flow::edit::EditNotes;
use crate::manifest::{Draft, ImageName, names, plain_name};
use crate::reference::Reference;

/// The name that was given, if that can be one.
pub(super) fn given_name(
    name: Option<&str>,
    list: &[NewImage],
) -> Result<Option<ImageName>, Error> {
    let Some(name) = name else {
        return Ok(None);
    };
    let name = shown(name).parse().map_err(RequestError::Name)?;
    if list.iter().any(|new| new.reference != list[0].reference) {
        return Err(RequestError::OneNameForMany(name).into());
    }
    Ok(Some(name))
}

/// The names of new images, out of their repositories. A name that is longer than the repository's is explained.
pub(super) fn named(
    context: &Context,
    effect: Effect,
    notes: &EditNotes,
    new: &[&NewImage],
    draft: &Draft,
) -> Vec<ImageName> {
    let references: Vec<Reference> = new.iter().map(|new| new.reference.clone()).collect();
    let names = names(&references, &draft.images().keys().cloned().collect());
    for (new, name) in new.iter().zip(&names) {
        let plain = plain_name(&new.reference);
        if plain == *name {
            continue;
        }
        let old = draft.images().get(&plain).map(|image| &image.repository);
        notes.note(&match old {
            Some(old) if *old == new.reference.repository => {
                let command = replacement(context, effect, &new.written, &plain, name);
                format!("named `{name}`, since `{plain}` has another tag; to replace that, run `{command}`")
            }
            Some(_) => format!("named `{name}`, since `{plain}` is another image; `--name` gives another"),
            None => format!("named `{name}`, since `{plain}` would be another image; `--name` gives another"),
        });
    }
    names
}

/// The command that replaces the tag of the image with the plain name, and takes back what is added now.
fn replacement(
    context: &Context,
    effect: Effect,
    written: &str,
    plain: &ImageName,
    added: &ImageName,
) -> String {
    let named = context.manifests.one().ok().flatten();
    let manifest = named.map(|path| format!(" --manifest-path {}", shown_path(path)));
    let lock = context.lock_path.as_deref();
    let lock = lock.map(|path| format!(" --lock-path {}", shown_path(path)));
    let files: String = manifest.into_iter().chain(lock).collect();
    let add = format!("imagelock add {written} --name {plain}{files}");
    match effect {
        Effect::Write => format!("{add} && imagelock remove {added}{files}"),
        Effect::DryRun | Effect::Check | Effect::Outdated(_) => add,
    }
}
