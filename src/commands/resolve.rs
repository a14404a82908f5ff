//! `imagelock resolve`: references in, pinned references out, without a manifest.

use std::collections::BTreeMap;
use std::io::Read as _;

use super::Context;
use crate::document::shown;
use crate::error::{BadReference, Error};
use crate::exit::Status;
use crate::files::MAX_SIZE;
use crate::reference::{Reference, Tag, parse};
use crate::registry::Target;
use crate::report::human;
use crate::resolve::{Need, Question};

/// Stands for stdin among the references.
const STDIN: &str = "-";

/// What `resolve` is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The references; `-` for those on stdin, a line each.
    pub references: Vec<String>,
    /// Whether tags are printed.
    pub tags: Tags,
}

/// Whether the tag is printed beside the digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tags {
    /// As `name:tag@digest`.
    Shown,
    /// As `name@digest`, for tools that refuse both.
    Left,
}

impl Tags {
    /// A pinned reference as it is printed.
    pub(super) fn print(self, reference: Reference) -> String {
        match self {
            Self::Shown => reference.to_string(),
            Self::Left => Reference { tag: None, ..reference }.to_string(),
        }
    }
}

/// Runs the command. Prints all references, or none.
///
/// # Errors
/// Where nothing could be asked.
pub fn run(context: &Context, options: &Options) -> Result<Status, Error> {
    let references = read(context, &options.references)?;
    let config = context.config()?;
    let questions = questions(&references);
    let watch = context.watch();
    let client = context.client(config, &watch);
    let answers = context.wait(&watch, async { Ok(context.ask(&client, &watch, &questions).await) })?;
    let failed = questions.iter().zip(&answers).filter_map(|(question, answer)| {
        let separator = if matches!(question.target, Target::Tag(_)) { ':' } else { '@' };
        let subject = format!("`{}{separator}{}`", question.repository, question.target.as_str());
        answer.as_ref().err().map(|error| (subject, error))
    });
    human::failures(&context.printer, failed.clone());
    let status = Status::worst(failed.map(|(_, error)| error.class()));
    if status == Status::Done {
        let digests: BTreeMap<_, _> = questions
            .iter()
            .zip(answers.iter().flatten())
            .map(|(question, answer)| ((&question.repository, &question.target), &answer.digest))
            .collect();
        let pin = |reference: &Reference| {
            let digest = digests[&(&reference.repository, &target(reference))].clone();
            options.tags.print(Reference { digest: Some(digest), ..reference.clone() })
        };
        context
            .printer
            .data(&references.iter().map(|reference| pin(reference) + "\n").collect::<String>())?;
    }
    Ok(status)
}

/// The references of the arguments and of stdin, where a tag or digest is written or `latest` filled in.
fn read(context: &Context, arguments: &[String]) -> Result<Vec<Reference>, Error> {
    let mut texts = Vec::new();
    for argument in arguments {
        match argument.as_str() {
            STDIN => texts.extend(lines_of_stdin()?),
            reference => texts.push(reference.to_owned()),
        }
    }
    if texts.is_empty() {
        return Err(Error::NoReference);
    }
    let (mut references, mut wrong) = (Vec::new(), Vec::new());
    for (index, text) in texts.into_iter().enumerate() {
        match parse(&text) {
            Ok(parsed) => {
                if let Some(surprise) = parsed.surprise {
                    context.printer.warning(&surprise.to_string());
                }
                references.push(with_default_tag(context, parsed.reference));
            }
            Err(error) => wrong.push(BadReference { number: index + 1, text: quotable(&text), error }),
        }
    }
    if wrong.is_empty() { Ok(references) } else { Err(Error::References(wrong)) }
}

fn lines_of_stdin() -> Result<Vec<String>, Error> {
    let mut text = String::new();
    std::io::stdin().lock().take(MAX_SIZE as u64 + 1).read_to_string(&mut text).map_err(Error::Stdin)?;
    if text.len() > MAX_SIZE {
        return Err(Error::StdinTooLarge);
    }
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// A text that may hold a password, or a token in the query of a URL, is not repeated.
fn quotable(text: &str) -> Option<String> {
    (!text.contains(['@', '?'])).then(|| shown(text))
}

fn with_default_tag(context: &Context, reference: Reference) -> Reference {
    if reference.tag.is_some() || reference.digest.is_some() {
        return reference;
    }
    let tag = Tag::latest();
    let familiar = reference.repository.familiar();
    context.printer.warning(&format!("`{familiar}` names no tag, so `{tag}` is asked for"));
    Reference { tag: Some(tag), ..reference }
}

fn target(reference: &Reference) -> Target {
    match (&reference.digest, &reference.tag) {
        (Some(digest), _) => Target::Digest(digest.clone()),
        (None, Some(tag)) => Target::Tag(tag.clone()),
        (None, None) => Target::Tag(Tag::latest()),
    }
}

/// Each thing once, in the order of names.
fn questions(references: &[Reference]) -> Vec<Question> {
    let distinct: BTreeMap<_, _> = references
        .iter()
        .map(|reference| ((reference.repository.clone(), target(reference)), Need::Digest))
        .collect();
    distinct.into_iter().map(|((repository, target), need)| Question { repository, target, need }).collect()
}
