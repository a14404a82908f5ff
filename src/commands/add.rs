//! `imagelock add`: names images in the manifest, and locks them; one that does not exist is not added.

use std::collections::BTreeSet;

use super::references::read_references;
use crate::context::Context;
use crate::document::shown;
use crate::error::{Error, RequestError};
use crate::flow::Effect;
use crate::flow::edit::{EditNotes, ManifestEdit, edit};
use crate::manifest::{Choice, Draft, Image, ImageName, names, plain_name};
use crate::project::ProjectFiles;
use crate::reference::{ParsedReference, Reference, Surprise, Tag};
use crate::report::Report;

#[derive(Debug, Clone)]
pub struct AddOptions {
    /// The references of the images.
    pub images: Vec<String>,
    /// The name of the only image; without it, the names come from the repositories.
    pub name: Option<String>,
    pub effect: Effect,
}

pub fn run(context: &Context, options: &AddOptions) -> Result<Report, Error> {
    let texts = options.images.iter().map(|text| text.trim().to_owned());
    let list = read_references(texts.collect())?.into_iter();
    let list = list.map(|(text, parsed)| NewImage::of(context, text, parsed));
    let list: Vec<NewImage> = list.collect();
    let name = name(options, &list)?;
    edit(context, options.effect, |draft, place, notes| {
        change(notes, draft, place, &list, name.as_ref())
    })
}

/// An image that is to be there.
struct NewImage {
    /// As it is written into the manifest.
    written: String,
    reference: Reference,
    surprise: Option<Surprise>,
}

impl NewImage {
    /// The manifest gets `latest` written out, where a reference has no tag.
    fn of(context: &Context, text: String, parsed: ParsedReference) -> Self {
        let ParsedReference {
            mut reference,
            surprise,
        } = parsed;
        let mut written = text;
        if reference.tag.is_none() && reference.digest.is_none() {
            let tagged = format!("{written}:{}", reference.tag.insert(Tag::latest()));
            let words = format!("`{written}` names no tag, so `{tagged}` is added");
            context.printer.warning(&words);
            written = tagged;
        }
        Self {
            written,
            reference,
            surprise,
        }
    }

    fn is(&self, image: &Image) -> bool {
        self.reference.repository == image.repository
            && Choice::of(self.reference.clone()) == image.choice
    }
}

/// The name that was given, where that can be one.
fn name(options: &AddOptions, list: &[NewImage]) -> Result<Option<ImageName>, Error> {
    let Some(name) = &options.name else {
        return Ok(None);
    };
    let name = shown(name).parse().map_err(RequestError::Name)?;
    if list.iter().any(|new| new.reference != list[0].reference) {
        return Err(RequestError::OneNameForMany(name).into());
    }
    Ok(Some(name))
}

/// Adds each new image under a name of its own. An image that `images.toml` has already is noted, and locked with the
/// others; it gets the name that was given as a second one, where it has another.
fn change(
    notes: &EditNotes,
    mut draft: Draft,
    place: &ProjectFiles,
    list: &[NewImage],
    name: Option<&ImageName>,
) -> Result<ManifestEdit, Error> {
    let mut about = BTreeSet::new();
    let mut missing: Vec<&NewImage> = Vec::new();
    let may_be = |other: &ImageName| name.is_none_or(|name| name == other);
    for new in list {
        let mut images = draft.images().iter();
        if let Some((name, _)) = images.find(|(name, image)| may_be(name) && new.is(image)) {
            notes.note(&format!("`{}` is already there as `{name}`", new.written));
            about.insert(name.clone());
        } else if missing.iter().all(|other| other.reference != new.reference) {
            missing.push(new);
        }
    }
    for (new, name) in missing.iter().zip(named(notes, &missing, &draft, name)) {
        if let Some(other) = draft.images().get(&name) {
            let (is, new) = (Box::new(other.reference()), Box::new(new.reference.clone()));
            return Err(RequestError::NameTaken {
                name,
                file: place.manifest_path.clone(),
                is,
                new,
            }
            .into());
        }
        // Said as `resolve` says it, since there may never be a line to show
        if let Some(surprise) = &new.surprise {
            notes.warning(&surprise.to_string());
        }
        draft.add(&name, &new.written, &new.reference);
        about.insert(name);
    }
    Ok(ManifestEdit {
        edited: draft.finish()?,
        names: about,
    })
}

/// The names of new images: the one that was given, which there is one image for, or those of their repositories.
fn named(
    notes: &EditNotes,
    missing: &[&NewImage],
    draft: &Draft,
    name: Option<&ImageName>,
) -> Vec<ImageName> {
    if let Some(name) = name {
        return vec![name.clone()];
    }
    let references: Vec<Reference> = missing.iter().map(|new| new.reference.clone()).collect();
    let names = names(&references, &draft.images().keys().cloned().collect());
    for (reference, name) in references.iter().zip(&names) {
        let plain = plain_name(reference);
        if plain != *name {
            let would_be = match draft.images().get(&plain) {
                Some(_) => "is",
                None => "would be",
            };
            let words = format!("named `{name}`, since `{plain}` {would_be} another image");
            notes.note(&format!("{words}; `--name` gives another"));
        }
    }
    names
}
