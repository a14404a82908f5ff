//! What `verify` asks the registries, of all manifests at once.

use std::iter::zip;

use super::subject::Subject;
use super::{Depth, VerifyOptions, change};
use crate::context::Context;
use crate::error::Error;
use crate::exit::Class;
use crate::lock::Entry;
use crate::manifest::{Image, ImageName};
use crate::policy::platforms;
use crate::registry::{self, Client, Target};
use crate::report::Watch;
use crate::report::verify::VerifyFinding;
use crate::resolve::plan::{self, Plan};
use crate::resolve::{ManifestAnswer, MergedQuestions};

/// An answer, or why there is none.
pub(super) type Answered = Result<ManifestAnswer, registry::Error>;

/// Asks the registries: by tag first, since a tag that names the locked digest says that it is there, too.
pub(super) fn ask(
    context: &Context,
    options: &VerifyOptions,
    subjects: &mut [&mut Subject],
) -> Result<(), Error> {
    let watch = context.watch();
    let client = context.client(context.config()?, &watch);
    let asking = Asking {
        context,
        client,
        watch: &watch,
    };
    context.wait(&watch, async {
        if let Some(options) = &options.base {
            let plan = |subject: &mut Subject| subject.change.take().unwrap_or_default();
            let find = |subject: &Subject, name: &ImageName, answer: &Answered| {
                change::finding(context, options, subject.both(name), answer)
            };
            asking.phase(subjects, plan, find).await;
        }
        if matches!(options.depth, Depth::Fresh | Depth::PresentAndFresh) {
            let find = |subject: &Subject, name: &ImageName, answer: &Answered| {
                fresh_finding(subject.both(name), answer)
            };
            asking
                .phase(
                    subjects,
                    |subject| plan::freshness(satisfied(subject)),
                    find,
                )
                .await;
        }
        if matches!(options.depth, Depth::Present | Depth::PresentAndFresh) {
            let find = |_: &Subject, _: &ImageName, answer: &Answered| present_finding(answer);
            asking
                .phase(subjects, |subject| presence(subject), find)
                .await;
        }
        Ok(())
    })
}

/// Who is asked, and who looks on.
struct Asking<'a> {
    context: &'a Context,
    client: Client,
    watch: &'a Watch,
}

impl Asking<'_> {
    /// Asks what all subjects plan to, each thing once, and adds what is found.
    async fn phase(
        &self,
        subjects: &mut [&mut Subject],
        plan: impl Fn(&mut Subject) -> Plan,
        find: impl Fn(&Subject, &ImageName, &Answered) -> VerifyFinding,
    ) {
        let plans = subjects.iter_mut().map(|subject| plan(subject));
        let (questions, waiting): (Vec<_>, Vec<_>) =
            plans.map(|plan| (plan.questions, plan.waiting)).unzip();
        let merged = MergedQuestions::of(questions);
        let answers = self
            .context
            .ask(&self.client, self.watch, &merged.questions)
            .await;
        for ((subject, waiting), answers) in subjects
            .iter_mut()
            .zip(waiting)
            .zip(merged.distribute(answers))
        {
            for (names, answer) in zip(waiting, &answers) {
                for name in names {
                    let finding = find(subject, &name, answer);
                    subject.add(name, finding);
                }
            }
        }
    }
}

/// The images whose entries satisfy them: of the others it is known already that `update` would change them.
fn satisfied(subject: &Subject) -> impl Iterator<Item = (&ImageName, &Image, &Entry)> {
    subject
        .project
        .manifest
        .images
        .iter()
        .filter_map(move |(name, image)| {
            let entry = subject.lock.lock.entries.get(name)?;
            let findings = &subject.findings[name];
            let may_be_asked = !findings.iter().any(is_not_allowed);
            (may_be_asked && findings.iter().any(VerifyFinding::is_satisfied))
                .then_some((name, image, entry))
        })
}

/// Asks for all entries of which it is not known yet whether their digests are there.
fn presence(subject: &Subject) -> Plan {
    let is_open = |name: &ImageName| !subject.findings[name].iter().any(is_answer_to_presence);
    plan::presence(
        subject
            .lock
            .lock
            .entries
            .iter()
            .filter(|(name, _)| is_open(name)),
    )
}

fn fresh_finding((image, entry): (&Image, &Entry), answer: &Answered) -> VerifyFinding {
    match (answer, plan::target(image)) {
        (Ok(answer), _) if answer.digest != entry.digest => VerifyFinding::Moved {
            locked: entry.digest.clone(),
            now: answer.digest.clone(),
        },
        (
            Ok(ManifestAnswer {
                platforms: Some(present),
                ..
            }),
            _,
        ) => match platforms::declared(&image.platforms, present) {
            Ok(_) => VerifyFinding::Present,
            Err(refusal) => VerifyFinding::Refused(refusal),
        },
        (answer, Target::Digest(_)) => present_finding(answer),
        (Ok(_), Target::Tag(_)) => VerifyFinding::Present,
        (Err(error), Target::Tag(_)) => VerifyFinding::Failed(error.clone()),
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
