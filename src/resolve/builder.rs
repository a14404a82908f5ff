//! A plan, and a plan in the making: each thing is asked once, whoever waits for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::lists::{LatestQuestion, SoughtTag, TagQuestion, WaitingImage};
use super::question::{Answered, ManifestQuestion, Need};
use crate::lock::Entry;
use crate::manifest::{Choice, Image, ImageName};
use crate::reference::{Repository, Tag};
use crate::registry::Target;
use crate::select::TagRule;

/// The questions of a run, and the images that wait for them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// New entries that need no request.
    pub known: BTreeMap<ImageName, Entry>,
    /// The questions, in the order of repositories and targets.
    pub questions: Vec<ManifestQuestion>,
    /// For each question the images that wait for its answer.
    pub waiting: Vec<Vec<ImageName>>,
    /// The tags that have to be chosen before they can be asked about.
    pub tag_questions: Vec<TagQuestion>,
    /// The latest versions that are looked for beside fixed tags (`outdated`).
    pub latest_questions: Vec<LatestQuestion>,
    /// The tags that the entries of images with a rule will have.
    pub chosen: BTreeMap<ImageName, Tag>,
    /// The images that are asked about only if one of the tags that are still to be chosen is theirs.
    pub twins: Vec<Twin>,
}

impl Plan {
    /// Whether no registry is asked anything.
    pub fn asks_nothing(&self) -> bool {
        self.questions.is_empty()
            && self.tag_questions.is_empty()
            && self.latest_questions.is_empty()
    }

    /// Has the lists tell which of these tags they have: for each repository from which a tag is chosen, those of
    /// `recorded` that one of its rules accepts.
    pub fn note_recorded(&mut self, recorded: impl Fn(&Repository) -> BTreeSet<Tag>) {
        let mut rules: BTreeMap<&Repository, Vec<&TagRule>> = BTreeMap::new();
        for question in &self.tag_questions {
            let of_repository = rules.entry(&question.repository).or_default();
            of_repository.push(&question.rule);
        }
        let accepted = |(repository, rules): (&Repository, Vec<&TagRule>)| {
            let mut tags = recorded(repository);
            tags.retain(|tag| rules.iter().any(|rule| rule.accepts(tag.as_str())));
            (repository.clone(), Arc::new(tags))
        };
        let known: BTreeMap<Repository, Arc<BTreeSet<Tag>>> =
            rules.into_iter().map(accepted).collect();
        for question in &mut self.tag_questions {
            if let Some(tags) = known.get(&question.repository) {
                question.recorded = Arc::clone(tags);
            }
        }
    }

    /// What is looked for in lists: first by rules, then beside fixed tags.
    pub fn sought(&self) -> impl Iterator<Item = (&Repository, SoughtTag<'_>)> {
        let by_rule = self.tag_questions.iter();
        let by_rule = by_rule.map(|it| (&it.repository, SoughtTag::ByRule(&it.rule, &it.recorded)));
        let beside = self.latest_questions.iter();
        by_rule.chain(beside.map(|it| (&it.repository, SoughtTag::Beside(&it.tag))))
    }

    /// The images that wait, each with its answer. Answers stand in the order of questions.
    pub fn answered<'a>(
        &'a self,
        answers: &'a [Answered],
    ) -> impl Iterator<Item = (&'a ImageName, &'a Answered)> {
        let names = self.waiting.iter().zip(answers);
        names.flat_map(|(names, answer)| names.iter().map(move |name| (name, answer)))
    }
}

/// An image outside of a run: it is asked about if the tag that it is locked with is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    pub name: ImageName,
    pub repository: Repository,
    /// The locked tag.
    pub tag: Tag,
    /// Whether a rule has chosen it.
    pub is_chosen: bool,
    pub need: Need,
}

/// A plan in the making.
#[derive(Default)]
pub(super) struct PlanBuilder {
    pub(super) known: BTreeMap<ImageName, Entry>,
    chosen: BTreeMap<ImageName, Tag>,
    asked: BTreeMap<(Repository, Target), (Need, Vec<ImageName>)>,
    tags: BTreeMap<Repository, Vec<(TagRule, Vec<WaitingImage>)>>,
    twins: Vec<Twin>,
}

impl PlanBuilder {
    pub(super) fn with_twins(twins: Vec<Twin>) -> Self {
        Self {
            twins,
            ..Self::default()
        }
    }

    /// Asks about what an image names; of one with a rule which tag that is, first.
    pub(super) fn add_image(
        &mut self,
        name: &ImageName,
        image: &Image,
        need: Need,
        locked: Option<&Entry>,
    ) {
        match (target(image), image.rule()) {
            (Some(target), _) => self.add(name, &image.repository, target, need),
            (None, Some(rule)) => {
                let waiting = WaitingImage::new(name, need, (image, rule), locked);
                self.add_waiting(&image.repository, rule, waiting);
            }
            (None, None) => {}
        }
    }

    /// Asks about the platforms of a digest that is locked already, and stays.
    pub(super) fn add_locked(&mut self, name: &ImageName, image: &Image, locked: &Entry) {
        let tag = locked.tag.clone().filter(|_| image.rule().is_some());
        self.chosen.extend(tag.map(|tag| (name.clone(), tag)));
        let target = Target::Digest(locked.digest.clone());
        self.add(name, &image.repository, target, Need::Platforms);
    }

    /// Asks about a tag that was chosen.
    pub(super) fn add_chosen(
        &mut self,
        name: &ImageName,
        repository: &Repository,
        tag: Tag,
        need: Need,
    ) {
        self.chosen.insert(name.clone(), tag.clone());
        self.add(name, repository, Target::Tag(tag), need);
    }

    pub(super) fn add(
        &mut self,
        name: &ImageName,
        repository: &Repository,
        target: Target,
        need: Need,
    ) {
        self.add_need(repository.clone(), target, need)
            .push(name.clone());
    }

    fn add_need(
        &mut self,
        repository: Repository,
        target: Target,
        need: Need,
    ) -> &mut Vec<ImageName> {
        let asked = self.asked.entry((repository, target));
        let (known, names) = asked.or_insert((Need::Digest, Vec::new()));
        *known = known.clone().with(need);
        names
    }

    fn add_waiting(&mut self, repository: &Repository, rule: &TagRule, waiting: WaitingImage) {
        let rules = self.tags.entry(repository.clone()).or_default();
        match rules.iter_mut().find(|(known, _)| known == rule) {
            Some((_, all)) => all.push(waiting),
            None => rules.push((rule.clone(), vec![waiting])),
        }
    }

    /// Adds the twins whose tag is asked about. The others wait for what is chosen.
    fn add_twins(&mut self) {
        for twin in std::mem::take(&mut self.twins) {
            let key = (twin.repository.clone(), Target::Tag(twin.tag.clone()));
            if !self.asked.contains_key(&key) {
                self.twins.push(twin);
            } else if twin.is_chosen {
                self.add_chosen(&twin.name, &twin.repository, twin.tag, twin.need);
            } else {
                self.add(&twin.name, &twin.repository, key.1, twin.need);
            }
        }
    }

    pub(super) fn finish(mut self) -> Plan {
        self.add_twins();
        let question = |((repository, target), (need, names))| {
            let question = ManifestQuestion {
                repository,
                target,
                need,
            };
            (question, names)
        };
        let (questions, waiting) = self.asked.into_iter().map(question).unzip();
        let tag_questions = self.tags.into_iter().flat_map(|(repository, rules)| {
            let question = move |(rule, waiting)| TagQuestion {
                repository: repository.clone(),
                rule,
                recorded: Arc::default(),
                waiting,
            };
            rules.into_iter().map(question)
        });
        Plan {
            known: self.known,
            questions,
            waiting,
            tag_questions: tag_questions.collect(),
            latest_questions: Vec::new(),
            chosen: self.chosen,
            twins: self.twins,
        }
    }
}

/// A plan whose tags are still to be chosen is left without the questions for them.
impl From<Plan> for PlanBuilder {
    fn from(plan: Plan) -> Self {
        let mut builder = Self {
            known: plan.known,
            chosen: plan.chosen,
            twins: plan.twins,
            ..Self::default()
        };
        for (question, names) in plan.questions.into_iter().zip(plan.waiting) {
            let ManifestQuestion {
                repository,
                target,
                need,
            } = question;
            builder.add_need(repository, target, need).extend(names);
        }
        builder
    }
}

/// The target of an image: of a pin by hand its digest, for it may have a tag that names something else now; none for
/// one with a rule, whose tag a list chooses.
pub(super) fn target(image: &Image) -> Option<Target> {
    match &image.choice {
        Choice::Tag(tag) => Some(Target::Tag(tag.clone())),
        Choice::Pin { digest, .. } => Some(Target::Digest(digest.clone())),
        Choice::Newest(_) => None,
    }
}

/// Whether the tag of an entry is one that the image's choice can have.
pub(super) fn is_chosen_as_in(entry: &Entry, image: &Image) -> bool {
    match &image.choice {
        Choice::Tag(_) | Choice::Pin { .. } => entry.tag.as_ref() == image.tag(),
        Choice::Newest(rule) => entry
            .tag
            .as_ref()
            .is_some_and(|tag| rule.accepts(tag.as_str())),
    }
}
