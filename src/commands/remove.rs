//! `imagelock remove`: takes images out of the manifest and out of the lock. Asks nobody.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::flow::Effect;
use crate::flow::edit::{IfAbsent, ManifestEdit, edit};
use crate::manifest::{Draft, ImageName};
use crate::project::{ProjectFiles, known};
use crate::report::Report;

#[derive(Debug, Clone)]
pub struct RemoveOptions {
    /// The images, by their names.
    pub names: Vec<String>,
    pub effect: Effect,
}

pub fn run(context: &Context, options: &RemoveOptions) -> Result<Report, Error> {
    edit(
        context,
        options.effect,
        IfAbsent::Refuse,
        |draft, place, _| change(draft, place, &options.names),
    )
}

fn change(mut draft: Draft, place: &ProjectFiles, names: &[String]) -> Result<ManifestEdit, Error> {
    let names = known(names, draft.images().keys(), &place.manifest_path);
    let names: BTreeSet<ImageName> = names
        .map_err(|error| locked_only(error, place))?
        .into_iter()
        .collect();
    // What is left would be no manifest
    if names.len() == draft.images().len() {
        return Err(RequestError::NoImageLeft(place.manifest_path.clone()).into());
    }
    for name in &names {
        draft.remove(name)?;
    }
    Ok(ManifestEdit {
        edited: draft.finish()?,
        names,
        remarks: Vec::new(),
    })
}

/// Names that only the lock has are told apart from mistyped ones. A lock that cannot be read changes nothing.
fn locked_only(error: Error, place: &ProjectFiles) -> Error {
    let (Error::Request(RequestError::UnknownNames { names, .. }), Ok(lock)) =
        (&error, place.lock())
    else {
        return error;
    };
    let entries = &lock.lock.entries;
    let known = names
        .iter()
        .map(|(name, _)| entries.keys().find(|known| known.as_str() == name).cloned());
    match known.collect::<Option<Vec<ImageName>>>() {
        Some(names) => RequestError::LockedOnly {
            names,
            file: place.manifest_path.clone(),
            lock: place.lock_path.clone(),
        }
        .into(),
        None => error,
    }
}
