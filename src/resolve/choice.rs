//! Choosing: the tags out of the lists become questions, and what a list says beside them is kept for the report.

use std::collections::{BTreeMap, BTreeSet};

use super::builder::{Plan, PlanBuilder};
use super::chosen::{ChoiceFailure, ChosenTag};
use super::lists::{LatestQuestion, ListedTags, TagAnswer, TagQuestion, WaitingImage};
use super::question::Answered;
use crate::manifest::ImageName;
use crate::reference::{Repository, Tag};
use crate::registry::Error;
use crate::select::SelectedTag;

/// The tags that were chosen, by image.
pub type ChosenTags = BTreeMap<ImageName, ChosenTag>;

/// The latest version beside the fixed tag of each image, or why there is no list.
pub type LatestTags = BTreeMap<ImageName, Result<Tag, Error>>;

/// What became of the images whose tags are chosen out of lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// The tags that were chosen.
    pub made: ChosenTags,
    /// The images without a tag to ask about.
    pub failed: BTreeMap<ImageName, ChoiceFailure>,
    /// The latest versions beside fixed tags.
    pub latest: LatestTags,
    /// The tags that lists have, of those of which that was to be known.
    pub listed: BTreeMap<Repository, BTreeSet<Tag>>,
}

impl Plan {
    /// Asks about the tags that were chosen. Where all that a list has is lower than what is locked, the locked tag is
    /// asked about instead.
    pub fn choose(&mut self, mut answers: Vec<TagAnswer>) -> Choices {
        let beside = answers.split_off(self.tag_questions.len());
        let mut choices = Choices {
            latest: latest_tags(std::mem::take(&mut self.latest_questions), beside),
            ..Choices::default()
        };
        if self.tag_questions.is_empty() {
            return choices;
        }
        let questions = std::mem::take(&mut self.tag_questions);
        let mut plan = PlanBuilder::from(std::mem::take(self));
        for (question, answer) in questions.into_iter().zip(answers) {
            let chosen = question.chosen(answer.map(|it| choices.note_listed(&question, it)));
            for WaitingImage { name, need, locked } in question.waiting {
                match &chosen {
                    Ok(chosen) => {
                        let chosen = chosen.clone().beside(&question.rule, locked);
                        let tag = chosen.asked().clone();
                        plan.add_chosen(&name, &question.repository, tag, need);
                        choices.made.insert(name, chosen);
                    }
                    Err(failure) => {
                        choices.failed.insert(name, failure.clone());
                    }
                }
            }
        }
        *self = plan.finish();
        choices
    }

    /// Asks about the lower tags, now that the locked ones turned out to be gone.
    pub fn lower(&mut self, choices: &mut Choices, answers: &[Answered]) -> Self {
        let mut lower = PlanBuilder::with_twins(std::mem::take(&mut self.twins));
        let asked = self.questions.iter().zip(&mut self.waiting).zip(answers);
        for ((question, names), answer) in asked {
            if !is_no_such_tag(answer) {
                continue;
            }
            names.retain(|name| {
                let Some(made) = choices.made.get_mut(name) else {
                    // A twin whose rule chose the tag that is gone waits until its list is asked
                    return !self.chosen.contains_key(name);
                };
                let Some(newest) = made.find_gone() else {
                    return true;
                };
                let need = question.need.clone();
                lower.add_chosen(name, &question.repository, newest, need);
                false
            });
        }
        lower.finish()
    }

    /// Adds the questions of another one behind its own.
    pub fn extend(&mut self, other: Self) {
        self.known.extend(other.known);
        self.chosen.extend(other.chosen);
        self.questions.extend(other.questions);
        self.waiting.extend(other.waiting);
    }
}

impl Choices {
    fn note_listed(&mut self, question: &TagQuestion, list: ListedTags) -> SelectedTag {
        if !question.recorded.is_empty() {
            let listed = self.listed.entry(question.repository.clone());
            listed.or_default().extend(list.listed);
        }
        list.selected
    }
}

/// What is there beside fixed tags.
fn latest_tags(questions: Vec<LatestQuestion>, answers: Vec<TagAnswer>) -> LatestTags {
    let answered = questions.into_iter().zip(answers);
    let named = answered.flat_map(|(LatestQuestion { tag, names, .. }, answer)| {
        let latest = answer.map(|list| list.selected.newest.unwrap_or(tag));
        names.into_iter().map(move |name| (name, latest.clone()))
    });
    named.collect()
}

/// Whether the registry itself has no such tag.
pub fn is_no_such_tag(answer: &Answered) -> bool {
    let error = answer.as_ref().err();
    error.is_some_and(|error| matches!(error.own(), Error::NoSuchTag { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Digest;
    use crate::registry::Target;
    use crate::resolve::lists::TagQuestion;
    use crate::resolve::{ManifestAnswer, Need, UnlistedTag};
    use crate::select::{SelectedTag, TagRule};

    fn rule() -> TagRule {
        TagRule::Version {
            range: "^7".parse().unwrap(),
            variant: None,
        }
    }

    /// Images that wait for one rule, each with its locked tag.
    fn plan(waiting: &[(&str, &str)]) -> Plan {
        let image = |(name, locked): &(&str, &str)| WaitingImage {
            name: name.parse().unwrap(),
            need: Need::Digest,
            locked: locked.parse().ok(),
        };
        let question = TagQuestion {
            repository: "redis".parse().unwrap(),
            rule: rule(),
            recorded: std::sync::Arc::default(),
            waiting: waiting.iter().map(image).collect(),
        };
        Plan {
            tag_questions: vec![question],
            ..Plan::default()
        }
    }

    fn newest(tag: &str) -> TagAnswer {
        Ok(ListedTags {
            selected: SelectedTag {
                newest: tag.parse().ok(),
                ..SelectedTag::default()
            },
            ..ListedTags::default()
        })
    }

    /// Each question, with the names that wait for it.
    fn asked(plan: &Plan) -> Vec<String> {
        let asked = plan.questions.iter().zip(&plan.waiting);
        let words = asked.map(|(question, names)| {
            let Target::Tag(tag) = &question.target else {
                panic!("only tags are chosen");
            };
            let names: Vec<&str> = names.iter().map(ImageName::as_str).collect();
            format!("{tag} for {}", names.join(" "))
        });
        words.collect()
    }

    fn answer(is_there: bool) -> Answered {
        if is_there {
            let digest = Digest::sha256(b"");
            let platforms = None;
            return Ok(ManifestAnswer { digest, platforms });
        }
        Err(Error::NoSuchTag {
            host: "registry.example".to_owned(),
            message: None,
            is_web_page: false,
        })
    }

    #[test]
    fn what_was_chosen_is_asked_about_once_for_all_who_wait() {
        let mut plan = plan(&[("a", ""), ("b", "7.2"), ("c", "7.4")]);
        let choices = plan.choose(vec![newest("7.4")]);
        assert_eq!(asked(&plan), ["7.4 for a b c"]);
        assert_eq!(choices.made.len(), 3);
        assert!(choices.made.values().all(|made| made.unlisted.is_none()));
        assert_eq!(plan.chosen.len(), 3);
        assert_eq!(plan.tag_questions, []);
    }

    #[test]
    fn a_locked_tag_above_the_list_is_asked_about_and_the_lower_one_once_it_is_gone() {
        let mut plan = plan(&[("a", "7.4"), ("b", "7.2")]);
        let mut choices = plan.choose(vec![newest("7.2")]);
        assert_eq!(asked(&plan), ["7.2 for b", "7.4 for a"]);
        let name = "a".parse().unwrap();
        let asked_about = UnlistedTag::Asked("7.4".parse().unwrap());
        assert_eq!(choices.made[&name].unlisted, Some(asked_about));
        let lower = plan.lower(&mut choices, &[answer(true), answer(true)]);
        assert!(lower.asks_nothing());
        let lower = plan.lower(&mut choices, &[answer(true), answer(false)]);
        assert_eq!(asked(&lower), ["7.2 for a"]);
        let gone = UnlistedTag::Gone("7.4".parse().unwrap());
        assert_eq!(choices.made[&name].unlisted, Some(gone));
        plan.extend(lower);
        assert_eq!(asked(&plan), ["7.2 for b", "7.4 for ", "7.2 for a"]);
        assert_eq!(plan.chosen[&name].as_str(), "7.2");
    }

    #[test]
    fn a_chosen_tag_that_is_gone_meanwhile_has_no_other() {
        let mut plan = plan(&[("a", "7.2")]);
        let mut choices = plan.choose(vec![newest("7.4")]);
        let lower = plan.lower(&mut choices, &[answer(false)]);
        assert!(lower.asks_nothing());
        assert_eq!(asked(&plan), ["7.4 for a"]);
    }

    #[test]
    fn nothing_is_asked_about_without_a_list_or_a_tag() {
        let mut empty = plan(&[("a", "7.4")]);
        let choices = empty.choose(vec![newest("")]);
        assert!(empty.asks_nothing());
        let failure = choices.failed.into_values().next();
        assert!(matches!(failure, Some(ChoiceFailure::NoMatch(_))));
        let mut unlisted = plan(&[("a", "7.4")]);
        let error = Error::Setup {
            cause: String::new(),
        };
        let choices = unlisted.choose(vec![Err(error.clone())]);
        assert!(unlisted.asks_nothing());
        let failure = choices.failed.into_values().next();
        assert_eq!(failure, Some(ChoiceFailure::NoList(error)));
    }
}
