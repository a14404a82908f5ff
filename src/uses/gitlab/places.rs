//! The places that name images: at the top, in `default`, in jobs and in what jobs extend.

use super::file::{File, Held};
use super::variables::{bases, inherited};
use crate::yaml::Node;

/// Keys at the top whose values are no jobs, and may have a key `image` that is none.
const NO_JOBS: [&str; 7] = ["cache", "default", "include", "spec", "stages", "variables", "workflow"];
/// What every job has that has none of its own (<https://docs.gitlab.com/ci/yaml/#default>).
const DEFAULT: &str = "default";
/// The keywords that name images.
const KEYWORDS: [&str; 2] = ["image", "services"];

/// A place that names an image, as one job reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Image<'y> {
    /// Its key, or the sequence that it is an item of.
    pub(super) holder: Node<'y>,
    /// What names it; a reference, where that leads to nothing.
    pub(super) node: Node<'y>,
    /// The job whose variables count.
    pub(super) job: Option<Node<'y>>,
    /// Whether nothing runs it but jobs that read it too: it is of a hidden job, or of none.
    pub(super) is_template: bool,
}

/// All places that name images, for each job that has them, extends what has them, or has them by default.
pub(super) fn images(file: File<'_>) -> Vec<Image<'_>> {
    let jobs = jobs(file);
    KEYWORDS.into_iter().flat_map(|keyword| images_of(file, keyword, &jobs)).collect()
}

fn images_of<'y>(file: File<'y>, keyword: &str, jobs: &[(&str, Held<'y>)]) -> Vec<Image<'y>> {
    let defaults = defaults(file, keyword);
    let image = |job, is_template| {
        move |(holder, node): &Held<'y>| Image { holder: *holder, node: *node, job, is_template }
    };
    let mut images: Vec<Image<'y>> = defaults.iter().map(image(None, true)).collect();
    for (name, (holder, job)) in jobs {
        let is_hidden = name.starts_with('.');
        if !job.is_mapping() {
            // Of a job that is elsewhere nobody knows the image, and it is told once
            let is_told = !is_hidden && keyword == KEYWORDS[0] && file.obstacle(*job).is_some();
            images.extend(is_told.then_some((*holder, *job)).iter().map(image(None, false)));
            continue;
        }
        let base = bases(file, *job).into_iter().find(|base| base.get(keyword).is_some());
        match base.filter(|base| base.get(keyword).is_some_and(|value| !value.is_null())) {
            Some(base) => {
                images.extend(places(file, base, keyword).iter().map(image(Some(*job), is_hidden)));
            }
            None if !is_hidden && inherits(file, *job, keyword) => {
                images.extend(defaults.iter().map(image(Some(*job), false)));
            }
            None => {}
        }
    }
    images
}

/// The jobs with their names, and what else may be one.
fn jobs(file: File<'_>) -> Vec<(&str, Held<'_>)> {
    let entries = file.root.entries().into_iter();
    let named = entries.filter_map(|(key, job)| Some((key.as_str()?, file.follow((key, job)))));
    named.filter(|(name, _)| !NO_JOBS.contains(name)).collect()
}

/// The places of `default` and of the top, of which GitLab takes one and refuses both.
fn defaults<'y>(file: File<'y>, keyword: &str) -> Vec<Held<'y>> {
    let mut all = places(file, file.root, keyword);
    if let Some(default) = file.get(file.root, DEFAULT) {
        match file.obstacle(default) {
            Some(_) if keyword == KEYWORDS[0] => all.push((default, default)),
            _ => all.extend(places(file, default, keyword)),
        }
    }
    all
}

/// Whether a job has what it has not by default (<https://docs.gitlab.com/ci/yaml/#inheritdefault>).
fn inherits<'y>(file: File<'y>, job: Node<'y>, keyword: &str) -> bool {
    inherited(file, job, DEFAULT).is_none_or(|keywords| keywords.contains(keyword))
}

/// The scalars that a keyword of a job gives, with what holds them.
fn places<'y>(file: File<'y>, job: Node<'y>, keyword: &str) -> Vec<Held<'y>> {
    let Some(held) = file.held(job, keyword) else { return Vec::new() };
    let all = match file.obstacle(held.1) {
        None if keyword != KEYWORDS[0] => file.items(held.1),
        _ => vec![held],
    };
    all.into_iter().map(|(holder, node)| file.held(node, "name").unwrap_or((holder, node))).collect()
}
