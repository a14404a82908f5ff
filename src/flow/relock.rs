//! The flow of `update`, `lock` and `outdated`, which differ only in what they intend: many manifests, a lock for each.

use std::iter::zip;

use super::decide::{Notes, as_answered, decide, not_aged};
use super::describe::describe;
use super::exclusion::exclude_from_all;
use super::parts::name_parts;
use super::records::{DecidedRecords, Records, check_clock};
use super::write::{DecidedProject, read_lock};
use super::{
    AskedProject, Effect, Following, Intent, Registries, Resolution, Writing, resolve, settle, wait,
};
use crate::context::Context;
use crate::day::Day;
use crate::error::{Error, RequestError};
use crate::files::check_writable;
use crate::lock::{Lock, LockFile};
use crate::policy::Outcome;
use crate::policy::decision::Decisions;
use crate::project::{Project, ProjectFiles};
use crate::report::{ManifestReport, Report, UpdateCommand, UpdateReport};
use crate::resolve::plan::Plan;
use crate::signals::hold;

/// A manifest that is read, its lock, and what is intended for them.
struct PlannedProject {
    project: Project,
    old: LockFile,
    intent: Intent,
    /// What is believed of how long tags have named their digests, if that counts.
    records: Option<Records>,
}

impl PlannedProject {
    /// The project with its answers, if they are to be judged.
    fn asked<'a>(&'a self, resolution: &'a Resolution) -> Option<AskedProject<'a>> {
        Some(AskedProject {
            manifest: &self.project.manifest,
            lock: &self.old.lock,
            seen: &self.records.as_ref()?.seen,
            plan: &self.intent.plan,
            resolution,
            leniency: &self.intent.leniency,
        })
    }
}

/// Makes each lock what a command intends. What fails for one manifest keeps no other lock from being written; all are
/// written at the very end, where neither a signal nor the time limit comes between them. `command` is what was asked
/// for, as somebody would write it again.
pub fn relock(
    context: &Context,
    command: &str,
    writing: Writing,
    intend: impl Fn(&Project, &Lock) -> Result<Intent, Error>,
) -> Result<Report, Error> {
    let files = ProjectFiles::all(context)?;
    let manifests: Vec<String> = files.iter().map(ProjectFiles::shown).collect();
    let watch = context.watch();
    let registries = Registries::open(context, &watch)?;
    let outcomes = wait(context, &watch, async {
        let _exclusive = exclude_from_all(context, &watch, &files, writing).await;
        let planned = plan_all(context, files, writing, intend)?;
        let manifests = planned.iter().flatten().map(|it| &it.project.manifest);
        watch.may_count_ages(manifests);
        let decided = decide_all(&registries, context.today, planned).await;
        let details = describe(&registries, &decided, writing.details).await;
        watch.finish();
        let _hold = hold();
        let write = |(decided, details): (Result<DecidedProject, Error>, _)| {
            let decided = decided?;
            let written = decided.write(writing)?;
            let command = UpdateCommand::Locks(format!("imagelock {command}"));
            let report = decided.report(writing, written, command);
            Ok(Report::Update(Box::new(UpdateReport { details, ..report })))
        };
        Ok(zip(decided, details).map(write).collect::<Vec<_>>())
    })?;
    let part = |(manifest, outcome)| ManifestReport { manifest, outcome };
    context
        .manifests
        .report(zip(manifests, outcomes).map(part).collect())
}

/// Reads every manifest and its lock, and finds out early what could not be written or is in no manifest.
fn plan_all(
    context: &Context,
    files: Vec<ProjectFiles>,
    writing: Writing,
    intend: impl Fn(&Project, &Lock) -> Result<Intent, Error>,
) -> Result<Vec<Result<PlannedProject, Error>>, Error> {
    let plan = |files: ProjectFiles| {
        let project = files.open(context)?;
        let old = read_lock(&project.files, writing.effect)?;
        let mut intent = intend(&project, &old.lock)?;
        if intent.following == Following::ByPolicy {
            check_clock(context.today, &project.manifest)?;
        }
        let records = match intent.following {
            Following::ByPolicy => Some(Records::read(&project, &intent.seen)?),
            Following::Needed => None,
        };
        if let Some(Records { seen, .. }) = &records {
            let plan = &mut intent.plan;
            plan.note_recorded(|repository| seen.tags_of(repository).cloned().collect());
        }
        Ok(PlannedProject {
            project,
            old,
            intent,
            records,
        })
    };
    let planned: Vec<Result<PlannedProject, Error>> = files.into_iter().map(plan).collect();
    check_names(&planned)?;
    let checked = |planned: Result<PlannedProject, Error>| {
        let planned = planned?;
        // Where nothing is asked it is found out early enough by writing, which may not be needed
        if writing.effect == Effect::Write && !planned.intent.plan.asks_nothing() {
            check_writable(&planned.old.path)?;
            if let Some(records) = &planned.records {
                records.check_writable(&planned.project.manifest)?;
            }
        }
        Ok(planned)
    };
    Ok(planned.into_iter().map(checked).collect())
}

/// Every name that was asked for is in one manifest at least. Where one cannot be read it may be in that.
fn check_names(planned: &[Result<PlannedProject, Error>]) -> Result<(), Error> {
    let planned: Vec<&PlannedProject> = match planned.iter().map(Result::as_ref).collect() {
        Ok(planned) => planned,
        Err::<_, &Error>(_) => return Ok(()),
    };
    let Some((first, others)) = planned.split_first() else {
        return Ok(());
    };
    let mut names = first.intent.unknown.clone();
    for other in others {
        names.retain_mut(|(name, near)| {
            let mut unknown = other.intent.unknown.iter();
            let unknown = unknown.find(|(unknown, _)| unknown == name);
            *near = near.take().or_else(|| unknown?.1.clone());
            unknown.is_some()
        });
    }
    match others {
        _ if names.is_empty() => Ok(()),
        [] => Err(RequestError::UnknownNames {
            names,
            file: first.project.files.manifest_path.clone(),
            there: first.project.manifest.images.keys().cloned().collect(),
        }
        .into()),
        _ => Err(RequestError::UnknownEverywhere { names }.into()),
    }
}

/// Fetches what all of them need to know, and decides for each by itself.
async fn decide_all(
    registries: &Registries<'_>,
    today: Day,
    mut planned: Vec<Result<PlannedProject, Error>>,
) -> Vec<Result<DecidedProject, Error>> {
    let plans = planned.iter_mut().flatten();
    let mut plans: Vec<&mut Plan> = plans.map(|it| &mut it.intent.plan).collect();
    let resolutions = resolve(registries, &mut plans).await;
    let asked = zip(planned.iter().flatten(), &resolutions);
    let asked: Vec<AskedProject<'_>> = asked
        .filter_map(|(planned, resolution)| planned.asked(resolution))
        .collect();
    let mut decisions = settle(registries, today, &asked).await.into_iter();
    let mut resolutions = resolutions.into_iter();
    let mut decided = Vec::new();
    for planned in planned {
        decided.push(match planned {
            Ok(planned) => {
                let resolution = resolutions.next().unwrap_or_default();
                let own = planned.records.is_some().then(|| decisions.next());
                let own = own.flatten().unwrap_or_default();
                Ok(decide_one(registries, today, planned, resolution, own).await)
            }
            Err(error) => Err(error),
        });
    }
    decided
}

async fn decide_one(
    registries: &Registries<'_>,
    today: Day,
    planned: PlannedProject,
    resolution: Resolution,
    mut decisions: Decisions,
) -> DecidedProject {
    let PlannedProject {
        project,
        old,
        intent,
        records,
    } = planned;
    let Resolution { choices, answers } = resolution;
    let (manifest, lock, plan) = (&project.manifest, &old.lock, &intent.plan);
    let (mut outcomes, notes) = match intent.following {
        Following::ByPolicy => {
            let notes = decisions.iter();
            let notes = notes.filter_map(|(name, it)| Some((name.clone(), it.note.clone()?)));
            let notes: Notes = notes.collect();
            // What an outcome has is not needed a second time for the records
            let settled = decisions.iter_mut().map(|(name, it)| {
                let outcome = std::mem::replace(&mut it.outcome, Outcome::Unchanged);
                (name.clone(), outcome)
            });
            (decide(manifest, lock, &intent, &choices, settled), notes)
        }
        Following::Needed => {
            let answered = as_answered(manifest, lock, plan, &answers);
            let outcomes = decide(manifest, lock, &intent, &choices, answered);
            (outcomes, not_aged(manifest, plan))
        }
    };
    name_parts(registries, manifest, plan, &answers, &mut outcomes).await;
    let decided = DecidedProject::new(project, old, outcomes, choices, notes);
    match records {
        Some(records) => decided.with_records(DecidedRecords {
            records,
            decisions,
            today,
        }),
        None => decided,
    }
}
