//! The names of new images.

use super::new_image::NewImage;
use crate::document::shown;
use crate::error::{Error, RequestError};
use crate::flow::Effect;
use crate::manifest::{Choice, Draft, Image, ImageName, names, plain_name};
use crate::reference::{Reference, Tag};

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

/// The names of new images, in their order.
pub(super) struct NewNames {
    pub names: Vec<ImageName>,
    /// Why some are longer than the name of the repository.
    pub remarks: Vec<String>,
}

/// The names of new images, out of their repositories.
pub(super) fn named(effect: Effect, new: &[&NewImage], draft: &Draft) -> NewNames {
    let mut remarks = Vec::new();
    let references: Vec<Reference> = new.iter().map(|new| new.named()).collect();
    let names = names(&references, &draft.images().keys().cloned().collect());
    for (new, name) in new.iter().zip(&names) {
        let plain = plain_name(&new.reference);
        if plain == *name {
            remarks.extend(other_tag(effect, new, name, draft));
            continue;
        }
        let why = match draft.images().get(&plain) {
            Some(old) if old.repository == new.reference.repository => {
                let has_another = has_another(old, new);
                let way = replacement(effect, &new.arguments(), &plain, name);
                format!("`{plain}` {has_another}; to replace that, run {way}")
            }
            Some(_) => format!("`{plain}` is another image; choose another name with `--name`"),
            None => format!("`{plain}` would be another image; choose another name with `--name`"),
        };
        remarks.push(format!("named `{name}`, since {why}"));
    }
    NewNames { names, remarks }
}

/// How to replace the only image of the same repository, which has another name.
fn other_tag(effect: Effect, new: &NewImage, added: &ImageName, draft: &Draft) -> Option<String> {
    let images = draft.images().iter();
    let mut same = images.filter(|(_, old)| old.repository == new.reference.repository);
    let (name, old) = same.next()?;
    let has_another = has_another(old, new);
    let way = replacement(effect, &new.arguments(), name, added);
    let remark = format!("`{name}` {has_another}; to replace that, run {way}");
    same.next().is_none().then_some(remark)
}

/// How the image that is there differs from a new one of its repository.
fn has_another(old: &Image, new: &NewImage) -> &'static str {
    let same_tag = |tag: &Option<Tag>| *tag == new.reference.tag;
    match (&old.choice, &new.choice) {
        (Choice::Newest(_), _) | (_, Choice::Newest(_)) => "is chosen otherwise",
        (Choice::Tag(_), Choice::Pin { .. }) => "follows a tag, and this is a digest",
        (Choice::Pin { .. }, Choice::Tag(_)) => "is a digest, and this follows a tag",
        (Choice::Pin { tag, .. }, Choice::Pin { .. }) if same_tag(tag) => "has another digest",
        (Choice::Tag(_), Choice::Tag(_)) | (Choice::Pin { .. }, Choice::Pin { .. }) => {
            "has another tag"
        }
    }
}

/// The commands that replace the tag of the image with another name, and take back what is added now.
fn replacement(effect: Effect, written: &str, plain: &ImageName, added: &ImageName) -> String {
    let add = format!("`imagelock add {written} --name {plain}`");
    match effect {
        Effect::Write => format!("{add} and `imagelock remove {added}`"),
        Effect::DryRun | Effect::Check | Effect::Outdated(_) => add,
    }
}
