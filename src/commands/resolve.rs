//! `imagelock resolve`: references in, pinned references out, without a manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use super::references::{ReferenceForm, read_references};
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::files::MAX_SIZE;
use crate::flow::{Registries, wait};
use crate::policy::wanted_platform;
use crate::reference::{Digest, Reference, Tag};
use crate::registry::{ImageOrArtifact, Target};
use crate::report::reference::{ReferenceFailure, ResolvedReference};
use crate::report::{ReferencesReport, Report};
use crate::resolve::plan::Plan;
use crate::resolve::{Answered, ManifestQuestion, Need};

/// Stands for stdin among the references.
const STDIN: &str = "-";

#[derive(Debug, Clone)]
pub struct ResolveOptions {
    /// The references; `-` for those on stdin, a line each.
    pub references: Vec<String>,
    pub form: ReferenceForm,
}

/// Runs the command. Prints all references, or none.
pub fn run(context: &Context, options: &ResolveOptions) -> Result<Report, Error> {
    let list = read(context, &options.references)?;
    let watch = context.watch();
    let registries = Registries::open(context, &watch)?;
    let plan = plan(&list, &options.form);
    let answers = wait(context, &watch, async {
        Ok(registries.fetch(&[&plan]).await.concat())
    })?;
    let answered = plan.questions.iter().zip(&answers);
    let answers: BTreeMap<_, _> = answered
        .map(|(question, answer)| ((&question.repository, &question.target), answer))
        .collect();
    let pin = |given: GivenReference| {
        let target = target(&given.reference);
        let answer = answers[&(&given.reference.repository, &target)];
        pinned(given, target, answer, &options.form)
    };
    Ok(Report::References(ReferencesReport {
        list: list.into_iter().map(pin).collect(),
        lock_path: None,
    }))
}

/// A reference as it was given, and as it is read: with a tag or a digest, be it `latest`.
struct GivenReference {
    text: String,
    reference: Reference,
}

fn pinned(
    given: GivenReference,
    target: Target,
    answer: &Answered,
    form: &ReferenceForm,
) -> ResolvedReference {
    let GivenReference { text, reference } = given;
    let (repository, tag) = (reference.repository.clone(), reference.tag.clone());
    ResolvedReference {
        given: text,
        repository,
        tag,
        target,
        answer: digest(answer, form).map(|digest| form.field.answer(reference, digest)),
    }
}

/// The digest of the answer, or that of the platform that is wanted.
fn digest(answer: &Answered, form: &ReferenceForm) -> Result<Digest, ReferenceFailure> {
    let answer = answer.as_ref().map_err(|error| error.clone())?;
    let Some(platform) = &form.platform else {
        return Ok(answer.digest.clone());
    };
    let nothing = ImageOrArtifact::Image(BTreeMap::new());
    let present = answer.platforms.as_ref().unwrap_or(&nothing);
    Ok(wanted_platform(platform, present)?)
}

/// The references of the arguments and of stdin, where a tag or digest is written or `latest` filled in.
fn read(context: &Context, arguments: &[String]) -> Result<Vec<GivenReference>, Error> {
    let mut texts = Vec::new();
    for argument in arguments {
        match argument.as_str() {
            STDIN => texts.extend(lines_of_stdin()?),
            reference => texts.push(reference.to_owned()),
        }
    }
    if texts.is_empty() {
        return Err(RequestError::NoReference.into());
    }
    let references = read_references(texts)?.into_iter().map(|(text, parsed)| {
        if let Some(surprise) = parsed.surprise {
            context.printer.warning(&surprise.to_string());
        }
        GivenReference {
            text,
            reference: with_default_tag(context, parsed.reference),
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
    if reference.tag.is_some() || reference.digest.is_some() {
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

fn target(reference: &Reference) -> Target {
    match (&reference.digest, &reference.tag) {
        (Some(digest), _) => Target::Digest(digest.clone()),
        (None, Some(tag)) => Target::Tag(tag.clone()),
        (None, None) => Target::Tag(Tag::latest()),
    }
}

/// Each thing once, in the order of names.
fn plan(list: &[GivenReference], form: &ReferenceForm) -> Plan {
    let need = match form.platform {
        Some(_) => Need::Platforms,
        None => Need::Digest,
    };
    let question = |given: &GivenReference| ManifestQuestion {
        repository: given.reference.repository.clone(),
        target: target(&given.reference),
        need: need.clone(),
    };
    let questions: BTreeSet<ManifestQuestion> = list.iter().map(question).collect();
    Plan {
        questions: questions.into_iter().collect(),
        ..Plan::default()
    }
}
