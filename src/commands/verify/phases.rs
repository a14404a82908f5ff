//! The phases in which `verify` asks registries, for all manifests at once.

use super::believe::{judge_claims, known_tags};
use super::options::{Depth, VerifyOptions};
use super::parts::name_parts;
use super::presence::{AskedDigests, own_finding, presence, presence_findings};
use super::subject::Subject;
use super::{change, lowered};
use crate::context::Context;
use crate::error::Error;
use crate::flow::{Registries, Resolution, resolve, wait};
use crate::lock::Entry;
use crate::manifest::{Image, ImageName};
use crate::policy::declared_platforms;
use crate::reference::Tag;
use crate::report::verify::{OtherTag, TagDigests, VerifyFinding};
use crate::resolve::plan::{self, Plan};
use crate::resolve::{Answered, ChoiceFailure};

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
            let plan = |subject: &mut Subject| std::mem::take(&mut subject.change);
            let finding = |subject: &Subject, name: &_, _: Option<&Tag>, answer: &_| {
                change::finding(context, options, subject.both(name), answer)
            };
            let answered = phase(&registries, subjects, &mut asked, plan, finding).await;
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
            let plan = |subject: &mut Subject| plan::freshness(subject.satisfied());
            let finding = |subject: &Subject, name: &_, chosen: Option<&Tag>, answer: &_| {
                fresh_finding(subject.both(name), chosen, answer)
            };
            phase(&registries, subjects, &mut asked, plan, finding).await;
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

/// Fetches what the plan of each subject asks for, and adds what is found.
async fn phase(
    registries: &Registries<'_>,
    subjects: &mut [&mut Subject],
    asked: &mut AskedDigests,
    plan: impl Fn(&mut Subject) -> Plan,
    finding: impl Fn(&Subject, &ImageName, Option<&Tag>, &Answered) -> VerifyFinding,
) -> Vec<(Plan, Vec<Answered>)> {
    let plans = subjects.iter_mut().map(|subject| plan(subject));
    let mut plans: Vec<Plan> = plans.collect();
    let resolutions = fetch(registries, subjects, asked, &mut plans).await;
    for ((subject, plan), resolution) in subjects.iter_mut().zip(&plans).zip(&resolutions) {
        for (name, answer) in plan.answered(&resolution.answers) {
            let finding = finding(subject, name, plan.chosen.get(name), answer);
            subject.add(name, finding);
        }
        for (name, failure) in &resolution.choices.failed {
            subject.add(name, not_chosen(failure));
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

/// Fetches what the plan of each subject asks for; counts it, and keeps it in mind.
async fn fetch(
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

fn fresh_finding(
    (image, entry): (&Image, &Entry),
    chosen: Option<&Tag>,
    answer: &Answered,
) -> VerifyFinding {
    let other = chosen.filter(|chosen| entry.tag.as_ref() != Some(chosen));
    if let (Some(other), Ok(answer)) = (other, answer) {
        return VerifyFinding::OtherTag(OtherTag {
            locked: entry.tag.clone(),
            chosen: other.clone(),
            digest: answer.digest.clone(),
        });
    }
    match answer {
        Ok(answer) if answer.digest != entry.digest => VerifyFinding::Moved(TagDigests {
            tag: entry.tag.clone(),
            locked: entry.digest.clone(),
            now: answer.digest.clone(),
            part: answer.part(&entry.digest),
        }),
        Ok(answer) => match &answer.platforms {
            Some(present) => declared_platforms(&image.platforms, present)
                .map_or_else(VerifyFinding::Refused, |_| VerifyFinding::Present),
            None => VerifyFinding::Present,
        },
        Err(error) if image.is_pinned() => own_finding(error),
        Err(error) => VerifyFinding::Failed(error.clone()),
    }
}

fn not_chosen(failure: &ChoiceFailure) -> VerifyFinding {
    match failure {
        ChoiceFailure::NoList(error) => VerifyFinding::Failed(error.clone()),
        ChoiceFailure::NoMatch(no_match) => VerifyFinding::NoMatch(no_match.clone()),
    }
}
