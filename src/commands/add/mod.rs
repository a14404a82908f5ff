//! `imagelock add`: names images in `images.toml`, or gives one that is there another tag or a range, and locks them.
//! An image that does not exist is not added.

mod name;
mod new_image;

use std::collections::BTreeSet;

use super::references::{check_untagged, read_references};
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::flow::Effect;
use crate::flow::edit::{EditNotes, IfAbsent, ManifestEdit, edit};
use crate::manifest::{Draft, Image, ImageName};
use crate::project::ProjectFiles;
use crate::report::Report;
use crate::select::TagRule;
use name::{NewNames, given_name, named};
use new_image::{NewImage, brief};

#[derive(Debug, Clone)]
pub struct AddOptions {
    /// The references of the images.
    pub images: Vec<String>,
    /// What chooses the tag of the only image; without it, each has a tag or a digest of its own.
    pub rule: Option<TagRule>,
    /// The name of the only image; without it, the names come from the repositories.
    pub name: Option<String>,
    pub effect: Effect,
}

pub fn run(context: &Context, options: &AddOptions) -> Result<Report, Error> {
    let texts = options.images.iter().map(|text| text.trim().to_owned());
    let list = read_references(texts.collect())?;
    if options.rule.is_some() {
        check_untagged(context, &list)?;
    }
    let list = list.into_iter();
    let list =
        list.map(|(text, parsed)| NewImage::of(context, text, parsed, options.rule.as_ref()));
    let list: Vec<NewImage> = list.collect();
    if options.rule.is_some() && list.iter().any(|new| new.reference != list[0].reference) {
        return Err(RequestError::OneRangeForMany.into());
    }
    let name = given_name(options.name.as_deref(), &list)?;
    let effect = options.effect;
    edit(context, effect, IfAbsent::Create, |draft, place, notes| {
        let missing = missing(notes, &draft, &list, name.as_ref());
        let names = match &name {
            Some(name) => NewNames {
                names: vec![name.clone(); missing.new.len()],
                remarks: Vec::new(),
            },
            None => named(effect, &missing.new, &draft),
        };
        change(notes, draft, place, missing, names)
    })
}

/// The images that `images.toml` does not have yet, and the names of those that it has.
struct MissingImages<'a> {
    new: Vec<&'a NewImage>,
    there: BTreeSet<ImageName>,
}

/// Notes each image that is there already: under the name that is given, if one is.
fn missing<'a>(
    notes: &EditNotes,
    draft: &Draft,
    list: &'a [NewImage],
    name: Option<&ImageName>,
) -> MissingImages<'a> {
    let (mut new, mut there) = (Vec::<&NewImage>::new(), BTreeSet::new());
    let may_be = |other: &ImageName| name.is_none_or(|name| name == other);
    for image in list {
        let mut images = draft.images().iter();
        if let Some((name, _)) = images.find(|(name, it)| may_be(name) && image.is(it)) {
            notes.note(&format!("`{}` is already there as `{name}`", image.written));
            there.insert(name.clone());
        } else if new.iter().all(|other| other.reference != image.reference) {
            new.push(image);
        }
    }
    MissingImages { new, there }
}

/// Adds each missing image, or replaces the tag of the image with its name. All of them are locked, with those that are
/// there already.
fn change(
    notes: &EditNotes,
    mut draft: Draft,
    place: &ProjectFiles,
    missing: MissingImages<'_>,
    new: NewNames,
) -> Result<ManifestEdit, Error> {
    let mut about = missing.there;
    let NewNames { names, mut remarks } = new;
    for (new, name) in missing.new.into_iter().zip(names) {
        match draft.images().get(&name) {
            Some(old) => {
                check_repository(old, new, &name, place)?;
                let (old, now) = (brief(&old.choice), brief(&new.choice));
                remarks.push(format!("`{name}` changes from {old} to {now}"));
                draft.replace(&name, &new.choice)?;
            }
            None => {
                // Said as `resolve` says it, since there may never be a line to show
                if let Some(surprise) = &new.surprise {
                    notes.warning(&surprise.to_string());
                }
                let choice = new.choice.clone();
                draft.add(&name, &new.written, &new.reference.repository, choice);
            }
        }
        about.insert(name);
    }
    Ok(ManifestEdit {
        edited: draft.finish()?,
        names: about,
        remarks,
    })
}

/// Another repository is another image, which may not take a name away.
fn check_repository(
    old: &Image,
    new: &NewImage,
    name: &ImageName,
    place: &ProjectFiles,
) -> Result<(), Error> {
    if old.repository == new.reference.repository {
        return Ok(());
    }
    Err(RequestError::NameTaken {
        name: name.clone(),
        file: place.manifest_path.clone(),
        is: Box::new(old.reference()),
        new: Box::new(new.reference.clone()),
    }
    .into())
}
