//! `imagelock tags`: the list of a repository's tags, and what a rule would choose out of it.

use super::references::read_references;
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::flow::{Registries, wait};
use crate::reference::{ParsedReference, Repository, Tag};
use crate::report::repository_tags::{ListedTag, RepositoryTags};
use crate::report::{Report, TagsReport};
use crate::resolve::{ChoiceFailure, NoMatch};
use crate::select::{TagRule, TagSelection, compare_tags};

#[derive(Debug, Clone)]
pub struct TagsOptions {
    /// The repository.
    pub image: String,
    /// What would be chosen by; without it, all tags are listed.
    pub rule: Option<TagRule>,
}

pub fn run(context: &Context, options: &TagsOptions) -> Result<Report, Error> {
    let repository = repository(context, &options.image)?;
    let watch = context.watch();
    let registries = Registries::open(context, &watch)?;
    let answer = wait(context, &watch, async {
        Ok(registries
            .list_tags(&repository, options.rule.as_ref())
            .await)
    })?;
    let rule = options.rule.clone();
    let (tags, failure) = match answer {
        Ok(tags) => {
            let tags = in_order(tags, rule.as_ref());
            let no_match = rule
                .as_ref()
                .and_then(|rule| no_match(&repository, rule, &tags));
            (tags, no_match)
        }
        Err(error) => (Vec::new(), Some(ChoiceFailure::NoList(error))),
    };
    Ok(Report::Tags(TagsReport(RepositoryTags {
        tags: held_against(rule.as_ref(), tags),
        repository,
        rule,
        failure,
    })))
}

/// The repository of an argument that names no tag of it.
fn repository(context: &Context, image: &str) -> Result<Repository, Error> {
    let references = read_references(vec![image.trim().to_owned()])?;
    let Some((
        _,
        ParsedReference {
            reference,
            surprise,
        },
    )) = references.into_iter().next()
    else {
        return Err(RequestError::NoReference.into());
    };
    if let Some(surprise) = surprise {
        context.printer.warning(&surprise.to_string());
    }
    if reference.tag.is_some() || reference.digest.is_some() {
        return Err(RequestError::NotARepository(Box::new(reference)).into());
    }
    Ok(reference.repository)
}

/// Each tag once, the newest first.
fn in_order(mut tags: Vec<Tag>, rule: Option<&TagRule>) -> Vec<Tag> {
    let compare = |one: &Tag, other: &Tag| {
        let (one, other) = (one.as_str(), other.as_str());
        match rule {
            Some(rule) => rule.compare(other, one),
            None => compare_tags(other, one),
        }
    };
    tags.sort_unstable_by(compare);
    tags.dedup();
    tags
}

/// Why nothing is chosen, if nothing is.
fn no_match(repository: &Repository, rule: &TagRule, tags: &[Tag]) -> Option<ChoiceFailure> {
    let mut selection = TagSelection::new(rule);
    tags.iter().for_each(|tag| selection.see(tag.as_str()));
    let selected = selection.finish();
    selected.newest.is_none().then(|| {
        ChoiceFailure::NoMatch(Box::new(NoMatch {
            repository: repository.clone(),
            rule: rule.clone(),
            nearest: selected.near_misses,
        }))
    })
}

/// The tags, each with why the rule does not accept it.
fn held_against(rule: Option<&TagRule>, tags: Vec<Tag>) -> Vec<ListedTag> {
    let listed = |tag: Tag| {
        let reason = rule.and_then(|rule| rule.reason_against(tag.as_str()));
        let only = rule.and_then(|rule| rule.only_reason_against(tag.as_str()));
        ListedTag {
            tag,
            reason,
            is_near: only.is_some(),
        }
    };
    tags.into_iter().map(listed).collect()
}
