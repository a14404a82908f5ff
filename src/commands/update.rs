//! `imagelock update`: asks for every image, or for the named ones, and locks what the registries answer.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::flow::{Effect, Following, Intent, Writing, relock};
use crate::git::SeenSource;
use crate::lock::Lock;
use crate::manifest::ImageName;
use crate::project::{Project, SeenSources, sort_out};
use crate::report::Report;
use crate::resolve::plan;

#[derive(Debug, Clone)]
pub struct UpdateOptions {
    /// The images to ask for; none for all.
    pub names: Vec<String>,
    /// The images for which `min-age` does not count (`--ignore-min-age`).
    pub ignore_min_age: Vec<String>,
    /// Whether an index is taken that is the same for the declared platforms (`--refresh-index`).
    pub takes_same_index: bool,
    pub writing: Writing,
    /// Whose records are believed beside those in `images.seen`.
    pub seen_from: Vec<SeenSource>,
}

pub fn run(context: &Context, options: &UpdateOptions) -> Result<Report, Error> {
    let names = options.names.iter().map(String::as_str);
    let words: Vec<&str> = std::iter::once("update").chain(names).collect();
    let sources = SeenSources::open(&options.seen_from)?;
    relock(
        context,
        &words.join(" "),
        options.writing,
        |project, lock| {
            let seen = sources.of(&project.files)?;
            let intent = intend(context, project, lock, options)?;
            Ok(Intent { seen, ..intent })
        },
    )
}

/// The intent of an update: the images with these names, or all images; with all of them, entries without an image go.
fn intend(
    context: &Context,
    project: &Project,
    lock: &Lock,
    options: &UpdateOptions,
) -> Result<Intent, Error> {
    let mut intent = intend_to_refresh(project, lock, &options.names);
    if let Effect::Outdated(_) = options.writing.effect {
        intent.plan.latest_questions = plan::latest(&project.manifest, &intent.names);
    }
    intent.following = Following::ByPolicy;
    intent.leniency.takes_same_index = options.takes_same_index;
    ignore_min_age(context, project, options, &mut intent)?;
    Ok(intent)
}

/// Takes the named images whatever their age. That it makes no difference for one is told: somebody expects that it
/// does.
fn ignore_min_age(
    context: &Context,
    project: &Project,
    options: &UpdateOptions,
    intent: &mut Intent,
) -> Result<(), Error> {
    let manifest = &project.manifest;
    let (names, unknown) = sort_out(&options.ignore_min_age, manifest.images.keys());
    intent.unknown.extend(unknown);
    for name in names {
        if !intent.names.contains(&name) {
            let updated = options.names.clone();
            return Err(RequestError::NotUpdated { name, updated }.into());
        }
        if manifest.images[&name].min_age.is_none() {
            let file = project.files.shown();
            let words = format!(
                "`{name}` has no `min-age` in `{file}`, so `--ignore-min-age` changes nothing for it"
            );
            context.printer.note(&words);
        }
        intent.leniency.ignores_min_age.insert(name);
    }
    Ok(())
}

fn intend_to_refresh(project: &Project, lock: &Lock, names: &[String]) -> Intent {
    let manifest = &project.manifest;
    if names.is_empty() {
        let names = manifest.images.keys().cloned().collect();
        return Intent {
            plan: plan::refresh(manifest, lock, &names),
            names,
            removed: plan::undeclared(manifest, lock),
            ..Intent::default()
        };
    }
    let (names, unknown) = sort_out(names, manifest.images.keys());
    let names: BTreeSet<ImageName> = plan::with_twins(manifest, lock, &names.into_iter().collect());
    Intent {
        plan: plan::refresh(manifest, lock, &names),
        names,
        unknown,
        ..Intent::default()
    }
}
