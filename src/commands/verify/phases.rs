//! The phases in which `verify` asks registries, for all manifests at once.

use super::change;
use super::options::{Depth, VerifyOptions};
use super::subject::Subject;
use crate::context::Context;
use crate::error::Error;
use crate::exit::Class;
use crate::flow::{Registries, wait};
use crate::lock::Entry;
use crate::manifest::{Image, ImageName};
use crate::policy::declared_platforms;
use crate::registry::Target;
use crate::report::verify::VerifyFinding;
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
    wait(context, &watch, async {
        if let Some(options) = &options.base {
            let plan = |subject: &mut Subject| std::mem::take(&mut subject.change);
            let finding = |subject: &Subject, name: &_, answer: &_| {
                change::finding(context, options, subject.both(name), answer)
            };
            phase(&registries, subjects, plan, finding).await;
        }
        if matches!(options.depth, Depth::Fresh | Depth::PresentAndFresh) {
            let plan = |subject: &mut Subject| plan::freshness(satisfied(subject));
            let finding =
                |subject: &Subject, name: &_, answer: &_| fresh_finding(subject.both(name), answer);
            phase(&registries, subjects, plan, finding).await;
        }
        if matches!(options.depth, Depth::Present | Depth::PresentAndFresh) {
            let finding = |_: &_, _: &_, answer: &_| present_finding(answer);
            phase(&registries, subjects, presence, finding).await;
        }
        Ok(())
    })
}

/// Fetches what the plan of each subject asks for, and adds what is found.
async fn phase(
    registries: &Registries<'_>,
    subjects: &mut [&mut Subject],
    plan: impl Fn(&mut Subject) -> Plan,
    finding: impl Fn(&Subject, &ImageName, &Answered) -> VerifyFinding,
) {
    let plans: Vec<Plan> = subjects.iter_mut().map(|subject| plan(subject)).collect();
    let answers = registries.fetch(&plans.iter().collect::<Vec<_>>()).await;
    for ((subject, plan), answers) in subjects.iter_mut().zip(&plans).zip(answers) {
        let both = plan.questions.iter().zip(&answers);
        both.for_each(|(question, answer)| subject.checked.add(question, answer));
        for (name, answer) in plan.answered(&answers) {
            let finding = finding(subject, name, answer);
            subject.add(name, finding);
        }
    }
}

/// The images whose entries satisfy them: of the others it is known already that `update` would change them.
fn satisfied(subject: &Subject) -> impl Iterator<Item = (&ImageName, &Image, &Entry)> {
    let images = subject.project.manifest.images.iter();
    images.filter_map(|(name, image)| {
        let entry = subject.lock.lock.entries.get(name)?;
        let findings = &subject.findings[name];
        let may_be_asked = !findings.iter().any(is_not_allowed);
        (may_be_asked && findings.iter().any(VerifyFinding::is_satisfied))
            .then_some((name, image, entry))
    })
}

/// Asks for all entries of which it is not known yet whether their digests are there.
fn presence(subject: &mut Subject) -> Plan {
    let is_open = |name: &ImageName| !subject.findings[name].iter().any(is_answer_to_presence);
    let entries = subject.lock.lock.entries.iter();
    plan::presence(entries.filter(|(name, _)| is_open(name)))
}

fn fresh_finding((image, entry): (&Image, &Entry), answer: &Answered) -> VerifyFinding {
    match answer {
        Ok(answer) if answer.digest != entry.digest => VerifyFinding::Moved {
            locked: entry.digest.clone(),
            now: answer.digest.clone(),
        },
        Ok(answer) => match &answer.platforms {
            Some(present) => declared_platforms(&image.platforms, present)
                .map_or_else(VerifyFinding::Refused, |_| VerifyFinding::Present),
            None => VerifyFinding::Present,
        },
        Err(error) if matches!(plan::target(image), Target::Tag(_)) => {
            VerifyFinding::Failed(error.clone())
        }
        Err(_) => present_finding(answer),
    }
}

fn present_finding(answer: &Answered) -> VerifyFinding {
    match answer {
        Ok(_) => VerifyFinding::Present,
        Err(error) if error.class() == Class::No => VerifyFinding::Gone,
        Err(error) => VerifyFinding::Failed(error.clone()),
    }
}

fn is_answer_to_presence(finding: &VerifyFinding) -> bool {
    matches!(
        finding,
        VerifyFinding::Present | VerifyFinding::Gone | VerifyFinding::Refused(_)
    ) || is_not_allowed(finding)
}

/// A registry that the base does not use is not asked, whatever the question.
fn is_not_allowed(finding: &VerifyFinding) -> bool {
    matches!(finding, VerifyFinding::RegistryNotAllowed(_))
}
