//! The tags that are chosen out of lists: the list of each repository is asked for once in a run, whoever chooses from
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::zip;
use std::sync::Arc;

use super::fetch::{Step, all};
use super::question::Need;
use crate::lock::Entry;
use crate::manifest::{Image, ImageName};
use crate::reference::{Repository, Tag};
use crate::registry::{Client, Error, TagLists};
use crate::select::{LatestSelection, SelectedTag, TagRule, TagSelection};

/// A tag that has to be chosen out of the list of a repository, before anything can be asked about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagQuestion {
    pub repository: Repository,
    pub rule: TagRule,
    /// The tags of which it is to be known whether the list has them.
    pub recorded: Arc<BTreeSet<Tag>>,
    /// The images that wait for it.
    pub waiting: Vec<WaitingImage>,
}

/// An image that waits for its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingImage {
    pub name: ImageName,
    /// The part of the tag's manifest that has to be known.
    pub need: Need,
    /// The locked tag, if it is one that the rule accepts.
    pub locked: Option<Tag>,
}

impl WaitingImage {
    /// An image that waits for what its rule chooses.
    pub(super) fn new(
        name: &ImageName,
        need: Need,
        (image, rule): (&Image, &TagRule),
        locked: Option<&Entry>,
    ) -> Self {
        let own = locked.filter(|entry| entry.repository == image.repository);
        let tag = own.and_then(|entry| entry.tag.clone());
        Self {
            name: name.clone(),
            need,
            locked: tag.filter(|tag| rule.accepts(tag.as_str())),
        }
    }
}

/// The question which version is the latest beside a fixed tag, which no list chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatestQuestion {
    pub repository: Repository,
    pub tag: Tag,
    /// The images with this tag.
    pub names: Vec<ImageName>,
}

/// What is looked for in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoughtTag<'a> {
    /// The newest that a rule accepts, and which of these tags are there.
    ByRule(&'a TagRule, &'a Arc<BTreeSet<Tag>>),
    /// The newest with the suffix of a fixed tag.
    Beside(&'a Tag),
}

impl SoughtTag<'_> {
    fn search(self) -> TagSearch {
        let (selection, recorded) = match self {
            Self::ByRule(rule, recorded) => (Some(TagSelection::new(rule)), Arc::clone(recorded)),
            Self::Beside(tag) => {
                let latest = LatestSelection::beside(tag).map(TagSelection::Latest);
                (latest, Arc::default())
            }
        };
        TagSearch {
            selection,
            recorded,
            listed: BTreeSet::new(),
        }
    }
}

/// What is looked for in a list as it streams by, and what of it was there so far.
#[derive(Debug, Clone)]
struct TagSearch {
    /// A choice in the making. A tag that is no version stands beside nothing, and nobody asks.
    selection: Option<TagSelection>,
    recorded: Arc<BTreeSet<Tag>>,
    listed: BTreeSet<Tag>,
}

impl TagSearch {
    fn see(&mut self, tag: &str) {
        if let Some(selection) = &mut self.selection {
            selection.see(tag);
        }
        // A list may have a million tags: none is made a `Tag` to look it up
        self.listed.extend(self.recorded.get(tag).cloned());
    }

    /// Whether nothing was looked for that was not found.
    fn has_found(&self) -> bool {
        let selection = self.selection.clone();
        selection.is_none_or(|selection| selection.finish().newest.is_some())
    }

    fn finish(self) -> ListedTags {
        ListedTags {
            selected: self.selection.map(TagSelection::finish).unwrap_or_default(),
            listed: self.listed,
        }
    }
}

/// What a list has of what was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedTags {
    /// The tag that it has for a rule, and what stands beside it.
    pub selected: SelectedTag,
    /// The tags that are there, of those of which that was to be known.
    pub listed: BTreeSet<Tag>,
}

/// What a list has, or why there is no list.
pub type TagAnswer = Result<ListedTags, Error>;

/// Lists the tags of each repository once, and chooses out of them. Answers come in the order of the questions.
pub async fn choose_tags(
    client: &Client,
    jobs: usize,
    questions: &[(&Repository, SoughtTag<'_>)],
    tell: impl Fn(Step<'_>),
) -> Vec<TagAnswer> {
    let merged = MergedLists::of(questions);
    let repositories = merged.lists.iter().map(|list| list.repository);
    let choose = async |index: usize| {
        let list = &merged.lists[index];
        let answer = list.choose(client).await;
        tell(Step::Listed(list.repository));
        answer
    };
    let answers = all(jobs, repositories, choose).await;
    merged.distribute(&answers)
}

/// The list of one repository, and what is looked for in it.
#[derive(Debug, PartialEq, Eq)]
struct TagList<'a> {
    repository: &'a Repository,
    sought: Vec<SoughtTag<'a>>,
}

impl TagList<'_> {
    /// What is found of each.
    async fn choose(&self, client: &Client) -> Vec<TagAnswer> {
        let sought = self.sought.iter();
        let searches: Searches = sought.map(|it| it.search()).collect();
        let begin = || searches.clone();
        let see = |searches: &mut Searches, tag: &str| {
            searches.iter_mut().for_each(|search| search.see(tag));
        };
        let is_enough = |searches: &Searches| searches.iter().all(TagSearch::has_found);
        let lists = client.list_tags(self.repository, begin, see, is_enough);
        first_found(lists.await, searches.len())
    }
}

/// The searches of a list, in the order of what is looked for.
type Searches = Vec<TagSearch>;

/// For each thing that is looked for what the first list has that has any. If none has, the last one decides: a mirror
/// may lack what the registry has.
fn first_found(lists: TagLists<Searches>, count: usize) -> Vec<TagAnswer> {
    let found_in = |list: Searches| list.into_iter().map(TagSearch::finish);
    let mut taken = lists.taken;
    let last: Vec<TagAnswer> = match lists.failure {
        Some(error) => vec![Err(error); count],
        None => taken.pop().into_iter().flat_map(found_in).map(Ok).collect(),
    };
    let earlier = taken.into_iter().rev();
    earlier.fold(last, |answers, list| {
        let answers = zip(answers, found_in(list));
        let first = answers.map(|(later, own)| match own.selected.newest {
            Some(_) => Ok(own),
            None => later,
        });
        first.collect()
    })
}

/// The lists that several questions need, each once.
#[derive(Debug)]
struct MergedLists<'a> {
    lists: Vec<TagList<'a>>,
    /// For each question which list it is, and which of what is looked for in it.
    shares: Vec<(usize, usize)>,
}

impl<'a> MergedLists<'a> {
    fn of(questions: &[(&'a Repository, SoughtTag<'a>)]) -> Self {
        let mut indices: BTreeMap<&Repository, usize> = BTreeMap::new();
        let (mut lists, mut shares) = (Vec::<TagList<'a>>::new(), Vec::new());
        for (repository, own) in questions {
            let index = *indices.entry(repository).or_insert(lists.len());
            if index == lists.len() {
                let sought = Vec::new();
                lists.push(TagList { repository, sought });
            }
            let sought = &mut lists[index].sought;
            let known = sought.iter().position(|known| known == own);
            let position = known.unwrap_or(sought.len());
            if known.is_none() {
                sought.push(*own);
            }
            shares.push((index, position));
        }
        Self { lists, shares }
    }

    /// Gives each question its answer, in their order.
    fn distribute(&self, answers: &[Vec<TagAnswer>]) -> Vec<TagAnswer> {
        let own = |(list, sought): &(usize, usize)| answers[*list][*sought].clone();
        self.shares.iter().map(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(repository: &str, range: &str) -> TagQuestion {
        TagQuestion {
            repository: repository.parse().unwrap(),
            rule: TagRule::Version {
                range: range.parse().unwrap(),
                variant: None,
            },
            recorded: Arc::default(),
            waiting: Vec::new(),
        }
    }

    #[test]
    fn each_list_is_asked_for_once_and_each_rule_looks_at_it_once() {
        let asked = [
            ("redis", "^7"),
            ("nginx", "^1"),
            ("redis", "^8"),
            ("redis", "^7"),
        ];
        let questions = asked.map(|(repository, range)| question(repository, range));
        let questions: Vec<(&Repository, SoughtTag<'_>)> = questions
            .iter()
            .map(|it| (&it.repository, SoughtTag::ByRule(&it.rule, &it.recorded)))
            .collect();
        let merged = MergedLists::of(&questions);
        let list = |of: &[usize]| TagList {
            repository: questions[of[0]].0,
            sought: of.iter().map(|index| questions[*index].1).collect(),
        };
        assert_eq!(merged.lists, [list(&[0, 2]), list(&[1])]);
        assert_eq!(merged.shares, [(0, 0), (1, 0), (0, 1), (0, 0)]);
    }
}
