//! The locked digests that are those of parts of what their tags name: written by hand, or by a bot. Their tags did not
//! move.

use super::presence::AskedDigests;
use super::subject::Subject;
use crate::flow::Registries;
use crate::lock::Entry;
use crate::manifest::ImageName;
use crate::registry::{ImagePart, Target};
use crate::report::verify::VerifyFinding;
use crate::resolve::PartQuestion;

/// Finds out for each digest that its tag does not name whether it is that of a part of what the tag names. Where
/// nobody can tell, the finding stays as it is.
pub(super) async fn name_parts(
    registries: &Registries<'_>,
    subjects: &mut [&mut Subject],
    asked: &mut AskedDigests,
) {
    subjects.iter_mut().for_each(|subject| share_parts(subject));
    let open: Vec<Vec<(ImageName, PartQuestion)>> =
        subjects.iter().map(|subject| questions(subject)).collect();
    let all = open.iter().flatten();
    let all: Vec<PartQuestion> = all.map(|(_, question)| question.clone()).collect();
    let mut answers = registries.find_parts(&all).await.into_iter();
    for (subject, open) in subjects.iter_mut().zip(open) {
        for ((name, question), answer) in open.into_iter().zip(answers.by_ref()) {
            let Some(answer) = answer else { continue };
            if answer.is_there {
                asked.add_there(question.repository, question.part);
            }
            if let Some((part, _)) = answer.part {
                set_part(subject.findings.entry(name).or_default(), &part);
            }
        }
    }
}

/// The images whose digests may be those of parts, if that is not known yet. What is known to be an index is none.
fn questions(subject: &Subject) -> Vec<(ImageName, PartQuestion)> {
    let entries = subject.lock.lock.entries.iter();
    let may_be_parts = entries.filter(|(_, entry)| !entry.is_of_index());
    let question = |(name, entry): (&ImageName, &Entry)| {
        let mut found = subject.findings[name]
            .iter()
            .filter_map(VerifyFinding::tag_digests)
            .peekable();
        let now = found.peek()?.now.clone();
        let question = PartQuestion {
            repository: entry.repository.clone(),
            image: Target::Digest(now),
            part: entry.digest.clone(),
        };
        let is_open = found.all(|digests| digests.part.is_none());
        is_open.then(|| (name.clone(), question))
    };
    may_be_parts.filter_map(question).collect()
}

/// What one finding on an image knows of its digests, all of them do.
fn share_parts(subject: &mut Subject) {
    for findings in subject.findings.values_mut() {
        let mut known = findings.iter().filter_map(VerifyFinding::tag_digests);
        if let Some(part) = known.find_map(|digests| digests.part.clone()) {
            set_part(findings, &part);
        }
    }
}

fn set_part(findings: &mut [VerifyFinding], part: &ImagePart) {
    let digests = findings
        .iter_mut()
        .filter_map(VerifyFinding::tag_digests_mut);
    digests.for_each(|digests| digests.part = Some(part.clone()));
}
