//! Refused digests that are those of one platform's manifest, where their tags name an image of more: written by hand,
//! or by a bot.

use super::Registries;
use super::decide::Outcomes;
use crate::manifest::{Choice, Image, ImageName, Manifest};
use crate::policy::{Outcome, PolicyRefusal};
use crate::reference::Tag;
use crate::registry::Target;
use crate::resolve::plan::Plan;
use crate::resolve::{Answered, ManifestQuestion, PartQuestion};

/// Says of each digest that lacks platforms, and is that of a part of what its tag names, that it is one. Where nobody
/// can tell, the refusal stays as it is.
pub async fn name_parts(
    registries: &Registries<'_>,
    manifest: &Manifest,
    plan: &Plan,
    answers: &[Answered],
    outcomes: &mut Outcomes,
) {
    let asked = plan.questions.iter().zip(answers).zip(&plan.waiting);
    let asked = asked.flat_map(|(asked, names)| names.iter().map(move |name| (name, asked)));
    let lacks_platforms = |name: &ImageName| {
        matches!(
            &outcomes[name],
            Outcome::Refused(PolicyRefusal::MissingPlatforms { .. })
        )
    };
    let refused = asked.filter(|(name, _)| lacks_platforms(name));
    let open = refused.filter_map(|(name, (question, answer))| {
        let chosen = plan.chosen.get(name);
        let question = question_of(&manifest.images[name], chosen, question, answer)?;
        Some((name, question))
    });
    let (names, questions): (Vec<&ImageName>, Vec<PartQuestion>) = open.unzip();
    let parts = registries.find_parts(&questions).await;
    for (name, answer) in names.into_iter().zip(parts) {
        let Some((part, named)) = answer.and_then(|answer| answer.part) else {
            continue;
        };
        let is_pinned = manifest.images[name].is_pinned();
        let update = (!is_pinned).then(|| name.clone());
        let refusal = PolicyRefusal::DigestOfPart {
            part,
            named,
            update,
        };
        outcomes.insert(name.clone(), Outcome::Refused(refusal));
    }
}

/// A digest that was asked for may be that of a part if it is that of a platform itself, as no index is.
fn question_of(
    image: &Image,
    chosen: Option<&Tag>,
    question: &ManifestQuestion,
    answer: &Answered,
) -> Option<PartQuestion> {
    let (Target::Digest(digest), Ok(answer)) = (&question.target, answer) else {
        return None;
    };
    answer.part(digest)?;
    let tag = match &image.choice {
        Choice::Tag(tag) => tag,
        Choice::Pin { tag, .. } => tag.as_ref()?,
        Choice::Newest(_) => chosen?,
    };
    Some(PartQuestion {
        repository: question.repository.clone(),
        image: Target::Tag(tag.clone()),
        part: digest.clone(),
    })
}
