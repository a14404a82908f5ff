//! `imagelock verify`: the gate. Asks no more than it is asked to, and says what it did not ask.

use std::collections::BTreeMap;

use super::Context;
use super::project::Project;
use super::relock::subject;
use crate::error::Error;
use crate::exit::{Class, Status};
use crate::lock::{Entry, LockFile, Standing, compare};
use crate::manifest::{Image, ImageName};
use crate::policy::platforms;
use crate::registry::{self, Target};
use crate::report::human::{self, Finding};
use crate::resolve::plan::{self, Plan};
use crate::resolve::{Answer, ask_all};
use crate::runtime::block_on;

/// What `verify` is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which questions are asked.
    pub depth: Depth,
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
pub fn run(context: &Context, options: &Options) -> Result<Status, Error> {
    let project = Project::open(context)?;
    let lock = project.existing_lock()?;
    let mut findings: Findings = compare(&project.manifest, &lock.lock)
        .names
        .into_iter()
        .map(|(name, standing)| (name, vec![Finding::Standing(standing)]))
        .collect();
    if options.depth != Depth::Offline {
        ask(context, options.depth, &project, &lock, &mut findings)?;
    }
    Ok(report(context, options.depth, &project, &lock, &findings))
}

/// Asks the registries: by tag first, since a tag that names the locked digest says that it is there, too.
fn ask(
    context: &Context,
    depth: Depth,
    project: &Project,
    lock: &LockFile,
    findings: &mut Findings,
) -> Result<(), Error> {
    let config = context.config()?;
    let entries = &lock.lock.entries;
    let fresh = match depth {
        Depth::Fresh | Depth::PresentAndFresh => plan::freshness(satisfied(project, lock, findings)),
        Depth::Offline | Depth::Present => Plan::default(),
    };
    block_on(context.timeout, async {
        let (watch, client) = context.client(config, entries.len());
        let answers = ask_all(&client, context.jobs.get(), &fresh.questions, |_| watch.answered()).await;
        for (name, answer) in answered(&fresh, &answers) {
            let finding = fresh_finding(&project.manifest.images[name], &entries[name], answer);
            findings.entry(name.clone()).or_default().push(finding);
        }
        let is_open = |name: &ImageName| !findings[name].iter().any(is_answer_to_presence);
        let present = match depth {
            Depth::Present | Depth::PresentAndFresh => {
                plan::presence(entries.iter().filter(|(name, _)| is_open(name)))
            }
            Depth::Offline | Depth::Fresh => Plan::default(),
        };
        let answers = ask_all(&client, context.jobs.get(), &present.questions, |_| watch.answered()).await;
        for (name, answer) in answered(&present, &answers) {
            findings.entry(name.clone()).or_default().push(present_finding(answer));
        }
        Ok(())
    })
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
        findings[name].iter().any(stands).then_some((name, image, entry))
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
        Err(registry::Error::NoSuchDigest { .. }) => Finding::Gone,
        Err(error) => Finding::Failed(error.clone()),
    }
}

fn is_answer_to_presence(finding: &Finding) -> bool {
    matches!(finding, Finding::Present | Finding::Gone | Finding::Refused(_))
}

fn report(
    context: &Context,
    depth: Depth,
    project: &Project,
    lock: &LockFile,
    findings: &Findings,
) -> Status {
    let printer = &context.printer;
    let difference = lock.difference.as_ref();
    let classes = findings.values().flatten().filter_map(class);
    let status = Status::worst(classes.chain(difference.map(|_| Class::No)));
    printer.report(&human::verification(
        &project.place.manifest_path.display().to_string(),
        &project.place.lock_path.display().to_string(),
        findings,
        difference,
    ));
    printer.report(not_asked(depth));
    let failed = findings.iter().flat_map(|(name, list)| {
        list.iter().filter_map(move |finding| match finding {
            Finding::Failed(error) => Some((subject(&project.manifest, name), error)),
            _ => None,
        })
    });
    human::failures(printer, failed);
    if let Some(hint) = human::verification_hint(findings, difference) {
        printer.failure("the lock does not pass");
        printer.hint(hint);
    }
    status
}

fn class(finding: &Finding) -> Option<Class> {
    match finding {
        Finding::Standing(Standing::Satisfied | Standing::Stale) | Finding::Present => None,
        Finding::Standing(_) | Finding::Gone | Finding::Moved { .. } | Finding::Refused(_) => Some(Class::No),
        Finding::Failed(error) => Some(error.class()),
    }
}

/// What a reader of the report must not take for answered.
fn not_asked(depth: Depth) -> &'static str {
    match depth {
        Depth::Offline => {
            "not asked: digests were not compared with any registry (see `--present`, `--fresh`)"
        }
        Depth::Present => "not asked: whether tags still name these digests (see `--fresh`)",
        Depth::Fresh => "not asked: whether digests whose tag moved are still there (see `--present`)",
        Depth::PresentAndFresh => "not asked: whether the platforms' digests are those of their index",
    }
}
