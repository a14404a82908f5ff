//! Where the manifests are that are verified, and what each is held against.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Allowance, BaseOptions, VerifyOptions};
use crate::context::Context;
use crate::context::Manifests;
use crate::document::shown_path;
use crate::error::{BaseError, Error, ProjectError};
use crate::files::Trust;
use crate::git::Base;
use crate::project::base::{BaseFiles, BaseTrees, is_excluded, is_excluded_in, neighbours};
use crate::project::excluded::excluded_manifests;
use crate::project::{ProjectFiles, RepositoryManifests, note_excluded, with_own_locks};

/// A manifest that is to be verified, or was in the base.
pub(super) struct Found {
    /// What it is called.
    pub manifest: String,
    /// Where it and its lock are, and those of its base.
    pub files: Result<(ProjectFiles, Option<BaseFiles>), Error>,
}

/// Finds every manifest that the run is about, and its base where there is one.
pub(super) fn find(context: &Context, options: &VerifyOptions) -> Result<Vec<Found>, Error> {
    let Some(options) = &options.base else {
        let found = |place: ProjectFiles| Found {
            manifest: place.shown(),
            files: Ok((place, None)),
        };
        return Ok(ProjectFiles::all(context)?.into_iter().map(found).collect());
    };
    match (&options.base, &context.manifests) {
        (base, manifests) if !manifests.are_many() => {
            let (base, place) = of_one(context, base)?;
            Ok(vec![Found {
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
fn of_named(context: &Context, revision: &str) -> Result<Vec<Found>, Error> {
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
    let found = |(place, base): (ProjectFiles, Result<Option<BaseFiles>, Error>)| Found {
        manifest: place.shown(),
        files: base.map(|base| (place, base)),
    };
    Ok(places.into_iter().zip(bases).map(found).collect())
}

/// All manifests of the repository, and those of the base that are none here any more.
fn of_all(context: &Context, options: &BaseOptions, revision: &str) -> Result<Vec<Found>, Error> {
    let mut survey = RepositoryManifests::take()?;
    let trees = BaseTrees::open(revision, &survey.root)?;
    let before: BTreeSet<PathBuf> = trees.manifests_of_bases()?.into_iter().flatten().collect();
    let mut gone: Vec<PathBuf> = before
        .into_iter()
        .filter(|path| !survey.below.contains(path))
        .collect();
    leave_out(context, options, &trees, &mut survey, &mut gone);
    if gone.is_empty() && survey.below.is_empty() {
        return Err(ProjectError::NoManifestBelow(survey.root).into());
    }
    let places = survey
        .below
        .iter()
        .map(|below| ProjectFiles::at(context, survey.shown(below), Trust::Found));
    let places = with_own_locks(context, places.collect::<Result<_, _>>()?)?;
    let there = survey.below.iter().zip(places).map(|(below, place)| {
        let manifest = place.shown();
        (
            below,
            Found {
                manifest,
                files: held_against(&survey, &trees, below, place),
            },
        )
    });
    let gone = gone.iter().map(|below| {
        let path = survey.shown(below);
        let manifest = shown_path(&path);
        (
            below,
            Found {
                manifest,
                files: Err(BaseError::ManifestRemoved {
                    path,
                    base: revision.to_owned(),
                }
                .into()),
            },
        )
    });
    let mut found: Vec<(&PathBuf, Found)> = there.chain(gone).collect();
    found.sort_by_key(|(below, _)| below.as_os_str());
    Ok(found.into_iter().map(|(_, found)| found).collect())
}

/// Leaves out what is excluded: of the manifests that are there, and of those that were.
fn leave_out(
    context: &Context,
    options: &BaseOptions,
    trees: &BaseTrees,
    survey: &mut RepositoryManifests,
    gone: &mut Vec<PathBuf>,
) {
    let excluded = excluded(context, survey, trees, options);
    survey.below.retain(|below| !excluded.contains(below));
    gone.retain(|below| !is_excluded(survey, trees, below));
}

/// The manifests that are excluded, by their paths from the root. What the change excludes counts where it may weaken what
/// the base demands; else what the base excludes too.
fn excluded(
    context: &Context,
    survey: &RepositoryManifests,
    trees: &BaseTrees,
    options: &BaseOptions,
) -> BTreeSet<PathBuf> {
    let there: Vec<PathBuf> = survey
        .below
        .iter()
        .map(|below| survey.root.join(below))
        .collect();
    let mut excluded = BTreeSet::new();
    for path in excluded_manifests(&there) {
        let below = path.strip_prefix(&survey.root).unwrap_or(&path);
        if options.policy_change == Allowance::Passes || is_excluded(survey, trees, below) {
            excluded.insert(below.to_owned());
        }
    }
    note_excluded(
        context,
        &excluded.iter().map(|below| survey.shown(below)).collect(),
    );
    excluded
}

/// A manifest held against the same file of the base, where that has it in force.
fn held_against(
    survey: &RepositoryManifests,
    trees: &BaseTrees,
    below: &Path,
    place: ProjectFiles,
) -> Result<(ProjectFiles, Option<BaseFiles>), Error> {
    let base = BaseFiles::of_place(trees, &place, |tree| !is_excluded_in(survey, tree, below))?;
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
