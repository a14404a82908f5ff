//! What `add` and `remove` have in common: they change the manifest, then the lock, or neither.

mod write;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{DetailMode, Effect, Intent, OnFailure, Writing, decide, exclude_others, finish};
use crate::context::Context;
use crate::document::Problem;
use crate::error::{Error, OutputError};
use crate::files::{Exclusive, check_writable};
use crate::lock::{Lock, LockFile};
use crate::manifest::{Draft, Edited, Image, ImageName, Manifest};
use crate::project::{Project, ProjectFiles};
use crate::registry;
use crate::report::WriteOutcome;
use crate::report::{Printer, Report, UpdateReport, Watch};
use crate::resolve::plan::{self, Plan};
use crate::resolve::{ManifestAnswer, ManifestQuestion};
use crate::signals::hold;
use write::ManifestFile;

/// How often an edit begins again with what somebody else has written meanwhile.
const ATTEMPTS_MAX: usize = 5;

/// What a command makes of a manifest.
pub struct ManifestEdit {
    /// The manifest afterwards.
    pub edited: Edited,
    /// The images that it is about, be they there or not.
    pub names: BTreeSet<ImageName>,
}

/// Changes the manifest as a command intends, and the lock with it. Where somebody else changes the manifest before it is
/// written, theirs is taken, and changed in the same way.
pub fn edit(
    context: &Context,
    effect: Effect,
    change: impl Fn(Draft, &ProjectFiles, &Notes) -> Result<ManifestEdit, Error>,
) -> Result<Report, Error> {
    // A manifest that names what cannot be locked would fail everybody's gate
    let writing = Writing {
        effect,
        on_failure: OnFailure::AllOrNothing,
        details: DetailMode::Left,
    };
    let place = ProjectFiles::find(context)?;
    let watch = context.watch();
    let notes = Notes::of(context.printer);
    let mut asked = Asked::default();
    context.wait(&watch, async {
        for _ in 0..ATTEMPTS_MAX {
            let exclusive = exclude_others(context, &watch, &place, writing).await?;
            let edit = Edit::begin(context, place.clone(), exclusive, effect, &notes, &change)?;
            asked.ask(context, &watch, &edit.intent.plan).await?;
            if let Some(report) = edit.finish(&watch, writing, &asked.answers)? {
                return Ok(Report::Update(Box::new(report)));
            }
        }
        Err(OutputError::ManifestChanged(place.manifest_path.clone()).into())
    })
}

/// An edit of the manifest as it was read.
struct Edit {
    place: ProjectFiles,
    file: ManifestFile,
    images_before: BTreeMap<ImageName, Image>,
    manifest: Manifest,
    lock: LockFile,
    intent: Intent,
}

impl Edit {
    /// Reads the manifest, changes it, and finds out early what could not be written.
    fn begin(
        context: &Context,
        place: ProjectFiles,
        exclusive: Option<Exclusive>,
        effect: Effect,
        notes: &Notes,
        change: impl Fn(Draft, &ProjectFiles, &Notes) -> Result<ManifestEdit, Error>,
    ) -> Result<Self, Error> {
        let before = place.text()?;
        let draft = place.draft(&before)?;
        let (source, warnings) = draft.doubtful();
        if notes.are_new(warnings) {
            context.printer.warnings(source, warnings);
        }
        let images_before = draft.images().clone();
        let ManifestEdit {
            edited: Edited { file, manifest },
            names,
        } = change(draft, &place, notes)?;
        let lock = place.lock()?;
        let intent = intend(&manifest, &lock.lock, names);
        let is_changed = file != before;
        if effect == Effect::Write && is_changed {
            check_writable(&place.manifest_path)?;
        }
        if effect == Effect::Write && (is_changed || !intent.plan.questions.is_empty()) {
            check_writable(&lock.path)?;
        }
        let file = ManifestFile {
            exclusive,
            before,
            after: file,
        };
        Ok(Self {
            place,
            file,
            images_before,
            manifest,
            lock,
            intent,
        })
    }

    /// Writes both files, or neither. `None` where the manifest is not what was read any more.
    fn finish(
        mut self,
        watch: &Watch,
        writing: Writing,
        answers: &[Result<ManifestAnswer, registry::Error>],
    ) -> Result<Option<UpdateReport>, Error> {
        let outcomes = decide(&self.manifest, &self.lock.lock, &self.intent, answers);
        if writing.effect == Effect::Write && !self.file.is_current(&self.place)? {
            return Ok(None);
        }
        watch.finish();
        // No signal comes between the two
        let _hold = hold();
        let Some(written) = self
            .file
            .write(&self.place, &self.lock, &outcomes, writing.effect)?
        else {
            return Ok(None);
        };
        if written != WriteOutcome::Yes {
            as_on_disk(&mut self.manifest, &self.images_before);
        }
        let path = self.place.manifest_path.clone();
        let project = Project {
            place: self.place,
            manifest: self.manifest,
        };
        with_manifest(finish(project, self.lock, outcomes, writing), written, path).map(Some)
    }
}

/// What was asked last, and what came of it: an edit that begins again asks nothing twice.
#[derive(Default)]
struct Asked {
    questions: Vec<ManifestQuestion>,
    answers: Vec<Result<ManifestAnswer, registry::Error>>,
}

impl Asked {
    /// Asks what there is to ask; where that is nothing, no configuration is read.
    async fn ask(&mut self, context: &Context, watch: &Watch, plan: &Plan) -> Result<(), Error> {
        if plan.questions == self.questions {
            return Ok(());
        }
        self.answers = Vec::new();
        if !plan.questions.is_empty() {
            let client = context.client(context.config()?, watch);
            self.answers = context.ask(&client, watch, &plan.questions).await;
        }
        self.questions = plan.questions.clone();
        Ok(())
    }
}

/// What is said of an edit, each thing once, however often it begins again.
pub struct Notes {
    printer: Printer,
    said: RefCell<BTreeSet<String>>,
    warnings: RefCell<Vec<Problem>>,
}

impl Notes {
    fn of(printer: Printer) -> Self {
        Self {
            printer,
            said: RefCell::default(),
            warnings: RefCell::default(),
        }
    }

    /// Something that the user may want to know.
    pub fn note(&self, text: &str) {
        if self.said.borrow_mut().insert(text.to_owned()) {
            self.printer.note(text);
        }
    }

    /// Something that may not be meant.
    pub fn warning(&self, text: &str) {
        if self.said.borrow_mut().insert(text.to_owned()) {
            self.printer.warning(text);
        }
    }

    /// Whether these are not the doubtful places of which was told last.
    fn are_new(&self, warnings: &[Problem]) -> bool {
        self.warnings.replace(warnings.to_vec()) != warnings
    }
}

/// What became of both files. That the lock could not be written is all there is to tell only where neither was.
fn with_manifest(
    report: UpdateReport,
    written: WriteOutcome,
    manifest: PathBuf,
) -> Result<UpdateReport, Error> {
    let unfinished = match report.unfinished {
        Some(error) if written == WriteOutcome::Yes => Some(
            OutputError::LockNotWritten {
                manifest,
                source: Box::new(error),
            }
            .into(),
        ),
        Some(error) => return Err(error),
        None => None,
    };
    Ok(UpdateReport {
        manifest_written: Some(written),
        unfinished,
        ..report
    })
}

/// What is left of the images is locked, what is gone goes.
fn intend(manifest: &Manifest, lock: &Lock, names: BTreeSet<ImageName>) -> Intent {
    let plan = plan::satisfy_some(manifest, lock, |name| names.contains(name));
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

/// Where nothing was written, the lines are those of the file as it is, and what is not in it has none.
fn as_on_disk(manifest: &mut Manifest, before: &BTreeMap<ImageName, Image>) {
    for (name, image) in &mut manifest.images {
        image.line = before.get(name).and_then(|image| image.line);
    }
}
