//! The manifests that are verified, and the base that each is held against.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::options::{Allowance, BaseOptions, VerifyOptions};
use crate::context::{Context, Manifests};
use crate::document::shown_path;
use crate::error::{BaseError, Error, ProjectError};
use crate::files::Trust;
use crate::git::Base;
use crate::project::base::{BaseFiles, BaseTrees, CommitTree, is_excluded_in, neighbours};
use crate::project::excluded::excluded_manifests;
use crate::project::{ProjectFiles, RepositoryManifests, note_excluded, with_own_locks};

/// A manifest that is to be verified, or was in the base.
pub(super) struct VerifiedManifest {
    pub manifest: String,
    /// Where it and its lock are, and those of its base.
    pub files: Result<(ProjectFiles, Option<BaseFiles>), Error>,
}

impl VerifiedManifest {
    fn of(place: ProjectFiles, base: Result<Option<BaseFiles>, Error>) -> Self {
        Self {
            manifest: place.shown(),
            files: base.map(|base| (place, base)),
        }
    }
}

/// Finds every manifest that the run is about, and its base where there is one.
pub(super) fn find(
    context: &Context,
    options: &VerifyOptions,
) -> Result<Vec<VerifiedManifest>, Error> {
    let Some(options) = &options.base else {
        let places = ProjectFiles::all(context)?.into_iter();
        return Ok(places
            .map(|place| VerifiedManifest::of(place, Ok(None)))
            .collect());
    };
    match (&options.base, &context.manifests) {
        (base, manifests) if !manifests.are_many() => {
            let (base, place) = of_one(context, base)?;
            Ok(vec![VerifiedManifest::of(place, checked(base))])
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
            neighbours::check(&trees, std::slice::from_ref(&place), &place)?;
            Ok((base, place))
        }
    }
}

/// The manifests that are named. Each may be in another repository.
fn of_named(context: &Context, revision: &str) -> Result<Vec<VerifiedManifest>, Error> {
    let here = std::env::current_dir().map_err(ProjectError::NoDirectory)?;
    let places = ProjectFiles::all(context)?;
    let held = |place: &ProjectFiles| {
        let path = here.join(&place.manifest_path);
        let trees = BaseTrees::open(revision, path.parent().unwrap_or(&here))?;
        let base = BaseFiles::of_place(&trees, place, |_| true)?;
        neighbours::check(&trees, &places, place)?;
        checked(base)
    };
    let bases: Vec<Result<Option<BaseFiles>, Error>> = places.iter().map(held).collect();
    let places = places.into_iter().zip(bases);
    Ok(places
        .map(|(place, base)| VerifiedManifest::of(place, base))
        .collect())
}

/// All manifests of the repository, and those of the base that are none here any more.
fn of_all(
    context: &Context,
    options: &BaseOptions,
    revision: &str,
) -> Result<Vec<VerifiedManifest>, Error> {
    let mut manifests = RepositoryManifests::take()?;
    let trees = BaseTrees::open(revision, &manifests.root)?;
    let mut gone: BTreeSet<PathBuf> = trees.manifests_of_bases()?.into_iter().flatten().collect();
    gone.retain(|below| !manifests.below.contains(below));
    let excluded = excluded(context, &manifests, &trees, options);
    manifests.below.retain(|below| !excluded.contains(below));
    gone.retain(|below| !trees.exclude(&manifests, below));
    if gone.is_empty() && manifests.below.is_empty() {
        return Err(ProjectError::NoManifestBelow(manifests.root).into());
    }
    let places = manifests
        .below
        .iter()
        .map(|below| ProjectFiles::at(context, manifests.shown(below), Trust::Found));
    let places = with_own_locks(context, places.collect::<Result<_, _>>()?)?;
    let there = manifests.below.iter().zip(places).map(|(below, place)| {
        // Held against the same file of the base, where that has it in force
        let is_in_force = |tree: &CommitTree| !is_excluded_in(&manifests, tree, below);
        let base = BaseFiles::of_place(&trees, &place, is_in_force);
        (below, VerifiedManifest::of(place, base.and_then(checked)))
    });
    let gone = gone.iter().map(|below| {
        let (path, base) = (manifests.shown(below), revision.to_owned());
        let manifest = shown_path(&path);
        let files = Err(BaseError::ManifestRemoved { path, base }.into());
        (below, VerifiedManifest { manifest, files })
    });
    let mut found: Vec<(&PathBuf, VerifiedManifest)> = there.chain(gone).collect();
    found.sort_by_key(|(below, _)| below.as_os_str());
    Ok(found.into_iter().map(|(_, found)| found).collect())
}

/// The manifests that are excluded, by their paths from the root. An exclusion of the change counts where the
/// change may weaken its base; otherwise only one that the base has as well.
fn excluded(
    context: &Context,
    manifests: &RepositoryManifests,
    trees: &BaseTrees,
    options: &BaseOptions,
) -> BTreeSet<PathBuf> {
    let there = manifests.below.iter();
    let there: Vec<PathBuf> = there.map(|below| manifests.root.join(below)).collect();
    let mut excluded = BTreeSet::new();
    for path in excluded_manifests(&there) {
        let below = path.strip_prefix(&manifests.root).unwrap_or(&path);
        if options.policy_change == Allowance::Granted || trees.exclude(manifests, below) {
            excluded.insert(below.to_owned());
        }
    }
    let shown = excluded.iter().map(|below| manifests.shown(below));
    note_excluded(context, &shown.collect());
    excluded
}

/// No link stands in the place of a file of the base.
fn checked(base: BaseFiles) -> Result<Option<BaseFiles>, Error> {
    base.check_links()?;
    Ok(Some(base))
}
