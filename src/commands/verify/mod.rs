//! `imagelock verify`: the gate. Asks no more than it is asked to, and says what it did not ask.

mod base;
mod change;

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::project::Project;
use crate::document::Source;
use crate::error::Error;
use crate::exit::{Class, Status};
use crate::git::Base;
use crate::lock::{Entry, Lock, LockFile, Standing, compare};
use crate::manifest::{Image, ImageName};
use crate::policy::platforms;
use crate::reference::Registry;
use crate::registry::{self, Target};
use crate::report::verified::Finding;
use crate::report::{Report, Verified};
use crate::resolve::Answer;
use crate::resolve::plan::{self, Plan};
use base::BaseFiles;

/// What `verify` is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which questions are asked.
    pub depth: Depth,
    /// What the change is compared with, where there is one.
    pub base: Option<BaseOptions>,
}

/// How a change is compared with its base.
#[derive(Debug, Clone)]
pub struct BaseOptions {
    /// The base.
    pub base: Base,
    /// Registries that may be asked beside those of the base.
    pub registries: BTreeSet<Registry>,
    /// Whether the change may weaken what the base demands.
    pub policy_change: Allowance,
    /// Whether what is not public may stay unasked in an anonymous run.
    pub unasked: Allowance,
}

/// Whether something is let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// It is told.
    Passes,
    /// It is a failure.
    Fails,
}

/// Which questions are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Does the lock satisfy the manifest? Asks no registry.
    Offline,
    /// Also: is every locked digest still there?
    Present,
    /// Also: would `update` change a tag or digest, or refuse?
    Fresh,
    /// All three.
    PresentAndFresh,
}

type Findings = BTreeMap<ImageName, Vec<Finding>>;

/// Runs the command.
///
/// # Errors
/// Where nothing could be asked, or there is no lock.
pub fn run(context: &Context, options: &Options) -> Result<Report, Error> {
    let (base, project) = open(context, options)?;
    let lock = project.existing_lock()?;
    let mut findings: Findings = compare(&project.manifest, &lock.lock)
        .names
        .into_iter()
        .map(|(name, standing)| (name, vec![Finding::Standing(standing)]))
        .collect();
    let change = base.as_ref().zip(options.base.as_ref());
    let plan = change.map(|(base, options)| change::plan(&project, &lock.lock, base, options, &mut findings));
    let change = plan.zip(options.base.clone());
    let asked = match (options.depth, &change) {
        (Depth::Offline, None) => Ok(()),
        (depth, change) => ask(context, depth, change.as_ref(), &project, &lock, &mut findings),
    };
    let unfinished = match asked {
        Ok(()) => None,
        Err(error @ Error::TimedOut { .. }) => Some(error),
        // Nobody reads the report of a run that was ended
        Err(error) => return Err(error),
    };
    let depth = if unfinished.is_none() { options.depth } else { Depth::Offline };
    let is_compared = base.is_some() && unfinished.is_none();
    let report = Verified {
        manifest_path: project.place.manifest_path.display().to_string(),
        lock_path: project.place.lock_path.display().to_string(),
        not_asked: not_asked(depth, is_compared, &lock.lock, &findings),
        base: base.map(BaseFiles::into_lock),
        difference: lock.difference.as_ref().map(|it| (it.line, masked_line(&lock, it.line))),
        manifest: project.manifest,
        lock: lock.lock,
        findings,
        unfinished: None,
    };
    match unfinished {
        // What is known without an answer weighs more than that there is none; where nothing is, that is all there is
        Some(error) if report.status() == Status::Done => Err(error),
        unfinished => Ok(Report::Verified(Box::new(Verified { unfinished, ..report }))),
    }
}

/// Reads the manifest, and the base where there is one.
fn open(context: &Context, options: &Options) -> Result<(Option<BaseFiles>, Project), Error> {
    let Some(BaseOptions { base, .. }) = &options.base else { return Ok((None, Project::open(context)?)) };
    let (base, place) = BaseFiles::read(context, base)?;
    base.check_links()?;
    Ok((Some(base), place.open(context)?))
}

/// Asks the registries: by tag first, since a tag that names the locked digest says that it is there, too.
fn ask(
    context: &Context,
    depth: Depth,
    change: Option<&(Plan, BaseOptions)>,
    project: &Project,
    lock: &LockFile,
    findings: &mut Findings,
) -> Result<(), Error> {
    let watch = context.watch();
    let client = context.client(context.config()?, &watch);
    let entries = &lock.lock.entries;
    context.wait(&watch, async {
        if let Some((plan, options)) = change {
            let answers = context.ask(&client, &watch, &plan.questions).await;
            for (name, answer) in answered(plan, &answers) {
                let both = (&project.manifest.images[name], &entries[name]);
                add(findings, name, change::finding(context, options, both, answer));
            }
        }
        if matches!(depth, Depth::Fresh | Depth::PresentAndFresh) {
            let fresh = plan::freshness(satisfied(project, lock, findings));
            let answers = context.ask(&client, &watch, &fresh.questions).await;
            for (name, answer) in answered(&fresh, &answers) {
                add(findings, name, fresh_finding(&project.manifest.images[name], &entries[name], answer));
            }
        }
        if matches!(depth, Depth::Present | Depth::PresentAndFresh) {
            let is_open = |name: &ImageName| !findings[name].iter().any(is_answer_to_presence);
            let present = plan::presence(entries.iter().filter(|(name, _)| is_open(name)));
            let answers = context.ask(&client, &watch, &present.questions).await;
            for (name, answer) in answered(&present, &answers) {
                add(findings, name, present_finding(answer));
            }
        }
        Ok(())
    })
}

/// Adds a finding, once: a registry that does not answer is the same by tag and by digest.
fn add(findings: &mut Findings, name: &ImageName, finding: Finding) {
    let list = findings.entry(name.clone()).or_default();
    if !list.contains(&finding) {
        list.push(finding);
    }
}

/// The images whose entries satisfy them: of the others it is known already that `update` would change them.
fn satisfied<'a>(
    project: &'a Project,
    lock: &'a LockFile,
    findings: &'a Findings,
) -> impl Iterator<Item = (&'a ImageName, &'a Image, &'a Entry)> {
    project.manifest.images.iter().filter_map(|(name, image)| {
        let stands =
            |finding: &Finding| matches!(finding, Finding::Standing(Standing::Satisfied | Standing::Stale));
        let entry = lock.lock.entries.get(name)?;
        let may_be_asked = !findings[name].iter().any(is_not_allowed);
        (may_be_asked && findings[name].iter().any(stands)).then_some((name, image, entry))
    })
}

type Answered = Result<Answer, registry::Error>;

fn answered<'a>(
    plan: &'a Plan,
    answers: &'a [Answered],
) -> impl Iterator<Item = (&'a ImageName, &'a Answered)> {
    plan.waiting.iter().zip(answers).flat_map(|(names, answer)| names.iter().map(move |name| (name, answer)))
}

fn fresh_finding(image: &Image, entry: &Entry, answer: &Answered) -> Finding {
    match (answer, plan::target(image)) {
        (Ok(answer), _) if answer.digest != entry.digest => {
            Finding::Moved { locked: entry.digest.clone(), now: answer.digest.clone() }
        }
        (Ok(Answer { platforms: Some(present), .. }), _) => {
            match platforms::declared(&image.platforms, present) {
                Ok(_) => Finding::Present,
                Err(refusal) => Finding::Refused(refusal),
            }
        }
        (answer, Target::Digest(_)) => present_finding(answer),
        (Ok(_), Target::Tag(_)) => Finding::Present,
        (Err(error), Target::Tag(_)) => Finding::Failed(error.clone()),
    }
}

fn present_finding(answer: &Answered) -> Finding {
    match answer {
        Ok(_) => Finding::Present,
        Err(error) if error.class() == Class::No => Finding::Gone,
        Err(error) => Finding::Failed(error.clone()),
    }
}

fn is_answer_to_presence(finding: &Finding) -> bool {
    matches!(finding, Finding::Present | Finding::Gone | Finding::Refused(_)) || is_not_allowed(finding)
}

/// A registry that the base does not use is not asked, whatever the question.
fn is_not_allowed(finding: &Finding) -> bool {
    matches!(finding, Finding::RegistryNotAllowed(_))
}

/// A line of the lock as it may be shown: somebody may have hidden anything there.
fn masked_line(lock: &LockFile, number: usize) -> String {
    let source = Source::new("", lock.text.as_deref().unwrap_or_default());
    source.masked_text().split('\n').nth(number - 1).unwrap_or_default().trim().to_owned()
}

/// What a reader of the report must not take for answered.
fn not_asked(depth: Depth, is_compared: bool, lock: &Lock, findings: &Findings) -> Vec<&'static str> {
    let has_platforms = lock.entries.values().any(|entry| entry.platforms.is_some());
    let has_moved = findings.values().flatten().any(|finding| matches!(finding, Finding::Moved { .. }));
    let tags = "whether tags still name these digests (see `--fresh`)";
    let gone = "whether the digests whose tags moved are still there (see `--present`)";
    let platforms = "whether the platforms' digests are those of their index";
    let questions = match depth {
        Depth::Offline if is_compared => {
            [Some("what does not differ from the base was not compared with any registry"), None]
        }
        Depth::Offline => {
            [Some("digests were not compared with any registry (see `--present`, `--fresh`)"), None]
        }
        Depth::Present => [Some(tags), has_platforms.then_some(platforms)],
        Depth::Fresh => [has_moved.then_some(gone), has_platforms.then_some(platforms)],
        Depth::PresentAndFresh => [None, has_platforms.then_some(platforms)],
    };
    questions.into_iter().flatten().collect()
}
