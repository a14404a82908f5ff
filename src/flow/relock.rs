//! The flow of `update`, `lock` and `outdated`, which differ only in what they intend: many manifests, a lock for each.

use std::iter::zip;

use super::decide::decide;
use super::describe::describe;
use super::exclusion::exclude_from_all;
use super::parts::name_parts;
use super::write::{DecidedProject, read_lock};
use super::{Effect, Intent, Registries, Resolution, Writing, resolve, wait};
use crate::context::Context;
use crate::error::{Error, RequestError};
use crate::files::check_writable;
use crate::lock::{Lock, LockFile};
use crate::project::{Project, ProjectFiles};
use crate::report::{ManifestReport, Report, UpdateCommand, UpdateReport};
use crate::resolve::plan::Plan;
use crate::signals::hold;

/// A manifest that is read, its lock, and what is intended for them.
struct PlannedProject {
    project: Project,
    old: LockFile,
    intent: Intent,
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
        let decided = decide_all(&registries, planned).await;
        let details = describe(&registries, &decided, writing.details).await;
        watch.finish();
        let _hold = hold();
        let write = |(decided, details): (Result<DecidedProject, Error>, _)| {
            let decided = decided?;
            let written = decided.write_lock(writing)?;
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
        let intent = intend(&project, &old.lock)?;
        Ok(PlannedProject {
            project,
            old,
            intent,
        })
    };
    let planned: Vec<Result<PlannedProject, Error>> = files.into_iter().map(plan).collect();
    check_names(&planned)?;
    let checked = |planned: Result<PlannedProject, Error>| {
        let planned = planned?;
        // Where nothing is asked it is found out early enough by writing, which may not be needed
        if writing.effect == Effect::Write && !planned.intent.plan.asks_nothing() {
            check_writable(&planned.old.path)?;
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
        }
        .into()),
        _ => Err(RequestError::UnknownEverywhere { names }.into()),
    }
}

/// Fetches what all of them need to know, and decides for each by itself.
async fn decide_all(
    registries: &Registries<'_>,
    mut planned: Vec<Result<PlannedProject, Error>>,
) -> Vec<Result<DecidedProject, Error>> {
    let plans = planned.iter_mut().flatten();
    let mut plans: Vec<&mut Plan> = plans.map(|it| &mut it.intent.plan).collect();
    let mut resolutions = resolve(registries, &mut plans).await.into_iter();
    let mut decided = Vec::new();
    for planned in planned {
        decided.push(match planned {
            Ok(planned) => {
                let resolution = resolutions.next().unwrap_or_default();
                Ok(decide_one(registries, planned, resolution).await)
            }
            Err(error) => Err(error),
        });
    }
    decided
}

async fn decide_one(
    registries: &Registries<'_>,
    planned: PlannedProject,
    resolution: Resolution,
) -> DecidedProject {
    let PlannedProject {
        project,
        old,
        intent,
    } = planned;
    let mut outcomes = decide(&project.manifest, &old.lock, &intent, &resolution);
    let (manifest, plan, answers) = (&project.manifest, &intent.plan, &resolution.answers);
    name_parts(registries, manifest, plan, answers, &mut outcomes).await;
    DecidedProject::new(project, old, outcomes, resolution.choices)
}
