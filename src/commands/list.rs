//! `imagelock list`: what `images.toml` names, what is locked of it, and which files use it. Asks no registry, and judges
//! nothing.

use super::scanning::{MentionPlaces, ScannedManifest, scan_manifests};
use super::unused::unused;
use std::path::Path;

use crate::context::Context;
use crate::document::shown_path;
use crate::error::Error;
use crate::lock::Lock;
use crate::policy::usage::Declared;
use crate::project::{Project, ProjectFiles};
use crate::report::image_use::{ImageUse, UseFinding};
use crate::report::{ListReport, ListedUses, ManifestReport, Report};
use crate::scan::{Mention, Used};

#[derive(Debug, Clone)]
pub struct ListOptions {
    pub uses: UseMode,
}

/// The treatment of the places at which files use images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseMode {
    /// Files are not looked into.
    Omit,
    /// They are listed below each image (`--uses`).
    Show,
}

pub fn run(context: &Context, options: &ListOptions) -> Result<Report, Error> {
    let parts = match options.uses {
        UseMode::Omit => {
            let part = |place: ProjectFiles| ManifestReport {
                manifest: place.shown(),
                outcome: place.open(context).and_then(|it| list(it, None)),
            };
            ProjectFiles::all(context)?.into_iter().map(part).collect()
        }
        UseMode::Show => {
            let part = |manifest: ScannedManifest| ManifestReport {
                manifest: manifest.files.shown(),
                outcome: list_with_uses(manifest),
            };
            let scanned = scan_manifests(context, &[])?;
            scanned.manifests.into_iter().map(part).collect()
        }
    };
    context.manifests.report(parts)
}

fn list(project: Project, uses: Option<ListedUses>) -> Result<Report, Error> {
    let lock = project.files.lock()?.lock;
    Ok(Report::List(Box::new(ListReport {
        manifest_path: shown_path(&project.files.manifest_path),
        lock_path: shown_path(&project.files.lock_path),
        manifest: project.manifest,
        lock,
        uses,
    })))
}

fn list_with_uses(mut it: ScannedManifest) -> Result<Report, Error> {
    let are_all = it.is_read_as_a_whole();
    let unreadable = it.take_unreadable(&[]);
    let project = it.project?;
    let nothing = Lock::default();
    let declared = Declared::new(&project.manifest, &nothing);
    let unused = unused(&project.manifest, &declared, &it.scan.used, are_all);
    let manifest = &it.files.manifest_path;
    let used = it.scan.used.iter();
    let places = used.flat_map(|used| places(manifest, &declared, used));
    let uses = ListedUses {
        places: places.collect(),
        unreadable: unreadable.errors,
        to_exclude: unreadable.to_exclude,
        excluded: it.excluded,
        not_asked: it.not_asked,
        unread: it.unread,
        unused,
    };
    list(project, Some(uses))
}

/// The places of a file at which it uses images that `images.toml` names.
fn places(manifest: &Path, declared: &Declared<'_>, used: &Used) -> Vec<ImageUse> {
    let mut places = MentionPlaces::of(manifest, used);
    let name = |mention: &Mention| declared.usage(mention.image.as_ref().ok()?).name().cloned();
    for mention in &used.mentions {
        if let Some(name) = name(mention) {
            places.add(mention, Some(name), UseFinding::Found);
        }
    }
    places.finish_named()
}
