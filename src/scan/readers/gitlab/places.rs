//! The places that name images: at the top, in `default`, in jobs and in what jobs extend.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::extends::{bases, inherited};
use super::file::{Held, PipelineFile};
use super::job::LENGTH_MAX;
use super::links::{self, INCLUDE};
use crate::document::Problem;
use crate::scan::mention::{Mention, Obstacle};
use crate::scan::scalar::place;
use crate::yaml::Node;

/// Keys at the top whose values are no jobs, and may have a key `image` that is none.
const NO_JOBS: [&str; 7] = [
    "cache",
    "default",
    "include",
    "spec",
    "stages",
    "variables",
    "workflow",
];
/// The keywords of every job that has none of its own (<https://docs.gitlab.com/ci/yaml/#default>).
const DEFAULT: &str = "default";
/// The keys of the jobs that one extends, and of the pipeline that it starts instead of running an image.
const EXTENDS: &str = "extends";
const TRIGGER: &str = "trigger";
/// The keywords that name images.
const KEYWORDS: [&str; 2] = ["image", "services"];

#[derive(Default)]
pub(super) struct ImagePlaces<'y> {
    /// The scalars, each with its key or the sequence that it is an item of; a reference, where that leads to nothing.
    pub(super) all: Vec<Held<'y>>,
    /// Those of them that variables have a part in, as far as they are followed.
    pub(super) variable: Vec<Node<'y>>,
}

impl<'y> ImagePlaces<'y> {
    fn of(all: Vec<Held<'y>>) -> Rc<Self> {
        let has_variables = |text: &str| text.len() <= LENGTH_MAX && text.contains('$');
        let nodes = all.iter().map(|(_, node)| *node);
        let variable =
            nodes.filter(|node| !node.is_null() && node.as_str().is_some_and(has_variables));
        Rc::new(Self {
            variable: variable.collect(),
            all,
        })
    }
}

type PlacesResult<'y> = Result<Rc<ImagePlaces<'y>>, Box<Problem>>;

/// The places of one keyword, as one job reads them.
pub(super) struct JobImages<'j, 'y> {
    /// Jobs that have them from one place share them.
    pub(super) places: Rc<ImagePlaces<'y>>,
    /// The job whose variables count, and all that it extends.
    pub(super) bases: &'j [Node<'y>],
    /// Whether nothing runs it but jobs that read it too: it is of a hidden job, or of none.
    pub(super) is_template: bool,
}

/// A job, and what else may be one.
pub(super) struct PipelineJob<'y> {
    held: Held<'y>,
    is_hidden: bool,
    /// The number of the files that have a part of it.
    parts: usize,
    /// Itself and all that it extends; nothing where it is no mapping.
    bases: Vec<Node<'y>>,
}

pub(super) fn jobs<'y>(file: &PipelineFile<'y>) -> Result<Vec<PipelineJob<'y>>, Box<Problem>> {
    let entries = file.roots.iter().flat_map(|root| root.node.entries());
    let named = entries.filter_map(|(key, job)| Some((key.as_str()?, file.follow((key, job)))));
    // A job may be put together of what several files say of it
    let mut jobs: Vec<(&str, Vec<Held<'y>>)> = Vec::new();
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for (name, held) in named.filter(|(name, _)| !NO_JOBS.contains(name)) {
        let number = *numbers.entry(name).or_insert(jobs.len());
        match jobs.get_mut(number) {
            Some((_, parts)) => parts.push(held),
            None => jobs.push((name, vec![held])),
        }
    }
    let jobs = jobs.into_iter();
    jobs.map(|(name, parts)| job(file, name, &parts)).collect()
}

fn job<'y>(
    file: &PipelineFile<'y>,
    name: &str,
    parts: &[Held<'y>],
) -> Result<PipelineJob<'y>, Box<Problem>> {
    let mappings = parts.iter().map(|(_, node)| *node);
    let mappings: Vec<Node<'y>> = mappings.filter(|node| node.is_mapping()).collect();
    let bases = bases(file, &mappings)?;
    let (held, parts) = (parts[0], mappings.len());
    Ok(PipelineJob {
        held,
        is_hidden: name.starts_with('.'),
        parts,
        bases,
    })
}

/// All places that name images, for each job that has them, extends what has them, or has them by default.
pub(super) fn images<'j, 'y>(
    file: &PipelineFile<'y>,
    jobs: &'j [PipelineJob<'y>],
) -> Result<Vec<JobImages<'j, 'y>>, Box<Problem>> {
    let mut reader = ImagePlaceFinder {
        file,
        lists: HashMap::new(),
    };
    let mut images = Vec::new();
    for keyword in KEYWORDS {
        let all = reader.defaults(keyword)?;
        let defaults = all.first().cloned().unwrap_or_default();
        images.extend(all.into_iter().map(|places| JobImages {
            places,
            bases: &[],
            is_template: true,
        }));
        for job in jobs {
            let overridden = reader.overridden(job, keyword)?.into_iter();
            images.extend(overridden.map(|places| JobImages {
                places,
                bases: &job.bases,
                is_template: true,
            }));
            let mut places = reader.of_job(job, keyword)?;
            if places.is_none() && !job.is_hidden && !job.bases.is_empty() {
                // <https://docs.gitlab.com/ci/yaml/#inheritdefault>
                let inherited = inherited(file, &job.bases, DEFAULT)?;
                let is_inherited = inherited.is_none_or(|keywords| keywords.contains(keyword));
                places = is_inherited.then(|| Rc::clone(&defaults));
            }
            images.extend(places.map(|places| JobImages {
                places,
                bases: &job.bases,
                is_template: job.is_hidden,
            }));
        }
    }
    Ok(images)
}

/// What jobs extend that is in no file of the repository, if a pipeline includes files from elsewhere: it may have the
/// image of a job that has none here. Each is told once.
pub(super) fn elsewhere<'y>(
    file: &PipelineFile<'y>,
    jobs: &[PipelineJob<'y>],
) -> Result<Vec<Mention>, Box<Problem>> {
    let includes = file.at_top(INCLUDE).into_iter();
    let Some(keyword) = includes.filter_map(links::elsewhere).next() else {
        return Ok(Vec::new());
    };
    let has = |job: &PipelineJob<'y>, key: &str| {
        let mut bases = job.bases.iter();
        bases.any(|base| file.entry(*base, key).is_some())
    };
    let mut seen = BTreeSet::new();
    let mut mentions = Vec::new();
    let jobs = jobs.iter().filter(|job| !job.is_hidden);
    for job in jobs.filter(|job| !has(job, KEYWORDS[0]) && !has(job, TRIGGER)) {
        for extends in job.bases.iter().filter_map(|base| file.get(*base, EXTENDS)) {
            for (_, item) in file.items(extends)?.into_iter().chain([(extends, extends)]) {
                let name = item.as_str().filter(|name| file.at_top(name).is_empty());
                if let Some(name) = name.filter(|name| seen.insert(*name)) {
                    let name = name.to_owned();
                    let obstacle = Obstacle::JobElsewhere {
                        name: name.clone(),
                        keyword,
                    };
                    mentions.push(Mention::unresolved(place(item), name, obstacle));
                }
            }
        }
    }
    Ok(mentions)
}

struct ImagePlaceFinder<'f, 'y> {
    file: &'f PipelineFile<'y>,
    /// The items of lists that were read, by the number of the list.
    lists: HashMap<usize, Rc<ImagePlaces<'y>>>,
}

impl<'y> ImagePlaceFinder<'_, 'y> {
    /// The places of a job by itself or by what it extends; `None` where there are none.
    fn of_job(
        &mut self,
        job: &PipelineJob<'y>,
        keyword: &str,
    ) -> Result<Option<Rc<ImagePlaces<'y>>>, Box<Problem>> {
        let file = self.file;
        if job.bases.is_empty() {
            // Of a job that is elsewhere nobody knows the image, and it is told once
            let is_told =
                !job.is_hidden && keyword == KEYWORDS[0] && file.obstacle(job.held.1).is_some();
            return Ok(is_told.then(|| ImagePlaces::of(vec![job.held])));
        }
        let value = |base: &Node<'y>| file.entry(*base, keyword).map(|(_, value)| value);
        let base = job.bases.iter().find(|base| value(base).is_some());
        let base = base.filter(|base| value(base).is_some_and(|value| !value.is_null()));
        base.map(|base| self.places(*base, keyword)).transpose()
    }

    /// The places of a job in other files than the first that has the keyword. They are read too, though nothing runs
    /// them.
    fn overridden(
        &mut self,
        job: &PipelineJob<'y>,
        keyword: &str,
    ) -> Result<Vec<Rc<ImagePlaces<'y>>>, Box<Problem>> {
        let parts = job.bases.iter().take(job.parts).copied();
        let has = parts.filter(|part| self.file.entry(*part, keyword).is_some());
        let others: Vec<Node<'y>> = has.skip(1).collect();
        let places = others.into_iter().map(|part| self.places(part, keyword));
        places.collect()
    }

    /// The places of `default` and of the top, for each file that has any; those of the first count.
    fn defaults(&mut self, keyword: &str) -> Result<Vec<Rc<ImagePlaces<'y>>>, Box<Problem>> {
        let roots = self.file.roots.iter();
        let all = roots.map(|root| self.defaults_of(root.node, keyword));
        let mut all = all.collect::<Result<Vec<_>, _>>()?;
        all.retain(|places| !places.all.is_empty());
        Ok(all)
    }

    /// The same of one file. GitLab takes one of both, and refuses both.
    fn defaults_of(&mut self, root: Node<'y>, keyword: &str) -> PlacesResult<'y> {
        let file = self.file;
        let mut all = self.places(root, keyword)?.all.clone();
        if let Some(default) = file.get(root, DEFAULT) {
            match file.obstacle(default) {
                Some(_) if keyword == KEYWORDS[0] => all.push((default, default)),
                _ => all.extend(&self.places(default, keyword)?.all),
            }
        }
        Ok(ImagePlaces::of(all))
    }

    /// The scalars that a keyword of a job gives, with what holds them.
    fn places(&mut self, job: Node<'y>, keyword: &str) -> PlacesResult<'y> {
        let file = self.file;
        let Some(held) = file.held(job, keyword) else {
            return Ok(Rc::default());
        };
        let named = |(holder, node)| file.held(node, "name").unwrap_or((holder, node));
        if keyword == KEYWORDS[0] || file.obstacle(held.1).is_some() {
            return Ok(ImagePlaces::of(vec![named(held)]));
        }
        if let Some(places) = self.lists.get(&held.1.id()) {
            return Ok(Rc::clone(places));
        }
        let places = ImagePlaces::of(file.items(held.1)?.into_iter().map(named).collect());
        self.lists.insert(held.1.id(), Rc::clone(&places));
        Ok(places)
    }
}
