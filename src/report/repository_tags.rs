//! The tags of a repository, held against a rule.

use super::no_match::{in_words, note_on_request};
use super::row::Note;
use crate::document::{count_of, first_of};
use crate::reference::{Repository, Tag};
use crate::resolve::ChoiceFailure;
use crate::select::{MissReason, NearTags, SurveyedTags, TagRule};

/// The tags of a repository.
#[derive(Debug)]
pub struct RepositoryTags {
    pub repository: Repository,
    /// What they are held against; without it, they are listed.
    pub rule: Option<TagRule>,
    /// What it has.
    pub listed: SurveyedTags,
    /// Why there is no list, or why nothing is chosen.
    pub failure: Option<ChoiceFailure>,
}

impl RepositoryTags {
    /// The tags that match, the one that is chosen first; all, if nothing is chosen.
    pub(super) fn accepted(&self) -> impl ExactSizeIterator<Item = &Tag> {
        let accepted = self.listed.tags.iter().filter(|it| it.reason.is_none());
        accepted.map(|it| &it.tag).collect::<Vec<_>>().into_iter()
    }

    /// The tag that the rule chooses.
    pub(super) fn chosen(&self) -> Option<&Tag> {
        self.rule.as_ref()?;
        self.accepted().next()
    }

    /// A line for each reason: the newest tags that miss the rule by it alone.
    pub(super) fn near_misses(&self) -> Vec<String> {
        let line = |(reason, near): (&MissReason, &NearTags)| {
            let newest = first_of(&near.newest, near.count);
            format!("{}: {newest}", in_words(*reason))
        };
        self.listed.near.iter().map(line).collect()
    }

    /// How many tags there are, and how many of them match.
    pub(super) fn summary(&self) -> String {
        let (repository, all) = (
            self.repository.familiar(),
            count_of(self.listed.count, "tag"),
        );
        match self.rule {
            Some(_) => format!("{} of {all} of {repository} match", self.accepted().len()),
            None => format!("{all} of {repository}"),
        }
    }

    /// What failed, in words.
    pub(super) fn note(&self) -> Option<Note> {
        Some(match self.failure.as_ref()? {
            ChoiceFailure::NoList(error) => Note::from(error),
            ChoiceFailure::NoMatch(no_match) => note_on_request(no_match),
        })
    }

    /// The question that failed.
    pub(super) fn question(&self) -> String {
        let repository = &self.repository;
        match self.failure {
            Some(ChoiceFailure::NoMatch(_)) => format!("no tag of `{repository}` is chosen"),
            Some(ChoiceFailure::NoList(_)) | None => {
                format!("cannot list the tags of `{repository}`")
            }
        }
    }
}
