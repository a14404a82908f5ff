//! `imagelock verify`: the gate. Asks no more than it is asked to, and says what it did not ask.

use std::collections::BTreeMap;

use super::Context;
use super::project::Project;
use super::relock::subject;
use crate::document::Source;
use crate::error::Error;
use crate::exit::{Class, Status};
use crate::lock::{Entry, Lock, LockFile, Standing, compare};
use crate::manifest::{Image, ImageName};
use crate::policy::platforms;
use crate::registry::{self, Target};
use crate::report::human::{self, Finding};
use crate::resolve::Answer;
use crate::resolve::plan::{self, Plan};

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
    let asked = match options.depth {
        Depth::Offline => Ok(()),
        depth => ask(context, depth, &project, &lock, &mut findings),
    };
    // Nobody reads the report of a run that was ended
    if let Err(error) = asked.as_ref()
        && !matches!(error, Error::TimedOut { .. })
    {
        return asked.map(|()| Status::Done);
    }
    let offline = report(context, options.depth, &project, &lock, &findings, asked.is_ok())?;
    // The process ends here, and giving ten thousand images back piece by piece would take a tenth of its time
    std::mem::forget((project, lock, findings));
    match asked {
        Ok(()) => Ok(offline),
        // What is known without an answer weighs more than that there is none
        Err(error @ Error::TimedOut { .. }) if offline != Status::Done => {
            context.report_failure(&error);
            Ok(offline)
        }
        Err(error) => Err(error),
    }
}

/// Asks the registries: by tag first, since a tag that names the locked digest says that it is there, too.
fn ask(
    context: &Context,
    depth: Depth,
    project: &Project,
    lock: &LockFile,
    findings: &mut Findings,
) -> Result<(), Error> {
    let watch = context.watch();
    let client = context.client(context.config()?, &watch);
    let entries = &lock.lock.entries;
    context.wait(&watch, async {
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
        Err(error) if error.class() == Class::No => Finding::Gone,
        Err(error) => Finding::Failed(error.clone()),
    }
}

fn is_answer_to_presence(finding: &Finding) -> bool {
    matches!(finding, Finding::Present | Finding::Gone | Finding::Refused(_))
}

/// Says what was found, unless nothing is known: where there was no time for answers and the files are as they
/// should be.
fn report(
    context: &Context,
    depth: Depth,
    project: &Project,
    lock: &LockFile,
    findings: &Findings,
    is_answered: bool,
) -> Result<Status, Error> {
    let (printer, difference) = (&context.printer, lock.difference.as_ref());
    let classes = findings.values().flatten().filter_map(class);
    let status = Status::worst(classes.chain(difference.map(|_| Class::No)));
    if status == Status::Done && !is_answered {
        return Ok(status);
    }
    let (manifest, lock_path) = (&project.place.manifest_path, &project.place.lock_path);
    let files =
        human::Files { manifest: manifest.display().to_string(), lock: lock_path.display().to_string() };
    let line = difference.map(|difference| difference.line);
    let line = line.map(|line| (line, masked_line(lock, line)));
    let depth = if is_answered { depth } else { Depth::Offline };
    let report = human::verification(&files, findings, line) + &not_asked(depth, &lock.lock, findings);
    let printed = printer.report(&report);
    let failed = findings.iter().flat_map(|(name, list)| {
        list.iter().filter_map(move |finding| match finding {
            Finding::Failed(error) => Some((subject(&project.manifest, name), error)),
            _ => None,
        })
    });
    human::failures(printer, failed);
    if difference.is_some() || findings.values().flatten().any(|finding| class(finding) == Some(Class::No)) {
        printer.failure(&format!("`{}` does not pass", files.lock));
    }
    if let Some(hint) = human::verification_hint(findings, difference.is_some()) {
        printer.hint(hint);
    }
    printed.map(|()| status)
}

/// A line of the lock as it may be shown: somebody may have hidden anything there.
fn masked_line(lock: &LockFile, number: usize) -> String {
    let source = Source::new("", lock.text.as_deref().unwrap_or_default());
    source.masked_text().split('\n').nth(number - 1).unwrap_or_default().trim().to_owned()
}

fn class(finding: &Finding) -> Option<Class> {
    match finding {
        Finding::Standing(Standing::Satisfied | Standing::Stale) | Finding::Present => None,
        Finding::Standing(_) | Finding::Gone | Finding::Moved { .. } | Finding::Refused(_) => Some(Class::No),
        Finding::Failed(error) => Some(error.class()),
    }
}

/// What a reader of the report must not take for answered.
fn not_asked(depth: Depth, lock: &Lock, findings: &Findings) -> String {
    let has_platforms = lock.entries.values().any(|entry| entry.platforms.is_some());
    let has_moved = findings.values().flatten().any(|finding| matches!(finding, Finding::Moved { .. }));
    let tags = "whether tags still name these digests (see `--fresh`)";
    let gone = "whether the digests whose tags moved are still there (see `--present`)";
    let platforms = "whether the platforms' digests are those of their index";
    let questions = match depth {
        Depth::Offline => {
            let nothing =
                "not asked: digests were not compared with any registry (see `--present`, `--fresh`)\n";
            return nothing.to_owned();
        }
        Depth::Present => [Some(tags), has_platforms.then_some(platforms)],
        Depth::Fresh => [has_moved.then_some(gone), has_platforms.then_some(platforms)],
        Depth::PresentAndFresh => [None, has_platforms.then_some(platforms)],
    };
    questions.into_iter().flatten().map(|question| format!("not asked: {question}\n")).collect()
}
