//! The locked digests that are those of parts of what their tags name: written by hand, or by a bot. Their tags did not
//! move.

use super::subject::Subject;
use crate::flow::Registries;
use crate::lock::Entry;
use crate::manifest::ImageName;
use crate::report::verify::VerifyFinding;
use crate::resolve::PartQuestion;

/// Finds out for each digest that its tag does not name whether it is that of a part of what the tag names. Where nobody
/// can tell, the finding stays as it is.
pub(super) async fn name_parts(registries: &Registries<'_>, subjects: &mut [&mut Subject]) {
    let open: Vec<Vec<(ImageName, PartQuestion)>> =
        subjects.iter().map(|subject| questions(subject)).collect();
    let all = open.iter().flatten();
    let all: Vec<PartQuestion> = all.map(|(_, question)| question.clone()).collect();
    let mut parts = registries.find_parts(&all).await.into_iter();
    for (subject, open) in subjects.iter_mut().zip(open) {
        for ((name, _), part) in open.into_iter().zip(parts.by_ref()) {
            let findings = subject.findings.entry(name).or_default();
            findings
                .iter_mut()
                .filter_map(VerifyFinding::tag_digests_mut)
                .for_each(|digests| digests.part.clone_from(&part));
        }
    }
}

/// The images whose digests may be those of parts. What is known to be an index is none.
fn questions(subject: &Subject) -> Vec<(ImageName, PartQuestion)> {
    let entries = subject.lock.lock.entries.iter();
    let may_be_parts = entries.filter(|(_, entry)| !entry.is_of_index());
    let question = |(name, entry): (&ImageName, &Entry)| {
        let image = subject.findings[name]
            .iter()
            .find_map(VerifyFinding::tag_digests)?;
        let question = PartQuestion {
            repository: entry.repository.clone(),
            image: image.now.clone(),
            part: entry.digest.clone(),
        };
        Some((name.clone(), question))
    };
    may_be_parts.filter_map(question).collect()
}
