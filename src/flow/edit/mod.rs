//! The flow of `add` and `remove`: they change the manifest, then the lock, or neither.

mod manifest_file;
mod notes;

use std::collections::{BTreeMap, BTreeSet};

use super::decide::{Outcomes, as_answered, decide, not_aged};
use super::exclusion::exclude_others;
use super::write::{DecidedProject, WrittenFiles, read_lock};
use super::{
    DetailMode, Effect, Intent, OnFailure, Registries, Resolution, Writing, aged_entry, resolve,
    wait,
};
use crate::context::Context;
use crate::error::{Error, OutputError};
use crate::files::check_writable;
use crate::lock::{Lock, LockFile};
use crate::manifest::{Draft, Edited, Image, ImageName, Manifest};
use crate::project::{Project, ProjectFiles};
use crate::report::{EditedManifest, Report, UpdateCommand, UpdateReport, Watch, WriteOutcome};
use crate::resolve::plan::{self, Plan};
use crate::signals::hold;
pub use manifest_file::IfAbsent;
use manifest_file::ManifestFile;
pub use notes::EditNotes;

/// The number of times that an edit begins again with what somebody else has written meanwhile.
const ATTEMPTS_MAX: usize = 5;

/// The manifest that a command intends.
pub struct ManifestEdit {
    pub edited: Edited,
    /// The images that it is about, be they there or not.
    pub names: BTreeSet<ImageName>,
    /// What is said of it once the manifest is written.
    pub remarks: Vec<String>,
}

/// Changes the manifest as a command intends, and the lock with it. Where somebody else changes the manifest before it
/// is written, theirs is taken, and changed in the same way.
pub fn edit(
    context: &Context,
    effect: Effect,
    if_absent: IfAbsent,
    change: impl Fn(Draft, &ProjectFiles, &EditNotes) -> Result<ManifestEdit, Error>,
) -> Result<Report, Error> {
    // A manifest that names what cannot be locked would fail everybody's gate
    let writing = Writing {
        effect,
        on_failure: OnFailure::AllOrNothing,
        details: DetailMode::Omit,
    };
    let files = match if_absent {
        IfAbsent::Refuse => ProjectFiles::find(context)?,
        IfAbsent::Create => ProjectFiles::find_or_new(context)?,
    };
    let watch = context.watch();
    let notes = EditNotes::of(context.printer);
    let mut last = LastAnswers::default();
    wait(context, &watch, async {
        for _ in 0..ATTEMPTS_MAX {
            let exclusive = exclude_others(context, &watch, &files, writing).await;
            let file = ManifestFile::read(&files, exclusive, if_absent, effect)?;
            let mut edit = Edit::begin(context, files.clone(), file, effect, &notes, &change)?;
            last.resolve(context, &watch, &mut edit.intent.plan).await?;
            if let Some(report) = edit.finish(&watch, writing, &last.resolution)? {
                return Ok(Report::Update(Box::new(report)));
            }
        }
        Err(OutputError::ManifestChanged(files.manifest_path.clone()).into())
    })
}

/// An edit of the manifest as it was read.
struct Edit {
    /// The manifest as it is to be, and where it is.
    project: Project,
    file: ManifestFile,
    images_before: BTreeMap<ImageName, Image>,
    lock: LockFile,
    intent: Intent,
    remarks: Vec<String>,
}

impl Edit {
    /// Changes the manifest, and finds out early what could not be written.
    fn begin(
        context: &Context,
        files: ProjectFiles,
        mut file: ManifestFile,
        effect: Effect,
        notes: &EditNotes,
        change: impl Fn(Draft, &ProjectFiles, &EditNotes) -> Result<ManifestEdit, Error>,
    ) -> Result<Self, Error> {
        let draft = files.draft(&file.before)?;
        if !file.is_new {
            context.note_read(&files.manifest_path);
        }
        let (source, warnings) = draft.doubtful();
        if notes.are_new(warnings) {
            context.printer.warnings(source, warnings);
        }
        let images_before = draft.images().clone();
        let ManifestEdit {
            edited,
            names,
            remarks,
        } = change(draft, &files, notes)?;
        let Edited {
            file: after,
            manifest,
        } = edited;
        file.after = after;
        let lock = read_lock(&files, effect)?;
        let edit = Self {
            intent: intend(&manifest, &lock.lock, names),
            project: Project { files, manifest },
            file,
            images_before,
            lock,
            remarks,
        };
        if effect == Effect::Write {
            edit.check_writable()?;
        }
        Ok(edit)
    }

    /// Finds out whether the files can be written that may have to be.
    fn check_writable(&self) -> Result<(), Error> {
        let is_changed = self.file.after != self.file.before;
        if is_changed {
            check_writable(&self.project.files.manifest_path)?;
        }
        if is_changed || !self.intent.plan.asks_nothing() {
            check_writable(&self.lock.path)?;
        }
        Ok(())
    }

    fn outcomes(&self, resolution: &Resolution) -> Outcomes {
        let Resolution { choices, answers } = resolution;
        let (manifest, lock) = (&self.project.manifest, &self.lock.lock);
        let answered = as_answered(manifest, lock, &self.intent.plan, answers);
        decide(manifest, lock, &self.intent, choices, answered)
    }

    /// Writes both files, or neither. `None` where the manifest is not what was read any more.
    fn finish(
        mut self,
        watch: &Watch,
        writing: Writing,
        resolution: &Resolution,
    ) -> Result<Option<UpdateReport>, Error> {
        let outcomes = self.outcomes(resolution);
        let Project { files, manifest } = &mut self.project;
        let notes = not_aged(manifest, &self.intent.plan);
        if writing.effect == Effect::Write && !self.file.is_current(files)? {
            return Ok(None);
        }
        watch.finish();
        // No signal comes between the two
        let _hold = hold();
        let manifest_written = self
            .file
            .write(files, &self.lock, &outcomes, writing.effect)?;
        let Some(manifest_written) = manifest_written else {
            return Ok(None);
        };
        if manifest_written != WriteOutcome::Yes {
            as_on_disk(manifest, &self.images_before);
        }
        let choices = resolution.choices.clone();
        let decided = DecidedProject::new(self.project, self.lock, outcomes, choices, notes);
        let (written, unfinished) = match decided.write(writing) {
            Ok(written) => (written, None),
            Err(error) => {
                let files = &decided.project.files;
                let unfinished = self.file.lock_not_written(files, manifest_written, error)?;
                (WrittenFiles::prevented(), Some(unfinished.into()))
            }
        };
        let command = UpdateCommand::Edits(EditedManifest {
            written: manifest_written,
            is_new: self.file.is_new,
            remarks: self.remarks,
            unfinished,
        });
        Ok(Some(decided.report(writing, written, command)))
    }
}

/// The last plan as it was, and as it is with its answers: an edit that begins again asks nothing twice.
#[derive(Default)]
struct LastAnswers {
    asked: Plan,
    resolved: Plan,
    resolution: Resolution,
}

impl LastAnswers {
    /// Asks what there is to ask; where that is nothing, no configuration is read.
    async fn resolve(
        &mut self,
        context: &Context,
        watch: &Watch,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let known = std::mem::take(&mut plan.known);
        if *plan != self.asked {
            self.asked = plan.clone();
            self.resolution = Resolution::default();
            if !plan.asks_nothing() {
                let registries = Registries::open(context, watch)?;
                let resolutions = resolve(&registries, &mut [plan]).await;
                self.resolution = resolutions.into_iter().next().unwrap_or_default();
            }
            self.resolved = plan.clone();
        }
        let resolved = self.resolved.clone();
        *plan = Plan { known, ..resolved };
        Ok(())
    }
}

/// The intent of an edit: images that are left are locked, and the entries of others go.
fn intend(manifest: &Manifest, lock: &Lock, names: BTreeSet<ImageName>) -> Intent {
    let plan = plan::satisfy_named(manifest, lock, &names, aged_entry(manifest, lock));
    let is_gone =
        |name: &&ImageName| !manifest.images.contains_key(name) && lock.entries.contains_key(name);
    let removed = names.iter().filter(is_gone).cloned().collect();
    Intent {
        names,
        plan,
        removed,
        ..Intent::default()
    }
}

/// Restores the lines of the file as it is, where nothing was written; what is not in it has none.
fn as_on_disk(manifest: &mut Manifest, before: &BTreeMap<ImageName, Image>) {
    for (name, image) in &mut manifest.images {
        image.line = before.get(name).and_then(|image| image.line);
    }
}
