//! The phases in which `verify` asks registries, for all manifests at once.

use super::believe::{judge_claims, known_tags};
use super::fetch::fetch;
use super::fresh::judge_freshness;
use super::options::{BaseOptions, Depth, VerifyOptions};
use super::parts::name_parts;
use super::presence::{AskedDigests, presence, presence_findings};
use super::subject::Subject;
use super::{change, lowered};
use crate::context::Context;
use crate::error::Error;
use crate::flow::{Registries, wait};
use crate::report::verify::VerifyFinding;
use crate::resolve::Answered;
use crate::resolve::plan::Plan;

/// Holds the subjects against the registries: by tag first, since a tag that names the locked digest says that it is
/// there, too.
pub(super) fn hold_against_registries(
    context: &Context,
    options: &VerifyOptions,
    subjects: &mut [&mut Subject],
) -> Result<(), Error> {
    let watch = context.watch();
    let registries = Registries::open(context, &watch)?;
    watch.may_count_ages(subjects.iter().map(|it| &it.project.manifest));
    let mut asked = AskedDigests::default();
    wait(context, &watch, async {
        if let Some(options) = &options.base {
            let answered = judge_changes(context, &registries, options, subjects, &mut asked).await;
            judge_lowered(&registries, subjects, &mut asked).await;
            judge_claims(
                context,
                &registries,
                options,
                subjects,
                known_tags(answered),
            )
            .await;
        }
        if matches!(options.depth, Depth::Fresh | Depth::PresentAndFresh) {
            judge_freshness(context, &registries, subjects, &mut asked).await;
        }
        name_parts(&registries, subjects, &mut asked).await;
        if matches!(options.depth, Depth::Present | Depth::PresentAndFresh) {
            let plans = subjects.iter().map(|it| presence(it, &asked));
            let mut plans: Vec<Plan> = plans.collect();
            fetch(&registries, subjects, &mut asked, &mut plans).await;
            for subject in subjects {
                subject.add_all(presence_findings(subject, &asked));
            }
        }
        Ok(())
    })
}

/// Fetches what has to be known of the entries that differ from the base, and adds what is found. Gives what was asked,
/// and the answers.
async fn judge_changes(
    context: &Context,
    registries: &Registries<'_>,
    options: &BaseOptions,
    subjects: &mut [&mut Subject],
    asked: &mut AskedDigests,
) -> Vec<(Plan, Vec<Answered>)> {
    let plans = subjects
        .iter_mut()
        .map(|subject| std::mem::take(&mut subject.change));
    let mut plans: Vec<Plan> = plans.collect();
    let resolutions = fetch(registries, subjects, asked, &mut plans).await;
    for ((subject, plan), resolution) in subjects.iter_mut().zip(&plans).zip(&resolutions) {
        for (name, answer) in plan.answered(&resolution.answers) {
            let mut finding = change::finding(context, options, subject.both(name), answer);
            if let VerifyFinding::NotFromTag(digests) = &mut finding {
                digests.way_out = subject.age_way_out(name);
            }
            subject.add(name, finding);
        }
    }
    let answers = resolutions.into_iter().map(|it| it.answers);
    plans.into_iter().zip(answers).collect()
}

/// Fetches the tags of the base in whose place a rule may have chosen lower ones, and judges those.
async fn judge_lowered(
    registries: &Registries<'_>,
    subjects: &mut [&mut Subject],
    asked: &mut AskedDigests,
) {
    let plans = subjects.iter().map(|subject| lowered::plan(subject));
    let mut plans: Vec<Plan> = plans.collect();
    let resolutions = fetch(registries, subjects, asked, &mut plans).await;
    for ((subject, plan), resolution) in subjects.iter_mut().zip(&plans).zip(resolutions) {
        lowered::judge(subject, plan, &resolution.answers);
    }
}
