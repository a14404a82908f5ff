//! All files of one `images.toml`, held against it and its lock.

use super::basis::CheckBasis;
use super::places::FileUsages;
use crate::commands::unused::unused;
use crate::error::Error;
use crate::lock::Lock;
use crate::manifest::ImageName;
use crate::policy::usage::Declared;
use crate::project::Project;
use crate::project::history::LockHistory;
use crate::report::image_use::ImageUse;
use crate::scan::{Mention, Used};

/// The treatment of places that fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinMode {
    Report,
    /// What is locked is written there (`--fix`).
    Fix,
}

/// What was found, and what was written.
#[derive(Default)]
pub(super) struct HeldFiles {
    pub(super) places: Vec<ImageUse>,
    /// The files that were written, as they are shown.
    pub(super) written: Vec<String>,
    /// Why files could not be written, and what was locked before cannot be read.
    pub(super) errors: Vec<Error>,
    /// The declared images that no file uses, where any is used.
    pub(super) unused: Vec<ImageName>,
    /// Whether a shallow clone lacks what was locked before, and an image may be one of that.
    pub(super) is_history_cut: bool,
}

impl HeldFiles {
    /// Holds the files against a manifest and its lock, and writes what is to be written. `are_all` says that no other
    /// file may use an image.
    pub(super) fn hold(
        (project, lock): (&Project, &Lock),
        used: &[Used],
        are_all: bool,
        pins: PinMode,
    ) -> Self {
        let mut held = Self::default();
        let declared = Declared::new(&project.manifest, lock);
        let mut files: Vec<FileUsages<'_>> =
            used.iter().map(|used| usages(&declared, used)).collect();
        held.follow(project, &declared, &mut files);
        let basis = CheckBasis::new(project, lock, used);
        for file in &files {
            held.file(&basis, file, pins);
        }
        let unused = unused(&project.manifest, &declared, used, are_all);
        let is_any_used = unused.len() < project.manifest.images.len();
        held.unused = if is_any_used { unused } else { Vec::new() };
        held
    }

    /// Finds what was locked before, where that may tell which image is used.
    fn follow<'a>(
        &mut self,
        project: &Project,
        declared: &Declared<'a>,
        files: &mut [FileUsages<'a>],
    ) {
        let is_open = |file: &FileUsages<'_>| file.open(declared).next().is_some();
        if !files.iter().any(is_open) {
            return;
        }
        let history = LockHistory::of(&project.files.lock_path);
        let history = history.unwrap_or_else(|error| {
            self.errors.push(error);
            LockHistory::default()
        });
        for file in files.iter_mut() {
            file.follow(declared, &history.locks);
        }
        if files.iter().any(is_open) {
            self.is_history_cut = history.is_cut;
            self.errors.extend(history.unread);
        }
    }

    fn file(&mut self, basis: &CheckBasis<'_>, file: &FileUsages<'_>, pins: PinMode) {
        let corrected = file.corrected(&basis.project.manifest);
        let is_written = match pins {
            PinMode::Report => false,
            PinMode::Fix => match file.write(&corrected, &mut self.written) {
                Ok(()) => true,
                Err(error) => {
                    self.errors.push(error.into());
                    false
                }
            },
        };
        self.places
            .extend(file.places(basis, &corrected.left, is_written));
    }
}

/// The use of each place by manifest and lock.
fn usages<'a>(declared: &Declared<'a>, used: &'a Used) -> FileUsages<'a> {
    let usage = |mention: &Mention| Some(declared.usage(mention.image.as_ref().ok()?));
    let usages = used.mentions.iter().map(usage).collect();
    FileUsages { used, usages }
}
