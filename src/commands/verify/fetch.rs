//! Fetching what is asked of several manifests at once.

use super::presence::AskedDigests;
use super::subject::Subject;
use crate::flow::{Registries, Resolution, resolve};
use crate::resolve::plan::Plan;

/// Fetches what the plan of each subject asks for; counts it, and keeps it in mind.
pub(super) async fn fetch(
    registries: &Registries<'_>,
    subjects: &mut [&mut Subject],
    asked: &mut AskedDigests,
    plans: &mut [Plan],
) -> Vec<Resolution> {
    let resolutions = resolve(registries, &mut plans.iter_mut().collect::<Vec<_>>()).await;
    for ((subject, plan), resolution) in subjects.iter_mut().zip(plans).zip(&resolutions) {
        for (question, answer) in plan.questions.iter().zip(&resolution.answers) {
            subject.checked.add(question, answer);
            asked.add(question, answer);
        }
    }
    resolutions
}
