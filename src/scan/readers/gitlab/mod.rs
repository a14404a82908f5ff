//! Pipelines of GitLab: images and services, at the top, in `default`, in jobs and in what jobs extend.
//!
//! Variables are read by their defaults in the file, as arguments of a Dockerfile are: the project's settings, a rule
//! or who starts the pipeline may say something else. What a rule says instead is told as well. Files of the
//! repository that a pipeline includes are read with it, as one.

mod expand;
mod extends;
mod file;
mod inputs;
mod job;
mod links;
mod matrix;
mod pipeline;
mod places;
mod reader;
mod readings;
mod variables;

use std::sync::Arc;

use crate::document::Source;
use crate::scan::kind::names::is_pipeline;
use crate::scan::kind::row::{KindReader, KindRow};
use crate::scan::links::Link;
use crate::scan::mention::{Mention, Mentions};
use crate::scan::pipeline::HandedVariables;
use crate::scan::readers::shell::ToldCommands;
use crate::scan::scalar::require_mappings;
use crate::scan::surroundings::Surroundings;
use crate::yaml::{Node, Yaml};
use file::PipelineFile;
use reader::mentions_of;

/// The row of this kind.
pub(in crate::scan) const KIND: KindRow = KindRow {
    one: "GitLab CI",
    all: Some("GitLab CI"),
    is_named: is_pipeline,
    reader: KindReader::YamlAround(mentions_around),
    is_new: false,
};

/// The keys of an entry of `.gitlab/route-map.yml`, a list that is no part of a pipeline
/// (<https://docs.gitlab.com/ci/review_apps/#route-maps>).
const ROUTE_KEYS: [&str; 2] = ["source", "public"];

/// The keywords of commands, of a job and at the top.
const SCRIPTS: [&str; 3] = ["before_script", "script", "after_script"];

/// The images of jobs and of their services, in a file that may be a part of pipelines, and what commands name.
fn mentions_around(source: &Source, yaml: &Yaml, surroundings: &Surroundings) -> Mentions {
    let mut mentions = used(source, yaml, surroundings)?;
    let mut commands = ToldCommands::default();
    for root in yaml.documents() {
        let jobs = root.entries().into_iter().map(|(_, job)| job);
        for job in jobs.chain([root]).filter(|it| it.is_mapping()) {
            let scripts = SCRIPTS.iter().filter_map(|key| job.get(key));
            scripts.for_each(|script| commands.add_node(source, script));
        }
    }
    mentions.extend(commands.mentions());
    Ok(mentions)
}

/// The images that jobs and their services use.
fn used(source: &Source, yaml: &Yaml, surroundings: &Surroundings) -> Mentions {
    let pipelines = yaml.documents().filter(|it| !is_route_map(*it));
    require_mappings(pipelines, "a GitLab pipeline must be a mapping")?;
    // Which of two keys counts is found out alone
    let is_clear = yaml.repeats().next().is_none();
    let parts = surroundings.pipelines().iter().filter(|_| is_clear);
    let readings = parts.map(|part| pipeline::mentions(part, source));
    let readings: Option<Vec<Vec<Mention>>> = readings.collect();
    match readings.and_then(|readings| pipeline::agreed(source, readings)) {
        Some(mentions) => Ok(mentions),
        None => mentions(source, yaml, &surroundings.handed()),
    }
}

/// The images of a file alone.
fn mentions(source: &Source, yaml: &Yaml, handed: &Arc<HandedVariables>) -> Mentions {
    let mut mentions = Vec::new();
    for root in yaml.documents() {
        let file = PipelineFile::new(source, root).with_headers(yaml.documents());
        mentions.extend(mentions_of(file.with_handed(Arc::clone(handed)))?);
    }
    Ok(mentions)
}

/// The files of the repository that a pipeline includes.
pub(in crate::scan) fn links(_: &Source, yaml: &Yaml) -> Vec<Link> {
    yaml.documents().flat_map(links::of_document).collect()
}

/// Whether a document tells which files of a project become which pages.
fn is_route_map(document: Node<'_>) -> bool {
    let is_route = |item: Node<'_>| ROUTE_KEYS.iter().all(|key| item.get(key).is_some());
    document.items().next().is_some() && document.items().all(is_route)
}
