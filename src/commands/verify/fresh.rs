//! `verify --fresh`: would `update` change a tag or digest, or refuse?

use super::fetch::fetch;
use super::presence::{AskedDigests, own_finding};
use super::subject::Subject;
use crate::context::Context;
use crate::flow::{AskedProject, IntendedLeniency, Registries, settle};
use crate::lock::{Entry, EntryChange};
use crate::manifest::Image;
use crate::policy::Outcome;
use crate::reference::Digest;
use crate::report::verify::{OtherTag, TagDigests, VerifyFinding};
use crate::resolve::plan::{self, Plan};
use crate::resolve::{Answered, ChoiceFailure};

/// Asks what the tags name, and has the policies of the images decide, as an update does; then adds what is found.
pub(super) async fn judge_freshness(
    context: &Context,
    registries: &Registries<'_>,
    subjects: &mut [&mut Subject],
    asked: &mut AskedDigests,
) {
    let mut plans: Vec<Plan> = subjects.iter().map(|subject| plan_of(subject)).collect();
    let resolutions = fetch(registries, subjects, asked, &mut plans).await;
    let leniency = IntendedLeniency::default();
    let projects = subjects.iter().zip(&plans).zip(&resolutions);
    let projects = projects.map(|((subject, plan), resolution)| AskedProject {
        manifest: &subject.project.manifest,
        lock: &subject.lock.lock,
        seen: &subject.seen,
        plan,
        resolution,
        leniency: &leniency,
    });
    let projects: Vec<AskedProject<'_>> = projects.collect();
    let mut decisions = settle(registries, context.today, &projects)
        .await
        .into_iter();
    for ((subject, plan), resolution) in subjects.iter_mut().zip(&plans).zip(&resolutions) {
        let mut decided = decisions.next().unwrap_or_default();
        for (name, answer) in plan.answered(&resolution.answers) {
            let Some(settled) = decided.remove(name) else {
                continue;
            };
            let finding = finding(subject.both(name), settled.outcome, answer);
            subject.add(name, finding);
        }
        for (name, failure) in &resolution.choices.failed {
            subject.add(name, not_chosen(failure));
        }
    }
}

/// Asks for the images whose entries satisfy them, and which tags of records the lists have.
fn plan_of(subject: &Subject) -> Plan {
    let mut plan = plan::freshness(subject.satisfied());
    plan.note_recorded(|repository| subject.seen.tags_of(repository).cloned().collect());
    plan
}

/// The finding that an outcome makes of an entry.
fn finding((image, entry): (&Image, &Entry), outcome: Outcome, answer: &Answered) -> VerifyFinding {
    match outcome {
        Outcome::Held(held) => VerifyFinding::Held(held),
        Outcome::Refused(refusal) => VerifyFinding::Refused(refusal),
        Outcome::Failed(error) if image.is_pinned() => own_finding(&error),
        Outcome::Failed(error) => VerifyFinding::Failed(error),
        Outcome::NoMatch(no_match) => VerifyFinding::NoMatch(no_match),
        Outcome::Unchanged | Outcome::Changed(EntryChange::Removed(_)) => VerifyFinding::Present,
        Outcome::Changed(EntryChange::Added(new) | EntryChange::Updated { new, .. }) => {
            change_finding(entry, new, answer)
        }
    }
}

/// The finding on an entry in whose place an update puts another one. More platforms of the same digest are no change.
fn change_finding(entry: &Entry, new: Entry, answer: &Answered) -> VerifyFinding {
    match new.tag {
        Some(chosen) if entry.tag.as_ref() != Some(&chosen) => VerifyFinding::OtherTag(OtherTag {
            locked: entry.tag.clone(),
            chosen,
            digest: new.digest,
        }),
        _ if new.digest != entry.digest => {
            let of_part = |now: &Digest| {
                let answer = answer.as_ref().ok().filter(|answer| answer.digest == *now);
                answer.and_then(|answer| answer.part(&entry.digest))
            };
            VerifyFinding::Moved(TagDigests {
                tag: entry.tag.clone(),
                locked: entry.digest.clone(),
                part: of_part(&new.digest),
                way_out: None,
                now: new.digest,
            })
        }
        _ => VerifyFinding::Present,
    }
}

fn not_chosen(failure: &ChoiceFailure) -> VerifyFinding {
    match failure {
        ChoiceFailure::NoList(error) => VerifyFinding::Failed(error.clone()),
        ChoiceFailure::NoMatch(no_match) => VerifyFinding::NoMatch(no_match.clone()),
    }
}
