//! The manifests that are verified, and the base that each is held against.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::options::{Allowance, BaseOptions, VerifyOptions};
use crate::context::{Context, Manifests};
use crate::document::shown_path;
use crate::error::{BaseError, Error, ProjectError};
use crate::files::Trust;
use crate::git::Base;
use crate::project::base::{BaseFiles, BaseTrees, is_excluded, is_excluded_in, neighbours};
use crate::project::excluded::excluded_manifests;
use crate::project::{ProjectFiles, RepositoryManifests, note_excluded, with_own_locks};

/// A manifest that is to be verified, or was in the base.
pub(super) struct VerifiedManifest {
    pub manifest: String,
    /// Where it and its lock are, and those of its base.
    pub files: Result<(ProjectFiles, Option<BaseFiles>), Error>,
}

/// Finds every manifest that the run is about, and its base where there is one.
pub(super) fn find(
    context: &Context,
    options: &VerifyOptions,
) -> Result<Vec<VerifiedManifest>, Error> {
    let Some(options) = &options.base else {
        let found = |place: ProjectFiles| VerifiedManifest {
            manifest: place.shown(),
            files: Ok((place, None)),
        };
        return Ok(ProjectFiles::all(context)?.into_iter().map(found).collect());
    };
    match (&options.base, &context.manifests) {
        (base, manifests) if !manifests.are_many() => {
            let (base, place) = of_one(context, base)?;
            Ok(vec![VerifiedManifest {
                manifest: place.shown(),
                files: checked(place, base),
            }])
        }
        (Base::File(path), _) => Err(ProjectError::OneBaseOnly(path.clone()).into()),
        (Base::Revision(revision), Manifests::All) => of_all(context, options, revision),
        (Base::Revision(revision), _) => of_named(context, revision),
    }
}

/// The one manifest that the run is about.
fn of_one(context: &Context, base: &Base) -> Result<(BaseFiles, ProjectFiles), Error> {
    match base {
        Base::File(path) => {
            let place = ProjectFiles::find(context)?;
            Ok((BaseFiles::of_file(path, &place)?, place))
        }
        Base::Revision(revision) => {
            let here = context.directory()?;
            let trees = BaseTrees::open(revision, &here)?;
            let (base, place) = BaseFiles::of_nearest(context, &trees, &here)?;
            neighbours::check(&trees, &[&place], &place)?;
            Ok((base, place))
        }
    }
}

/// Those that are named; each may be of another repository than the one before it.
fn of_named(context: &Context, revision: &str) -> Result<Vec<VerifiedManifest>, Error> {
    let here = std::env::current_dir().map_err(ProjectError::NoDirectory)?;
    let places = ProjectFiles::all(context)?;
    let held = |place: &ProjectFiles| {
        let path = here.join(&place.manifest_path);
        let trees = BaseTrees::open(revision, path.parent().unwrap_or(&here))?;
        let base = BaseFiles::of_place(&trees, place, |_| true)?;
        neighbours::check(&trees, &places.iter().collect::<Vec<_>>(), place)?;
        base.check_links()?;
        Ok(Some(base))
    };
    let bases: Vec<Result<Option<BaseFiles>, Error>> = places.iter().map(held).collect();
    let found =
        |(place, base): (ProjectFiles, Result<Option<BaseFiles>, Error>)| VerifiedManifest {
            manifest: place.shown(),
            files: base.map(|base| (place, base)),
        };
    Ok(places.into_iter().zip(bases).map(found).collect())
}

/// All manifests of the repository, and those of the base that are none here any more.
fn of_all(
    context: &Context,
    options: &BaseOptions,
    revision: &str,
) -> Result<Vec<VerifiedManifest>, Error> {
    let mut manifests = RepositoryManifests::take()?;
    let trees = BaseTrees::open(revision, &manifests.root)?;
    let before: BTreeSet<PathBuf> = trees.manifests_of_bases()?.into_iter().flatten().collect();
    let mut gone: Vec<PathBuf> = before
        .into_iter()
        .filter(|path| !manifests.below.contains(path))
        .collect();
    leave_out(context, options, &trees, &mut manifests, &mut gone);
    if gone.is_empty() && manifests.below.is_empty() {
        return Err(ProjectError::NoManifestBelow(manifests.root).into());
    }
    let places = manifests
        .below
        .iter()
        .map(|below| ProjectFiles::at(context, manifests.shown(below), Trust::Found));
    let places = with_own_locks(context, places.collect::<Result<_, _>>()?)?;
    let there = manifests.below.iter().zip(places).map(|(below, place)| {
        let manifest = place.shown();
        (
            below,
            VerifiedManifest {
                manifest,
                files: held_against(&manifests, &trees, below, place),
            },
        )
    });
    let gone = gone.iter().map(|below| {
        let path = manifests.shown(below);
        let manifest = shown_path(&path);
        (
            below,
            VerifiedManifest {
                manifest,
                files: Err(BaseError::ManifestRemoved {
                    path,
                    base: revision.to_owned(),
                }
                .into()),
            },
        )
    });
    let mut found: Vec<(&PathBuf, VerifiedManifest)> = there.chain(gone).collect();
    found.sort_by_key(|(below, _)| below.as_os_str());
    Ok(found.into_iter().map(|(_, found)| found).collect())
}

/// Leaves out what is excluded: of the manifests that are there, and of those that were.
fn leave_out(
    context: &Context,
    options: &BaseOptions,
    trees: &BaseTrees,
    manifests: &mut RepositoryManifests,
    gone: &mut Vec<PathBuf>,
) {
    let excluded = excluded(context, manifests, trees, options);
    manifests.below.retain(|below| !excluded.contains(below));
    gone.retain(|below| !is_excluded(manifests, trees, below));
}

/// The manifests that are excluded, by their paths from the root. What the change excludes counts where it may weaken what
/// the base demands; else what the base excludes too.
fn excluded(
    context: &Context,
    manifests: &RepositoryManifests,
    trees: &BaseTrees,
    options: &BaseOptions,
) -> BTreeSet<PathBuf> {
    let there: Vec<PathBuf> = manifests
        .below
        .iter()
        .map(|below| manifests.root.join(below))
        .collect();
    let mut excluded = BTreeSet::new();
    for path in excluded_manifests(&there) {
        let below = path.strip_prefix(&manifests.root).unwrap_or(&path);
        if options.policy_change == Allowance::Passes || is_excluded(manifests, trees, below) {
            excluded.insert(below.to_owned());
        }
    }
    note_excluded(
        context,
        &excluded
            .iter()
            .map(|below| manifests.shown(below))
            .collect(),
    );
    excluded
}

/// A manifest held against the same file of the base, where that has it in force.
fn held_against(
    manifests: &RepositoryManifests,
    trees: &BaseTrees,
    below: &Path,
    place: ProjectFiles,
) -> Result<(ProjectFiles, Option<BaseFiles>), Error> {
    let base = BaseFiles::of_place(trees, &place, |tree| {
        !is_excluded_in(manifests, tree, below)
    })?;
    checked(place, base)
}

/// No link stands in the place of a file of the base.
fn checked(
    place: ProjectFiles,
    base: BaseFiles,
) -> Result<(ProjectFiles, Option<BaseFiles>), Error> {
    base.check_links()?;
    Ok((place, Some(base)))
}
