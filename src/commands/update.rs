//! `imagelock update`: asks for every image, or for the named ones, and locks what the registries answer.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::error::Error;
use crate::flow::{Effect, Intent, Writing, relock};
use crate::lock::Lock;
use crate::manifest::ImageName;
use crate::project::{Project, sort_out};
use crate::report::Report;
use crate::resolve::plan;

#[derive(Debug, Clone)]
pub struct UpdateOptions {
    /// The images to ask for; none for all.
    pub names: Vec<String>,
    pub writing: Writing,
}

pub fn run(context: &Context, options: &UpdateOptions) -> Result<Report, Error> {
    let names = options.names.iter().map(String::as_str);
    let words: Vec<&str> = std::iter::once("update").chain(names).collect();
    relock(
        context,
        &words.join(" "),
        options.writing,
        |project, lock| Ok(intend(project, lock, options)),
    )
}

/// The intent of an update: the images with these names, or all images; with all of them, entries without an image go.
fn intend(project: &Project, lock: &Lock, options: &UpdateOptions) -> Intent {
    let mut intent = intend_to_refresh(project, lock, &options.names);
    if let Effect::Outdated(_) = options.writing.effect {
        intent.plan.latest_questions = plan::latest(&project.manifest, &intent.names);
    }
    intent
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
