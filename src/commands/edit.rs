//! What `add` and `remove` have in common: they change the manifest, then the lock, or neither.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::Context;
use super::project::{Place, Project};
use super::relock::{
    Details, Effect, Intent, OnFailure, Writing, check_unchanged, decide, exclude_others, finish,
};
use crate::error::Error;
use crate::files::{self, Exclusive, check_writable};
use crate::lock::{Lock, LockFile};
use crate::manifest::{Draft, Edited, Image, ImageName, Manifest};
use crate::policy::Outcome;
use crate::registry;
use crate::report::relocked::Written;
use crate::report::{Relocked, Report, Watch};
use crate::resolve::Answer;
use crate::resolve::plan::{self, Plan};
use crate::signals::hold;

/// What a command makes of a manifest.
pub(super) struct Change {
    /// The manifest afterwards.
    pub edited: Edited,
    /// The images that it is about, be they there or not.
    pub names: BTreeSet<ImageName>,
}

/// Changes the manifest as a command intends, and the lock with it.
pub(super) fn edit(
    context: &Context,
    effect: Effect,
    change: impl FnOnce(Draft, &Place) -> Result<Change, Error>,
) -> Result<Report, Error> {
    // A manifest that names what cannot be locked would fail everybody's gate
    let writing = Writing { effect, on_failure: OnFailure::AllOrNothing, details: Details::Left };
    let place = Place::find(context)?;
    let watch = context.watch();
    context.wait(&watch, async {
        let exclusive = exclude_others(context, &watch, &place, writing).await?;
        let before = place.text()?;
        let draft = place.draft(&before)?;
        let (source, warnings) = draft.doubtful();
        context.printer.warnings(source, warnings);
        let images_before = draft.images().clone();
        let Change { edited, names } = change(draft, &place)?;
        let Edited { file, mut manifest } = edited;
        let old = place.lock()?;
        let intent = intend(&manifest, &old.lock, names);
        let is_changed = file != before;
        if effect == Effect::Write && is_changed {
            check_writable(&place.manifest_path)?;
        }
        if effect == Effect::Write && (is_changed || !intent.plan.questions.is_empty()) {
            check_writable(&old.path)?;
        }
        let answers = ask(context, &watch, &intent.plan).await?;
        let outcomes = decide(&manifest, &old.lock, &intent, &answers);
        watch.finish();
        // No signal comes between the two
        let _hold = hold();
        let mut on_disk = ManifestFile { exclusive, before, after: file };
        let written = on_disk.write(&place, &old, &outcomes, effect)?;
        if written != Written::Yes {
            as_on_disk(&mut manifest, &images_before);
        }
        let path = place.manifest_path.clone();
        let report = finish(Project { place, manifest }, old, outcomes, writing);
        Ok(Report::Relocked(Box::new(with_manifest(report, written, path)?)))
    })
}

/// What became of both files. That the lock could not be written is all there is to tell only where neither was.
fn with_manifest(report: Relocked, written: Written, manifest: PathBuf) -> Result<Relocked, Error> {
    let unfinished = match report.unfinished {
        Some(error) if written == Written::Yes => {
            Some(Error::LockNotWritten { manifest, source: Box::new(error) })
        }
        Some(error) => return Err(error),
        None => None,
    };
    Ok(Relocked { manifest_written: Some(written), unfinished, ..report })
}

/// What is left of the images is locked, what is gone goes.
fn intend(manifest: &Manifest, lock: &Lock, names: BTreeSet<ImageName>) -> Intent {
    let plan = plan::satisfy_some(manifest, lock, |name| names.contains(name));
    let is_gone = |name: &&ImageName| !manifest.images.contains_key(name) && lock.entries.contains_key(name);
    let removed = names.iter().filter(is_gone).cloned().collect();
    Intent { names, plan, removed, ..Intent::default() }
}

/// Where nothing was written, the lines are those of the file as it is, and what is not in it has none.
fn as_on_disk(manifest: &mut Manifest, before: &BTreeMap<ImageName, Image>) {
    for (name, image) in &mut manifest.images {
        image.line = before.get(name).and_then(|image| image.line);
    }
}

/// Asks what there is to ask; where that is nothing, no configuration is read.
async fn ask(
    context: &Context,
    watch: &Watch,
    plan: &Plan,
) -> Result<Vec<Result<Answer, registry::Error>>, Error> {
    if plan.questions.is_empty() {
        return Ok(Vec::new());
    }
    let client = context.client(context.config()?, watch);
    Ok(context.ask(&client, watch, &plan.questions).await)
}

/// The manifest on the disk, before and after; nobody else writes as long as this is there.
struct ManifestFile {
    exclusive: Option<Exclusive>,
    before: String,
    after: String,
}

impl ManifestFile {
    /// Writes the manifest, before the lock: a crash between the two leaves an image that is not locked, which the gate
    /// tells, and `lock` mends.
    fn write(
        &mut self,
        place: &Place,
        lock: &LockFile,
        outcomes: &BTreeMap<ImageName, Outcome>,
        effect: Effect,
    ) -> Result<Written, Error> {
        let is_good = |outcome: &Outcome| matches!(outcome, Outcome::Unchanged | Outcome::Changed(_));
        match effect {
            _ if self.before == self.after => Ok(Written::Unneeded),
            _ if !outcomes.values().all(is_good) => Ok(Written::Prevented),
            Effect::Write => {
                // Where the lock cannot be written, neither is
                check_unchanged(lock)?;
                self.replace(place).map(|()| Written::Yes)
            }
            _ => Ok(Written::Reported),
        }
    }

    fn replace(&mut self, place: &Place) -> Result<(), Error> {
        // People do not take our lock: what somebody saved meanwhile is not to be lost
        if place.text()? != self.before {
            return Err(Error::ManifestChanged(place.manifest_path.clone()));
        }
        let (path, bytes) = (&place.manifest_path, self.after.as_bytes());
        match &mut self.exclusive {
            Some(exclusive) => {
                exclusive.replace_if(path, bytes, || true)?;
            }
            None => files::replace(path, bytes)?,
        }
        Ok(())
    }
}
