//! From plans to answers: lists of tags first, then the tags that were chosen, with all else that is asked.

use std::iter::zip;

use super::Registries;
use crate::resolve::plan::Plan;
use crate::resolve::{Answered, Choices};

/// The answers to a plan, once its tags are chosen.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// What became of the tags that lists choose.
    pub choices: Choices,
    /// The answers in the order of the plan's questions.
    pub answers: Vec<Answered>,
}

/// Lists the tags that several plans choose from, and asks what they ask, each thing once. The tags that were chosen
/// are in the plans' questions afterwards.
pub async fn resolve(registries: &Registries<'_>, plans: &mut [&mut Plan]) -> Vec<Resolution> {
    let mut resolutions = ask(registries, plans).await;
    let lower = zip(plans.iter_mut(), &mut resolutions);
    let mut lower: Vec<Plan> = lower
        .map(|(plan, resolution)| plan.lower(&mut resolution.choices, &resolution.answers))
        .collect();
    if lower.iter().all(Plan::asks_nothing) {
        return resolutions;
    }
    let answers = registries.fetch(&lower.iter().collect::<Vec<_>>()).await;
    for (((plan, resolution), lower), answers) in
        zip(zip(zip(plans, &mut resolutions), lower.drain(..)), answers)
    {
        plan.extend(lower);
        resolution.answers.extend(answers);
    }
    resolutions
}

/// The same, without what has to be asked once locked tags turn out to be gone.
async fn ask(registries: &Registries<'_>, plans: &mut [&mut Plan]) -> Vec<Resolution> {
    let shared: Vec<&Plan> = plans.iter().map(|plan| &**plan).collect();
    let tags = registries.choose_tags(&shared).await;
    let choices = zip(plans.iter_mut(), tags);
    let choices: Vec<Choices> = choices.map(|(plan, tags)| plan.choose(tags)).collect();
    let shared: Vec<&Plan> = plans.iter().map(|plan| &**plan).collect();
    let answers = registries.fetch(&shared).await;
    let resolution = |(choices, answers)| Resolution { choices, answers };
    zip(choices, answers).map(resolution).collect()
}
