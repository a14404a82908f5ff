//! Lower tags that a rule chooses in a change: `update` takes one once the registry no longer has the tag of the base.

use super::subject::Subject;
use crate::policy::Weakening;
use crate::reference::Tag;
use crate::registry::Target;
use crate::report::verify::VerifyFinding;
use crate::resolve::plan::{Plan, asking};
use crate::resolve::{Answered, Need, is_no_such_tag};

/// Asks for the tags of the base in whose place a change has lower ones of the same rule.
pub(super) fn plan(subject: &Subject) -> Plan {
    let questions = subject.satisfied().flat_map(|(name, _, entry)| {
        let tags = subject.findings[name].iter().filter_map(tag_of_base);
        tags.map(move |tag| (name, entry, Target::Tag(tag.clone()), Need::Digest))
    });
    asking(questions)
}

/// Takes back what was found of lower tags where that of the base is gone, and where nobody can tell.
pub(super) fn judge(subject: &mut Subject, plan: &Plan, answers: &[Answered]) {
    for ((question, names), answer) in plan.questions.iter().zip(&plan.waiting).zip(answers) {
        let Err(error) = answer else {
            continue;
        };
        let is_of_it = |finding: &VerifyFinding| {
            tag_of_base(finding).is_some_and(|tag| question.target.as_str() == tag.as_str())
        };
        for name in names {
            if let Some(findings) = subject.findings.get_mut(name) {
                findings.retain(|finding| !is_of_it(finding));
            }
            if !is_no_such_tag(answer) {
                subject.add(name, VerifyFinding::Failed(error.clone()));
            }
        }
    }
}

/// The tag of the base, if a lower one is found that a rule may have chosen.
fn tag_of_base(finding: &VerifyFinding) -> Option<&Tag> {
    let VerifyFinding::Weakened {
        weakening:
            Weakening::TagLowered {
                base,
                is_by_rule: true,
                ..
            },
        is_allowed: false,
    } = finding
    else {
        return None;
    };
    Some(base)
}
