//! `imagelock list`: what `images.toml` names, what is locked of it, and which files use it. Asks no registry, and
//! judges nothing.

use std::collections::BTreeMap;
use std::path::Path;

use super::mention_places::MentionPlaces;
use super::scanning::{ScannedManifest, UnreadableFiles, scan_manifests};
use super::unused::unused;
use crate::context::Context;
use crate::document::shown_path;
use crate::error::Error;
use crate::lock::{Lock, Seen};
use crate::manifest::ExcludeList;
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
                outcome: place.open(context).and_then(|it| list(context, it)),
            };
            ProjectFiles::all(context)?.into_iter().map(part).collect()
        }
        UseMode::Show => {
            let part = |manifest: ScannedManifest| ManifestReport {
                manifest: manifest.files.shown(),
                outcome: list_with_uses(context, manifest),
            };
            let scanned = scan_manifests(context, &[])?;
            scanned.manifests.into_iter().map(part).collect()
        }
    };
    context.manifests.report(parts)
}

fn list(context: &Context, project: Project) -> Result<Report, Error> {
    let report = ListReport {
        seen: seen(&project)?,
        lock: project.files.lock()?.lock,
        images: project.manifest.images,
        ..empty(context, &project.files)
    };
    Ok(Report::List(Box::new(report)))
}

fn list_with_uses(context: &Context, mut it: ScannedManifest) -> Result<Report, Error> {
    let are_all = it.is_read_as_a_whole();
    let UnreadableFiles { errors, to_exclude } = it.take_unreadable(&[]);
    let mut uses = ListedUses {
        places: Vec::new(),
        unreadable: errors,
        to_exclude,
        exclude_list: ExcludeList::Absent,
        excluded: it.excluded,
        not_asked: it.not_asked,
        unread: it.unread,
        unused: Vec::new(),
    };
    let mut report = empty(context, &it.files);
    let read = it.project.and_then(|project| {
        let lock = project.files.lock()?.lock;
        Ok((seen(&project)?, lock, project.manifest))
    });
    match read {
        Ok((seen, lock, manifest)) => {
            let used = &it.scan.used;
            let declared = Declared::new(&manifest, &lock);
            uses.unused = unused(&manifest, &declared, used, are_all);
            uses.exclude_list = manifest.exclude_list();
            let path = (it.files.manifest_path.as_path(), uses.exclude_list);
            let places = used.iter().flat_map(|used| places(path, &declared, used));
            uses.places = places.collect();
            (report.images, report.lock, report.seen) = (manifest.images, lock, seen);
        }
        Err(error) if uses.unreadable.is_empty() => return Err(error),
        // What files cannot be read is told all the same
        Err(error) => uses.unreadable.insert(0, error),
    }
    report.uses = Some(uses);
    Ok(Report::List(Box::new(report)))
}

/// What was seen, if that matters to any image.
fn seen(project: &Project) -> Result<Seen, Error> {
    let mut images = project.manifest.images.values();
    if images.all(|image| image.min_age.is_none()) {
        return Ok(Seen::default());
    }
    Ok(project.files.seen()?.seen)
}

/// A report without images.
fn empty(context: &Context, files: &ProjectFiles) -> ListReport {
    ListReport {
        manifest_path: files.shown(),
        lock_path: shown_path(&files.lock_path),
        images: BTreeMap::new(),
        lock: Lock::default(),
        seen: Seen::default(),
        today: context.today,
        uses: None,
    }
}

/// The places of a file at which it uses images that `images.toml` names.
fn places(manifest: (&Path, ExcludeList), declared: &Declared<'_>, used: &Used) -> Vec<ImageUse> {
    let mut places = MentionPlaces::of(manifest, used);
    let name = |mention: &Mention| declared.usage(mention.image.as_ref().ok()?).name().cloned();
    for mention in &used.mentions {
        if let Some(name) = name(mention) {
            places.add(mention, Some(name), UseFinding::Found);
        }
    }
    places.finish_named()
}
