//! The phases in which `verify` asks registries, for all manifests at once.

use super::change;
use super::options::{Depth, VerifyOptions};
use super::parts::name_parts;
use super::presence::{AskedDigests, own_finding, presence, presence_findings};
use super::subject::Subject;
use crate::context::Context;
use crate::error::Error;
use crate::flow::{Registries, wait};
use crate::lock::Entry;
use crate::manifest::{Image, ImageName};
use crate::policy::declared_platforms;
use crate::report::verify::{TagDigests, VerifyFinding};
use crate::resolve::Answered;
use crate::resolve::plan::{self, Plan};

/// Holds the subjects against the registries: by tag first, since a tag that names the locked digest says that it is
/// there, too.
pub(super) fn hold_against_registries(
    context: &Context,
    options: &VerifyOptions,
    subjects: &mut [&mut Subject],
) -> Result<(), Error> {
    let watch = context.watch();
    let registries = Registries::open(context, &watch)?;
    let mut asked = AskedDigests::default();
    wait(context, &watch, async {
        if let Some(options) = &options.base {
            let plan = |subject: &mut Subject| std::mem::take(&mut subject.change);
            let finding = |subject: &Subject, name: &_, answer: &_| {
                change::finding(context, options, subject.both(name), answer)
            };
            phase(&registries, subjects, &mut asked, plan, finding).await;
        }
        if matches!(options.depth, Depth::Fresh | Depth::PresentAndFresh) {
            let plan = |subject: &mut Subject| plan::freshness(satisfied(subject));
            let finding =
                |subject: &Subject, name: &_, answer: &_| fresh_finding(subject.both(name), answer);
            phase(&registries, subjects, &mut asked, plan, finding).await;
        }
        name_parts(&registries, subjects, &mut asked).await;
        if matches!(options.depth, Depth::Present | Depth::PresentAndFresh) {
            let plans: Vec<Plan> = subjects.iter().map(|it| presence(it, &asked)).collect();
            fetch(&registries, subjects, &mut asked, &plans).await;
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
    finding: impl Fn(&Subject, &ImageName, &Answered) -> VerifyFinding,
) {
    let plans: Vec<Plan> = subjects.iter_mut().map(|subject| plan(subject)).collect();
    let answers = fetch(registries, subjects, asked, &plans).await;
    for ((subject, plan), answers) in subjects.iter_mut().zip(&plans).zip(answers) {
        for (name, answer) in plan.answered(&answers) {
            let finding = finding(subject, name, answer);
            subject.add(name, finding);
        }
    }
}

/// Fetches what the plan of each subject asks for; counts it, and keeps it in mind.
async fn fetch(
    registries: &Registries<'_>,
    subjects: &mut [&mut Subject],
    asked: &mut AskedDigests,
    plans: &[Plan],
) -> Vec<Vec<Answered>> {
    let answers = registries.fetch(&plans.iter().collect::<Vec<_>>()).await;
    for ((subject, plan), answers) in subjects.iter_mut().zip(plans).zip(&answers) {
        for (question, answer) in plan.questions.iter().zip(answers) {
            subject.checked.add(question, answer);
            asked.add(question, answer);
        }
    }
    answers
}

/// The images whose entries satisfy them: of the others it is known already that `update` would change them.
fn satisfied(subject: &Subject) -> impl Iterator<Item = (&ImageName, &Image, &Entry)> {
    let images = subject.project.manifest.images.iter();
    images.filter_map(|(name, image)| {
        let entry = subject.lock.lock.entries.get(name)?;
        let is_satisfied = subject.findings[name]
            .iter()
            .any(VerifyFinding::is_satisfied);
        (subject.may_be_asked(name) && is_satisfied).then_some((name, image, entry))
    })
}

fn fresh_finding((image, entry): (&Image, &Entry), answer: &Answered) -> VerifyFinding {
    match answer {
        Ok(answer) if answer.digest != entry.digest => VerifyFinding::Moved(TagDigests {
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
