//! Facts that the claims of changes depend on, asked all at once.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::Registries;
use crate::policy::decision::{Fact, Facts};
use crate::reference::{Digest, Repository};
use crate::registry::{ImageOrArtifact, ImagePlatforms, Target};
use crate::resolve::plan::Plan;
use crate::resolve::{Answered, ManifestAnswer, ManifestQuestion, Need};

/// Asks for these facts, each thing once.
pub(super) async fn find_out(registries: &Registries<'_>, open: BTreeSet<Fact>, facts: &mut Facts) {
    let mut needs: BTreeMap<(Repository, Target), Need> = BTreeMap::new();
    for (key, need) in open.iter().map(asked) {
        let known = needs.entry(key).or_insert(Need::Digest);
        *known = known.clone().max(need);
    }
    let question = |((repository, target), need)| ManifestQuestion {
        repository,
        target,
        need,
    };
    let plan = Plan {
        questions: needs.clone().into_iter().map(question).collect(),
        ..Plan::default()
    };
    let answers = registries.fetch(&[&plan]).await.into_iter().flatten();
    let answers: BTreeMap<_, Answered> = needs.into_keys().zip(answers).collect();
    for fact in open {
        if let Some(answer) = answers.get(&asked(&fact).0) {
            note(fact, answer.clone(), facts);
        }
    }
}

fn asked(fact: &Fact) -> ((Repository, Target), Need) {
    let by_digest = |digest: &Digest| Target::Digest(digest.clone());
    let (repository, target, need) = match fact {
        Fact::Tag(repository, tag) => (repository, Target::Tag(tag.clone()), Need::Digest),
        Fact::Presence(repository, digest) => (repository, by_digest(digest), Need::Digest),
        Fact::Index(repository, digest) | Fact::Platforms(repository, digest) => {
            (repository, by_digest(digest), Need::Platforms)
        }
    };
    ((repository.clone(), target), need)
}

fn note(fact: Fact, answer: Answered, facts: &mut Facts) {
    let known = facts.repositories.entry(asked(&fact).0.0).or_default();
    match fact {
        Fact::Tag(_, tag) => {
            known.tags.insert(tag, answer);
        }
        Fact::Presence(_, digest) => {
            known.presence.insert(digest, answer);
        }
        Fact::Platforms(_, digest) => {
            known.platforms.insert(digest, answer);
        }
        Fact::Index(_, digest) => {
            let index = answer.map(|answer| index(answer, &digest));
            known.indexes.insert(digest, index);
        }
    }
}

/// The platforms of an index; a single manifest is the one of its own platform.
fn index(answer: ManifestAnswer, digest: &Digest) -> Option<ImagePlatforms> {
    let Some(ImageOrArtifact::Image(platforms)) = answer.platforms else {
        return None;
    };
    let is_single = platforms.iter().any(|(_, own)| own == digest);
    (!is_single).then_some(platforms)
}
