//! The questions of several plans as one run: each thing is asked once, whoever wants to know it.

use std::collections::BTreeMap;

use super::builder::Plan;
use super::question::{Answered, ManifestQuestion, Need};
use crate::reference::Repository;
use crate::registry::Target;

/// The questions of several plans, each thing once.
#[derive(Debug)]
pub struct MergedQuestions {
    pub questions: Vec<ManifestQuestion>,
    /// For each plan and each of its questions: which one of all it is, and what the plan itself needs.
    shares: Vec<Vec<(usize, Need)>>,
}

impl MergedQuestions {
    /// Merges what several plans ask. Of two needs for one thing the greater holds.
    pub fn of(plans: &[&Plan]) -> Self {
        if let [plan] = plans {
            return Self {
                questions: plan.questions.clone(),
                shares: Vec::new(),
            };
        }
        let mut needs: BTreeMap<(&Repository, &Target), Need> = BTreeMap::new();
        for question in plans.iter().flat_map(|plan| &plan.questions) {
            let need = needs.entry(key(question)).or_insert(Need::Digest);
            *need = need.clone().with(question.need.clone());
        }
        let indices: BTreeMap<_, usize> = needs.keys().copied().zip(0..).collect();
        let share = |question: &ManifestQuestion| (indices[&key(question)], question.need.clone());
        let shares = plans
            .iter()
            .map(|plan| plan.questions.iter().map(share).collect());
        let shares = shares.collect();
        let question = |((repository, target), need): (_, _)| ManifestQuestion {
            repository: Repository::clone(repository),
            target: Target::clone(target),
            need,
        };
        let questions = needs.into_iter().map(question).collect();
        Self { questions, shares }
    }

    /// Gives each plan the answers to its own questions, in their order. What another one wanted to know beside them is
    /// left out: what comes of a plan must not depend on the others.
    pub fn distribute(&self, answers: Vec<Answered>) -> Vec<Vec<Answered>> {
        if self.shares.is_empty() {
            return vec![answers];
        }
        let own =
            |(index, need): &(usize, Need)| answers[*index].clone().map(|answer| need.part(answer));
        let shares = self.shares.iter();
        shares
            .map(|shares| shares.iter().map(own).collect())
            .collect()
    }
}

fn key(question: &ManifestQuestion) -> (&Repository, &Target) {
    (&question.repository, &question.target)
}

#[cfg(test)]
mod tests {
    use super::super::question::ManifestAnswer;
    use super::*;
    use crate::reference::Digest;
    use crate::registry::ImageOrArtifact;

    fn question(repository: &str, tag: &str, need: Need) -> ManifestQuestion {
        ManifestQuestion {
            repository: repository.parse().unwrap(),
            target: Target::Tag(tag.parse().unwrap()),
            need,
        }
    }

    fn plan(questions: Vec<ManifestQuestion>) -> Plan {
        Plan {
            questions,
            ..Plan::default()
        }
    }

    fn digest(seed: &str) -> Digest {
        Digest::sha256(seed.as_bytes())
    }

    fn answer(seed: &str) -> Answered {
        let platforms = [("linux/amd64".parse().unwrap(), digest("amd64"))];
        Ok(ManifestAnswer {
            digest: digest(seed),
            platforms: Some(ImageOrArtifact::Image(platforms.into_iter().collect())),
        })
    }

    #[test]
    fn each_thing_is_asked_once_for_the_greater_need() {
        let known = |seed: &str| Need::PlatformsUnless(digest(seed));
        let merged = MergedQuestions::of(&[
            &plan(vec![
                question("nginx", "1", Need::Digest),
                question("redis", "7", known("a")),
            ]),
            &plan(vec![
                question("alpine", "3", Need::Digest),
                question("nginx", "1", Need::Platforms),
            ]),
            &plan(vec![question("redis", "7", known("b"))]),
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
        let merged = MergedQuestions::of(&[
            &plan(vec![
                question("redis", "7", Need::PlatformsUnless(digest("r"))),
                question("nginx", "1", Need::Digest),
            ]),
            &plan(vec![]),
            &plan(vec![
                question("nginx", "1", Need::Platforms),
                question("redis", "7", Need::Platforms),
            ]),
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
        let merged = MergedQuestions::of(&[&plan(questions.clone())]);
        assert_eq!(merged.questions, questions);
        assert_eq!(
            merged.distribute(vec![answer("r"), answer("n")]),
            [[answer("r"), answer("n")]]
        );
    }
}
