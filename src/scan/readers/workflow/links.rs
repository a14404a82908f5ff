//! The Dockerfiles that the steps of a workflow build by `docker/build-push-action`
//! (<https://github.com/docker/build-push-action#inputs>), with what they put into each.
//!
//! Paths begin at the root of the repository. What an expression decides leads to no file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::values::BEGIN;
use crate::scan::links::{BuildArguments, BuildInputs, DOCKERFILE, LINKS_MAX, Link, Statement};
use crate::yaml::Node;

/// The action that builds.
const ACTION: &str = "docker/build-push-action";
/// The repository itself as a context, which may have a directory of it behind a colon.
const DEFAULT_CONTEXT: &str = "{{defaultContext}}";

/// The links of a document.
pub(super) fn of_document(root: Node<'_>) -> Vec<Link> {
    let jobs = root.get("jobs").map(Node::entries).unwrap_or_default();
    let jobs = jobs.into_iter().map(|(_, job)| job).chain(root.get("runs"));
    let steps = jobs.filter_map(|job| job.get("steps"));
    let steps = steps.flat_map(Node::items).take(LINKS_MAX);
    steps.filter_map(link).collect()
}

fn link(step: Node<'_>) -> Option<Link> {
    let uses = step.get("uses").filter(|uses| {
        let action = uses.as_str().and_then(|it| it.split('@').next());
        action.is_some_and(|action| action.eq_ignore_ascii_case(ACTION))
    })?;
    let with = step.get("with");
    let text = |key| with.and_then(|with| with.get(key)?.as_str());
    let context = directory(text("context").unwrap_or_default())?;
    let file = match text("file").filter(|file| !file.is_empty()) {
        Some(file) => PathBuf::from(plain(file)?),
        None => context.join(DOCKERFILE),
    };
    let lines = |key| text(key).unwrap_or_default().lines().map(str::trim);
    let names = lines("build-contexts").filter_map(|line| line.split_once('='));
    let names: BTreeSet<String> = names.map(|(name, _)| name.to_owned()).collect();
    let arguments = lines("build-args").filter(|line| !line.is_empty());
    let arguments: BuildArguments = arguments.map(argument).take(LINKS_MAX).collect();
    Some(Link {
        span: uses.span(),
        target: Path::new("/").join(file),
        statement: Statement::Build(BuildInputs {
            contexts: Arc::new(names),
            arguments: Arc::new(arguments),
            ..BuildInputs::default()
        }),
    })
}

/// The directory of a context.
fn directory(context: &str) -> Option<PathBuf> {
    let rest = match context.strip_prefix(DEFAULT_CONTEXT) {
        Some(rest) => rest.strip_prefix(':').unwrap_or(rest),
        None => context,
    };
    plain(rest).map(PathBuf::from)
}

/// A text that is a path of the repository as it is written.
fn plain(text: &str) -> Option<&str> {
    let is_elsewhere = text.contains("://") || text.starts_with("git@");
    let is_path = !is_elsewhere && !text.contains("{{") && !Path::new(text).is_absolute();
    is_path.then_some(text)
}

/// An argument, by its name and its value. What the environment or an expression says is not known.
fn argument(line: &str) -> (String, Option<String>) {
    match line.split_once('=') {
        Some((name, value)) if !value.contains(BEGIN) => (name.to_owned(), Some(value.to_owned())),
        Some((name, _)) => (name.to_owned(), None),
        None => (line.to_owned(), None),
    }
}
