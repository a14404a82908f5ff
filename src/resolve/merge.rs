//! The questions of several plans as one run: each thing is asked once, whoever wants to know it.

use std::collections::BTreeMap;

use super::{ManifestAnswer, ManifestQuestion, Need};
use crate::reference::Repository;
use crate::registry::{Error, Target};

/// The questions of several plans, each thing once.
#[derive(Debug)]
pub struct MergedQuestions {
    /// What is to be asked.
    pub questions: Vec<ManifestQuestion>,
    /// For each plan and each of its questions: which one of all it is, and what the plan itself needs.
    shares: Vec<Vec<(usize, Need)>>,
}

impl MergedQuestions {
    /// Merges what several plans ask. Of two needs for one thing the greater holds.
    pub fn of(plans: Vec<Vec<ManifestQuestion>>) -> Self {
        if let [_] = plans.as_slice() {
            return Self {
                questions: plans.into_iter().flatten().collect(),
                shares: Vec::new(),
            };
        }
        let mut needs: BTreeMap<(&Repository, &Target), Need> = BTreeMap::new();
        for question in plans.iter().flatten() {
            let need = needs
                .entry(key(question))
                .or_insert_with(|| question.need.clone());
            *need = need.clone().with(question.need.clone());
        }
        let indices: BTreeMap<_, usize> = needs.keys().copied().zip(0..).collect();
        let share = |question: &ManifestQuestion| (indices[&key(question)], question.need.clone());
        let shares = plans
            .iter()
            .map(|questions| questions.iter().map(share).collect())
            .collect();
        let question =
            |((repository, target), need): ((&Repository, &Target), Need)| ManifestQuestion {
                repository: repository.clone(),
                target: target.clone(),
                need,
            };
        Self {
            questions: needs.into_iter().map(question).collect(),
            shares,
        }
    }

    /// Gives each plan the answers to its own questions, in their order. What another one wanted to know beside them is
    /// left out: what comes of a plan must not depend on the others.
    pub fn distribute(
        &self,
        answers: Vec<Result<ManifestAnswer, Error>>,
    ) -> Vec<Vec<Result<ManifestAnswer, Error>>> {
        if self.shares.is_empty() {
            return vec![answers];
        }
        let own =
            |(index, need): &(usize, Need)| answers[*index].clone().map(|answer| need.part(answer));
        self.shares
            .iter()
            .map(|shares| shares.iter().map(own).collect())
            .collect()
    }
}

fn key(question: &ManifestQuestion) -> (&Repository, &Target) {
    (&question.repository, &question.target)
}

impl Need {
    /// Of two needs for one thing the greater; two different known digests make the platforms needed.
    pub(super) fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::PlatformsUnless(one), Self::PlatformsUnless(other)) if one != other => {
                Self::Platforms
            }
            (one, other) => one.max(other),
        }
    }

    /// What an answer would be if this were all that was needed.
    fn part(&self, answer: ManifestAnswer) -> ManifestAnswer {
        let is_enough = match self {
            Self::Digest => true,
            Self::PlatformsUnless(known) => *known == answer.digest,
            Self::Platforms => false,
        };
        if is_enough {
            ManifestAnswer {
                platforms: None,
                ..answer
            }
        } else {
            answer
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Digest;

    fn question(repository: &str, tag: &str, need: Need) -> ManifestQuestion {
        ManifestQuestion {
            repository: repository.parse().unwrap(),
            target: Target::Tag(tag.parse().unwrap()),
            need,
        }
    }

    fn digest(seed: &str) -> Digest {
        Digest::sha256(seed.as_bytes())
    }

    fn answer(seed: &str) -> Result<ManifestAnswer, Error> {
        let platforms = [("linux/amd64".parse().unwrap(), digest("amd64"))].into();
        Ok(ManifestAnswer {
            digest: digest(seed),
            platforms: Some(platforms),
        })
    }

    #[test]
    fn each_thing_is_asked_once_for_the_greater_need() {
        let known = |seed: &str| Need::PlatformsUnless(digest(seed));
        let merged = MergedQuestions::of(vec![
            vec![
                question("nginx", "1", Need::Digest),
                question("redis", "7", known("a")),
            ],
            vec![
                question("alpine", "3", Need::Digest),
                question("nginx", "1", Need::Platforms),
            ],
            vec![question("redis", "7", known("b"))],
        ]);
        let expected = vec![
            question("alpine", "3", Need::Digest),
            question("nginx", "1", Need::Platforms),
            question("redis", "7", Need::Platforms),
        ];
        assert_eq!(merged.questions, expected);
    }

    #[test]
    fn each_plan_gets_its_own_answers_in_its_own_order_and_no_more_than_it_needs() {
        let merged = MergedQuestions::of(vec![
            vec![
                question("redis", "7", Need::PlatformsUnless(digest("r"))),
                question("nginx", "1", Need::Digest),
            ],
            vec![],
            vec![
                question("nginx", "1", Need::Platforms),
                question("redis", "7", Need::Platforms),
            ],
        ]);
        let answers = merged.distribute(vec![answer("n"), answer("r")]);
        let alone = |seed: &str| {
            Ok(ManifestAnswer {
                digest: digest(seed),
                platforms: None,
            })
        };
        assert_eq!(answers[0], [alone("r"), alone("n")]);
        assert_eq!(answers[1], []);
        assert_eq!(answers[2], [answer("n"), answer("r")]);
    }

    #[test]
    fn one_plan_alone_is_asked_as_it_is() {
        let questions = vec![
            question("redis", "7", Need::Digest),
            question("nginx", "1", Need::Platforms),
        ];
        let merged = MergedQuestions::of(vec![questions.clone()]);
        assert_eq!(merged.questions, questions);
        assert_eq!(
            merged.distribute(vec![answer("r"), answer("n")]),
            [[answer("r"), answer("n")]]
        );
    }
}
