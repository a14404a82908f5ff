//! The phase of `verify --base` in which the claims of a change are held against what is known without it.

use std::collections::BTreeSet;

use super::change::{finding_of, unanswered};
use super::claims::ClaimFlaws;
use super::options::{Allowance, BaseOptions};
use super::subject::Subject;
use crate::context::Context;
use crate::flow::{Registries, find_out};
use crate::manifest::ImageName;
use crate::policy::decision::{EntryFlaw, Fact, Facts, RecordFlaw};
use crate::policy::{Held, PolicyRefusal, Weakening};
use crate::registry::Target;
use crate::report::verify::{RecordCause, VerifyFinding, YoungEntry};
use crate::resolve::Answered;
use crate::resolve::plan::Plan;

/// Asks what the claims of all changes depend on, round by round, each thing once; then adds what is found of them.
///
/// It comes to an end: each round asks what no round before has asked.
pub(super) async fn judge_claims(
    context: &Context,
    registries: &Registries<'_>,
    options: &BaseOptions,
    subjects: &mut [&mut Subject],
    mut facts: Facts,
) {
    loop {
        let open = subjects
            .iter()
            .filter_map(|subject| subject.claim_flaws(&facts).err());
        let open: BTreeSet<Fact> = open.flatten().collect();
        if open.is_empty() {
            break;
        }
        find_out(registries, &[], &open, &mut facts).await;
    }
    for subject in subjects {
        let flaws = subject.claim_flaws(&facts).unwrap_or_default();
        add_flaws(context, options, subject, flaws);
    }
}

fn add_flaws(context: &Context, options: &BaseOptions, subject: &mut Subject, flaws: ClaimFlaws) {
    for (name, flaw) in flaws.entries {
        let finding = match flaw {
            EntryFlaw::Young(held) => young((context, options), subject, &name, held),
            EntryFlaw::Refused(PolicyRefusal::TagMoved { tag, locked, now }) => {
                let base = locked;
                finding_of(Weakening::TagMoved { tag, base, now }, options)
            }
            EntryFlaw::Refused(refusal) => VerifyFinding::Refused(refusal),
            EntryFlaw::Failed(error) => unanswered(context, options, &error),
        };
        subject.add(&name, finding);
    }
    for name in flaws.hidden {
        subject.hide_age(&name);
    }
    let mut records = flaws.records;
    for record in &mut records {
        if let RecordCause::Flaw(RecordFlaw::Failed(error)) = &record.cause
            && let VerifyFinding::NotPublic {
                error, is_allowed, ..
            } = unanswered(context, options, error)
        {
            record.cause = RecordCause::NotPublic { error, is_allowed };
        }
    }
    subject.records = records;
}

fn young(
    (context, options): (&Context, &BaseOptions),
    subject: &Subject,
    name: &ImageName,
    held: Held,
) -> VerifyFinding {
    // What nobody has seen counts from today, on each day anew
    let is_counted = held.since < context.today || subject.is_recorded(name);
    VerifyFinding::TooYoung(Box::new(YoungEntry {
        tag: held.tag,
        digest: held.digest,
        min_age: subject.min_age(name),
        days: is_counted.then_some((held.since, held.until)),
        is_allowed: options.young == Allowance::Granted,
        way_out: subject.age_way_out(name),
    }))
}

/// What tags name, as far as it was asked for the entries of changes.
pub(super) fn known_tags(answered: Vec<(Plan, Vec<Answered>)>) -> Facts {
    let mut facts = Facts::default();
    for (plan, answers) in answered {
        for (question, answer) in plan.questions.into_iter().zip(answers) {
            let Target::Tag(tag) = question.target else {
                continue;
            };
            let known = facts.repositories.entry(question.repository).or_default();
            let has_platforms = |answer: &Answered| {
                let answer = answer.as_ref().ok();
                answer.is_some_and(|answer| answer.platforms.is_some())
            };
            // Another change may need to know more of it
            let best = known.tags.entry(tag).or_insert_with(|| answer.clone());
            if !has_platforms(best) {
                *best = answer;
            }
        }
    }
    facts
}
