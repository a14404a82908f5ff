//! `imagelock resolve`: references in, pinned references out, without a manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::sync::Arc;

use super::references::{ReferenceForm, check_untagged, read_references};
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::files::MAX_SIZE;
use crate::flow::{Registries, wait};
use crate::policy::wanted_platform;
use crate::reference::{Digest, Reference, Repository, Tag};
use crate::registry::{ImageOrArtifact, ImagePlatforms, Target};
use crate::report::reference::{ReferenceFailure, ResolvedReference};
use crate::report::{ReferencesReport, Report};
use crate::resolve::plan::Plan;
use crate::resolve::{Answered, ChoiceFailure, ManifestQuestion, Need, TagQuestion};
use crate::select::TagRule;

/// Stands for stdin among the references.
const STDIN: &str = "-";

#[derive(Debug, Clone)]
pub struct ResolveOptions {
    /// The references; `-` for those on stdin, a line each.
    pub references: Vec<String>,
    /// What chooses their tags; without it, they have tags of their own.
    pub rule: Option<TagRule>,
    pub form: ReferenceForm,
}

/// Runs the command. Prints all references, or none.
pub fn run(context: &Context, options: &ResolveOptions) -> Result<Report, Error> {
    let list = read(context, options)?;
    let watch = context.watch();
    let registries = Registries::open(context, &watch)?;
    let (list, plan, answers) = wait(context, &watch, async {
        let list = choose(&registries, options.rule.as_ref(), list).await;
        let plan = plan(&list, &options.form);
        let answers = registries.fetch(&[&plan]).await.concat();
        Ok((list, plan, answers))
    })?;
    let answered = plan.questions.iter().zip(&answers);
    let answers: BTreeMap<_, _> = answered
        .map(|(question, answer)| ((&question.repository, &question.target), answer))
        .collect();
    let pin = |asked: AskedReference| {
        let answer = match &asked.target {
            Ok(target) => {
                let answer = answers[&(&asked.reference.repository, target)];
                digest(answer, &options.form)
            }
            Err(failure) => Err(failure.clone().into()),
        };
        pinned(asked, answer, &options.form)
    };
    Ok(Report::References(ReferencesReport {
        list: list.into_iter().map(pin).collect(),
        lock_path: None,
    }))
}

/// A reference as it was given, and as it is read: with a tag or a digest, be it `latest`, unless a rule chooses.
struct GivenReference {
    text: String,
    reference: Reference,
}

/// A reference with what is asked about it, or why no tag was chosen.
struct AskedReference {
    text: String,
    reference: Reference,
    target: Result<Target, ChoiceFailure>,
}

/// Chooses the tags of the references, if a rule does.
async fn choose(
    registries: &Registries<'_>,
    rule: Option<&TagRule>,
    list: Vec<GivenReference>,
) -> Vec<AskedReference> {
    let chosen = match rule {
        Some(rule) => chosen_tags(registries, rule, &list).await,
        None => BTreeMap::new(),
    };
    let asked = |GivenReference {
                     text,
                     mut reference,
                 }| {
        let target = match chosen.get(&reference.repository).cloned() {
            None => Ok(Target::from(&reference)),
            Some(tag) => tag.map(|tag| Target::Tag(reference.tag.insert(tag).clone())),
        };
        AskedReference {
            text,
            reference,
            target,
        }
    };
    list.into_iter().map(asked).collect()
}

/// The tag that a rule chooses in each repository, each list asked for once.
async fn chosen_tags(
    registries: &Registries<'_>,
    rule: &TagRule,
    list: &[GivenReference],
) -> BTreeMap<Repository, Result<Tag, ChoiceFailure>> {
    let repositories: BTreeSet<&Repository> =
        list.iter().map(|it| &it.reference.repository).collect();
    let question = |repository: &Repository| TagQuestion {
        repository: repository.clone(),
        rule: rule.clone(),
        recorded: Arc::default(),
        waiting: Vec::new(),
    };
    let plan = Plan {
        tag_questions: repositories.into_iter().map(question).collect(),
        ..Plan::default()
    };
    let answers = registries.choose_tags(&[&plan]).await;
    let answered = plan
        .tag_questions
        .into_iter()
        .zip(answers.into_iter().flatten());
    let chosen = answered.map(|(question, answer)| {
        let tag = question
            .chosen(answer.map(|list| list.selected))
            .map(|chosen| chosen.newest);
        (question.repository, tag)
    });
    chosen.collect()
}

fn pinned(
    asked: AskedReference,
    digest: Result<Digest, ReferenceFailure>,
    form: &ReferenceForm,
) -> ResolvedReference {
    let AskedReference {
        text,
        reference,
        target,
    } = asked;
    ResolvedReference {
        given: text,
        repository: reference.repository.clone(),
        tag: reference.tag.clone(),
        target: target.ok(),
        answer: digest.map(|digest| form.field.answer(reference, digest)),
    }
}

/// The digest of the answer, or that of the platform that is wanted.
fn digest(answer: &Answered, form: &ReferenceForm) -> Result<Digest, ReferenceFailure> {
    let answer = answer.as_ref().map_err(|error| error.clone())?;
    let Some(platform) = &form.platform else {
        return Ok(answer.digest.clone());
    };
    let nothing = ImageOrArtifact::Image(ImagePlatforms::default());
    let present = answer.platforms.as_ref().unwrap_or(&nothing);
    Ok(wanted_platform(platform, present)?)
}

/// The references of the arguments and of stdin, where a tag or digest is written or `latest` filled in.
fn read(context: &Context, options: &ResolveOptions) -> Result<Vec<GivenReference>, Error> {
    let mut texts = Vec::new();
    for argument in &options.references {
        match argument.as_str() {
            STDIN => texts.extend(lines_of_stdin()?),
            reference => texts.push(reference.to_owned()),
        }
    }
    if texts.is_empty() {
        return Err(RequestError::NoReference.into());
    }
    let references = read_references(texts)?;
    if options.rule.is_some() {
        check_untagged(context, &references)?;
    }
    let references = references.into_iter().map(|(text, parsed)| {
        if let Some(surprise) = parsed.surprise {
            context.printer.warning(&surprise.to_string());
        }
        GivenReference {
            text,
            reference: match options.rule {
                Some(_) => parsed.reference,
                None => with_default_tag(context, parsed.reference),
            },
        }
    });
    Ok(references.collect())
}

fn lines_of_stdin() -> Result<Vec<String>, Error> {
    let mut text = String::new();
    std::io::stdin()
        .lock()
        .take(MAX_SIZE as u64 + 1)
        .read_to_string(&mut text)
        .map_err(RequestError::Stdin)?;
    if text.len() > MAX_SIZE {
        return Err(RequestError::StdinTooLarge.into());
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(str::to_owned).collect())
}

fn with_default_tag(context: &Context, reference: Reference) -> Reference {
    if !reference.is_bare() {
        return reference;
    }
    let tag = Tag::latest();
    let familiar = reference.repository.familiar();
    let words = format!("`{familiar}` names no tag, so `{tag}` is used");
    context.printer.warning(&words);
    Reference {
        tag: Some(tag),
        ..reference
    }
}

/// Each thing once, in the order of names.
fn plan(list: &[AskedReference], form: &ReferenceForm) -> Plan {
    let need = match form.platform {
        Some(_) => Need::Platforms,
        None => Need::Digest,
    };
    let question = |asked: &AskedReference| {
        Some(ManifestQuestion {
            repository: asked.reference.repository.clone(),
            target: asked.target.as_ref().ok()?.clone(),
            need: need.clone(),
        })
    };
    let questions: BTreeSet<ManifestQuestion> = list.iter().filter_map(question).collect();
    Plan {
        questions: questions.into_iter().collect(),
        ..Plan::default()
    }
}
