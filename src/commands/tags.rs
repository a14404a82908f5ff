//! `imagelock tags`: the list of a repository's tags, and what a rule would choose out of it.

use super::references::read_references;
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::flow::{Registries, wait};
use crate::reference::{ParsedReference, Repository};
use crate::report::repository_tags::RepositoryTags;
use crate::report::{Report, ReportFormat, TagsReport};
use crate::resolve::{ChoiceFailure, NoMatch};
use crate::select::{SurveyScope, SurveyedTags, TagRule};

#[derive(Debug, Clone)]
pub struct TagsOptions {
    /// The repository.
    pub image: String,
    /// What would be chosen by; without it, all tags are listed.
    pub rule: Option<TagRule>,
}

pub fn run(context: &Context, options: &TagsOptions) -> Result<Report, Error> {
    let repository = repository(context, &options.image)?;
    let rule = options.rule.clone();
    let watch = context.watch();
    let registries = Registries::open(context, &watch)?;
    let answer = wait(context, &watch, async {
        let scope = scope(context);
        let survey = registries.survey_tags(&repository, rule.as_ref(), scope);
        Ok(survey.await)
    })?;
    let (listed, failure) = match answer {
        Ok(mut listed) => {
            let no_match = no_match(&repository, rule.as_ref(), &mut listed);
            (listed, no_match)
        }
        Err(error) => (SurveyedTags::default(), Some(ChoiceFailure::NoList(error))),
    };
    Ok(Report::Tags(TagsReport(RepositoryTags {
        repository,
        rule,
        listed,
        failure,
    })))
}

/// All tags are shown to programs, and to people who want to know more.
fn scope(context: &Context) -> SurveyScope {
    match context.printer.is_verbose() || context.format == ReportFormat::Json {
        true => SurveyScope::All,
        false => SurveyScope::Nearest,
    }
}

/// The repository of an argument that names no tag of it.
fn repository(context: &Context, image: &str) -> Result<Repository, Error> {
    let references = read_references(vec![image.trim().to_owned()])?;
    let Some((
        _,
        ParsedReference {
            reference,
            surprise,
            ..
        },
    )) = references.into_iter().next()
    else {
        return Err(RequestError::NoReference.into());
    };
    if let Some(surprise) = surprise {
        context.printer.warning(&surprise.to_string());
    }
    if !reference.is_bare() {
        return Err(RequestError::NotARepository(Box::new(reference)).into());
    }
    Ok(reference.repository)
}

/// Why nothing is chosen, if nothing is.
fn no_match(
    repository: &Repository,
    rule: Option<&TagRule>,
    listed: &mut SurveyedTags,
) -> Option<ChoiceFailure> {
    let is_chosen = listed.tags.iter().any(|it| it.reason.is_none());
    let rule = rule.filter(|_| !is_chosen)?.clone();
    Some(ChoiceFailure::NoMatch(Box::new(NoMatch {
        repository: repository.clone(),
        rule,
        nearest: std::mem::take(&mut listed.near_misses),
    })))
}
